import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mappingMarkdown } from '../../src/cli/mapping/index.ts';
import { formatBytes } from '../../src/cli/mapping/row.ts';
import type { MappingReport } from '../../src/contract/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { expectGolden } from '../support/golden.ts';
import { runLine } from './capture.ts';

/** What later parts of the program bring. */
const LATER = ['writer', 'reader', 'query_name', 'backfill', 'parity'];

const offline = async (): Promise<MappingReport> =>
  JSON.parse((await runLine('mapping --offline --json')).out);

describe('mapping --offline', () => {
  test('needs no database and lists the 47 objects from the catalogue', async () => {
    const environment = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
    const outcome = await runLine('mapping --offline', { environment });
    expect(outcome).toMatchObject({ code: 0, err: '' });
    expect(outcome.out).toMatch(/^OBJECT +TARGET +KIND +KEPT +GAPS$/m);
    expect(outcome.out).toMatch(/^services +services +hypertable +30d /m);
    expect(outcome.out).toContain('47 objects: ');
    const report = await offline();
    expect(report).toMatchObject({ database: null, summary: { objects: 47 } });
    expect(report.objects[0]?.targets[0]).toMatchObject({ present: null, rows: null });
  });

  test('is the document that docs/reference/mapping.md is', async () => {
    const { out } = await runLine('mapping --offline --markdown');
    expect(out).toBe(mappingMarkdown(await offline()));
    await expectGolden('../../docs/reference/mapping.md', out);
  });
});

describeEachEngine('the mapping command', (engine) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
  });
  afterAll(async () => db?.drop());
  const on = (line: string, url = db.url) => runLine(line, { environment: { DATABASE_URL: url } });

  test('lists 47 objects and no gap but the parts that later issues add', async () => {
    const outcome = await on('mapping --json');
    expect(outcome).toMatchObject({ code: 0, err: '' });
    const report: MappingReport = JSON.parse(outcome.out);
    expect(report.database?.engine).toBe(engine);
    expect(report.objects).toHaveLength(47);
    for (const { object, targets, gaps } of report.objects) {
      expect(LATER, object).toEqual(expect.arrayContaining(gaps));
      expect(targets.length, object).toBeGreaterThan(0);
      for (const target of targets) expect(target.present, target.dataset).toBe(true);
    }
  });

  test('shows in its table and its document what the database holds', async () => {
    const text = (await on('mapping --exact')).out;
    expect(text).toMatch(/^OBJECT +TARGET +KIND +KEPT +EFFECTIVE +ROWS +BYTES +OLDEST /m);
    const kept = engine === 'postgres' ? 'partitions' : 'hypertable';
    expect(text).toMatch(new RegExp(`^logs +logs +hypertable +3d +.* +0 .*${kept}`, 'm'));
    expect((await on('mapping --markdown')).out).toContain('| effective | rows | bytes |');
  });

  test('on a database without the schema says how to make it', async () => {
    const empty = await createTestDatabase(engine, { migrated: false });
    try {
      const outcome = await on('mapping', empty.url);
      expect(outcome.code).not.toBe(0);
      expect(outcome.err).toContain('[SCHEMA_BEHIND]');
      expect(outcome.err).toContain('radarstore schema apply');
    } finally {
      await empty.drop();
    }
  });
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [8_192, '8.19 kB'],
  [81_920, '81.9 kB'],
  [819_200, '819 kB'],
  [1_000_000, '1.00 MB'],
  [3_500_000_000_000_000, '3.50 PB'],
  [3_500_000_000_000_000_000, '3500 PB'],
])('%d bytes are shown as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
