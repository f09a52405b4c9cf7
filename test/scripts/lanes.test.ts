import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

interface Lane {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly reason?: string;
}
interface Lanes {
  lanesOfTests(report: object, reasons: { readonly [lane: string]: string }): Lane[];
  summary(lanes: readonly Lane[]): string;
}
interface Servers {
  wantedMajors(list: string | undefined): number[];
}

const part = <T>(name: string): Promise<T> =>
  import(new URL(`../../scripts/parts/${name}.mjs`, import.meta.url).href);
const { lanesOfTests, summary } = await part<Lanes>('lanes');
const { wantedMajors } = await part<Servers>('servers');

const report = (...results: readonly (readonly [status: string, fullName: string])[]) => ({
  testResults: [
    {
      name: fileURLToPath(import.meta.url),
      status: 'passed',
      assertionResults: results.map(([status, fullName]) => ({ status, fullName })),
    },
  ],
});

describe('the summary of a test run', () => {
  test('has a line for each engine and each version of PostgreSQL, with why one was skipped', () => {
    const lanes = lanesOfTests(
      report(
        ['passed', 'the schema [postgres] is made'],
        ['passed', 'the schema [postgres-15] is made'],
        ['passed', 'the schema [postgres-15] is verified'],
        ['skipped', 'the schema [postgres-16] (absent: there is none for this platform)'],
        ['failed', 'the schema [timescale-apache] is made'],
        ['skipped', 'the schema [timescale] (absent: no docker engine answers here)'],
        ['passed', 'a clock stands still'],
      ),
      {},
    );
    expect(summary(lanes).split('\n')).toEqual([
      '  unit              passed   1 passed',
      '  postgres          passed   1 passed',
      '  timescale-apache  FAILED   1 failed',
      '  community         SKIPPED  1 skipped (no docker engine answers here)',
      '  postgres-15       passed   2 passed',
      '  postgres-16       SKIPPED  1 skipped (there is none for this platform)',
      '',
      '4 passed, 1 failed, 2 skipped',
      '',
    ]);
  });
});

describe('RADARSTORE_TEST_SERVERS', () => {
  test('chooses among the older versions, all of them without it', () => {
    expect(wantedMajors(undefined)).toEqual([15, 16, 17]);
    expect(wantedMajors('')).toEqual([15, 16, 17]);
    expect(wantedMajors('none')).toEqual([]);
    expect(wantedMajors('15, 17')).toEqual([15, 17]);
  });

  test.each(['14', '18', '15,x', 'all'])('is refused as %s', (list) => {
    expect(() => wantedMajors(list)).toThrow(/takes none or some of 15,16,17, not/);
  });
});
