import { describe, expect, test } from 'vitest';
import { EXIT, exitCodeOf } from '../../src/cli/exit.ts';
import { ERROR_KINDS, type ErrorCode, RadarError } from '../../src/core/index.ts';
import { runLine } from './capture.ts';

describe('a command line that makes no sense', () => {
  test.each([
    ['serv', 'There is no command "radarstore serv" (did you mean "radarstore serve"?).'],
    [
      'schema aply',
      'There is no command "radarstore schema aply" (did you mean "radarstore schema apply"?).',
    ],
    ['xyzzy', 'There is no command "radarstore xyzzy".'],
    ['--verison', "unknown option '--verison'"],
    ['schema print', "required option '--engine <name>' not specified"],
    ['schema print --engine oracle', 'Allowed choices are postgres, timescale.'],
    ['serve --http-port', "option '--http-port <number>' argument missing"],
    ['version --jsno', 'There is no flag --jsno (did you mean --json?).'],
    ['version now', 'The word "now" means nothing to `radarstore version`.'],
  ])('"radarstore %s" ends with one sentence, a hint and exit code 2', async (line, part) => {
    const outcome = await runLine(line);
    expect(outcome.code).toBe(EXIT.usage);
    expect(outcome.out).toBe('');
    expect(outcome.err).toContain(part);
    expect(outcome.err).toMatch(/^Error: [A-Z].* \[[A-Z_]+\]\nHint: .+\n$/);
  });

  test('tells unknown flags together with wrong values and unknown words', async () => {
    const outcome = await runLine(
      'serve --htp-port 1 --http-port x --sql extra more --port=5 -p 3',
    );
    expect(outcome.code).toBe(EXIT.usage);
    expect(outcome.err).toContain('The configuration has 6 problems:');
    expect(outcome.err).toContain('--htp-port (did you mean --http-port?)');
    expect(outcome.err).toContain('http.port (flag --http-port) cannot be "x"');
    expect(outcome.err).toContain('There is no flag --sql');
    expect(outcome.err).toContain('The word "more" means nothing');
    expect(outcome.err).toContain(
      'There is no flag --port (did you mean --embedded-port or --http-port?)',
    );
    expect(outcome.err).toContain('There is no flag -p');
  });
});

describe('a failure', () => {
  const failing = (fault: unknown) => ({
    openDatabase: () => Promise.reject(fault),
  });
  const cause = new Error('the root of it');
  const away = new RadarError('DATABASE_UNREACHABLE', 'Cannot reach it.', { hint: 'Wait.', cause });

  test('is one sentence with its code and a hint on standard error', async () => {
    const outcome = await runLine('schema status', { app: failing(away) });
    expect(outcome).toEqual({
      code: EXIT.unreachable,
      out: '',
      err: 'Error: Cannot reach it. [DATABASE_UNREACHABLE]\nHint: Wait.\n',
    });
  });

  test('is JSON on standard output where JSON was asked for', async () => {
    const outcome = await runLine('schema status --json', { app: failing(away) });
    expect(outcome.err).toBe('');
    expect(JSON.parse(outcome.out)).toEqual({
      error: { code: 'DATABASE_UNREACHABLE', message: 'Cannot reach it.', hint: 'Wait.' },
    });
    const unread = await runLine('schema aply --json');
    expect(JSON.parse(unread.out).error.code).toBe('USAGE_INVALID');
  });

  test('of our own says so, and shows no stack', async () => {
    const outcome = await runLine('schema status', { app: failing(new TypeError('x is no y')) });
    expect(outcome.code).toBe(EXIT.failed);
    expect(outcome.err).toMatch(
      /^Error: x is no y \[INTERNAL\]\nHint: This is a fault of radarstore\./,
    );
    expect(outcome.err).not.toContain('    at ');
  });

  test.each([
    [{ environment: { RADARSTORE_DEBUG: '1' } }, true],
    [{ environment: { RADARSTORE_DEBUG: '0' } }, false],
    [{ environment: { RADARSTORE_LOG_LEVEL: 'debug' } }, true],
    [{}, false],
  ])('shows its cause only to who debugs: %j', async (world, shown) => {
    const outcome = await runLine('schema status', { ...world, app: failing(away) });
    expect(outcome.err.includes('the root of it')).toBe(shown);
  });

  test('is red on a terminal', async () => {
    const outcome = await runLine('serv', { terminal: true });
    expect(outcome.err).toContain('\u001b[31mError:\u001b[0m');
  });

  test('of every code has an exit code other than success', () => {
    for (const code of Object.keys(ERROR_KINDS)) {
      expect(exitCodeOf(code as ErrorCode), code).toBeGreaterThan(0);
    }
  });
});

describe('version', () => {
  test('prints the facts of this program', async () => {
    const facts = JSON.parse((await runLine('version --json')).out);
    expect(facts).toEqual({
      name: 'radarstore',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      schema_version: expect.any(Number),
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
    });
    expect((await runLine('version')).out).toMatch(/^radarstore \d/);
    expect((await runLine('--version')).out).toBe(`${facts.version}\n`);
  });
});
