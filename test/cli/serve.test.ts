import { describe, expect, test } from 'vitest';
import type { App } from '../../src/cli/io.ts';
import { RadarError } from '../../src/core/index.ts';
import { runLine } from './capture.ts';

type StartStore = App['startStore'];
type Store = Awaited<ReturnType<StartStore>>;

/** A store that does nothing, and counts how often it is stopped. */
function fakeStore(parts: Partial<Store> = {}) {
  const stopped = { times: 0 };
  const startStore: StartStore = async () => ({
    url: 'http://127.0.0.1:8450',
    databaseDescription: 'embedded PostgreSQL in /data',
    engine: 'postgres',
    deviceId: 'default:192.0.2.7',
    firstAdmin: null,
    stop: async () => {
      stopped.times += 1;
    },
    ...parts,
  });
  return { stopped, startStore };
}

const stop = Promise.resolve('SIGTERM');

describe('serve', () => {
  test('says what runs, where to look, and how to stop, and stops cleanly when asked', async () => {
    const { startStore, stopped } = fakeStore();
    const outcome = await runLine('serve --data-dir /data', { app: { startStore }, stop });
    expect(outcome).toMatchObject({ code: 0, err: '' });
    expect(stopped.times).toBe(1);
    expect(outcome.out).toMatch(/^radarstore \S+ starts with embedded PostgreSQL in \/data\n/);
    for (const part of [
      'http://127.0.0.1:8450/\n',
      'http://127.0.0.1:8450/metrics',
      'http://127.0.0.1:8450/api/openapi.json',
      'embedded PostgreSQL in /data (engine postgres)',
      'default:192.0.2.7, measured every 10s',
      `kill ${process.pid}`,
      'stopping: storing what is queued reason=SIGTERM',
      'stopped',
    ]) {
      expect(outcome.out).toContain(part);
    }
    expect(outcome.out).not.toContain('authentication');
    expect(outcome.out).not.toContain('psql');
  });

  test('as JSON writes nothing but objects, one a line', async () => {
    const { startStore } = fakeStore();
    const outcome = await runLine('serve --log-format json', { app: { startStore }, stop });
    const lines = outcome.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.msg)).toEqual([
      'radarstore starts',
      'radarstore serves',
      'stopping: storing what is queued',
      'stopped',
    ]);
    expect(lines[1]).toMatchObject({ console: 'http://127.0.0.1:8450/', engine: 'postgres' });
  });

  test('never shows the password of the database', async () => {
    const { startStore } = fakeStore({ databaseDescription: 'database radar at db' });
    for (const format of ['text', 'json']) {
      const outcome = await runLine(`serve --log-level debug --log-format ${format}`, {
        app: { startStore },
        stop,
        environment: { DATABASE_URL: 'postgres://radar:s3cret@db/radar?password=s3cret' },
      });
      expect(outcome.out).toContain('postgres://radar:***@db/radar');
      expect(outcome.out + outcome.err).not.toContain('s3cret');
    }
  });

  test.each(['0.0.0.0', '::', '192.0.2.7', 'store.example'])(
    'on %s warns that authentication is off only where it is',
    async (host) => {
      const { startStore } = fakeStore();
      const line = `serve --http-host ${host}`;
      const open = await runLine(`${line} --auth-enabled off`, { app: { startStore }, stop });
      expect(open.out).toMatch(/WARN .*authentication is off/);
      const asking = await runLine(line, { app: { startStore }, stop });
      expect(asking.out).not.toContain('authentication');
    },
  );

  test('tells the first admin with the password, as text or as an object', async () => {
    const { startStore } = fakeStore({ firstAdmin: { username: 'admin', password: 's3cret' } });
    const text = await runLine('serve', { app: { startStore }, stop });
    expect(text.out).toMatch(/^ {2}Log in {5}admin {3}password {3}s3cret$/m);
    expect(text.out.match(/s3cret/g)).toHaveLength(1);
    const json = await runLine('serve --log-format json', { app: { startStore }, stop });
    const lines = json.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[2]).toMatchObject({ username: 'admin', initial_password: 's3cret' });
  });

  test('tells how psql reaches the embedded database when it has a port', async () => {
    const { startStore } = fakeStore();
    const line = 'serve --embedded-port 5555 --data-dir /data';
    const outcome = await runLine(line, { app: { startStore }, stop });
    expect(outcome.out).toContain(
      'postgres://radar@127.0.0.1:5555/radarstore  (password in /data/password)',
    );
  });

  test.each([
    ['HTTP_PORT_TAKEN', 5],
    ['DATA_DIR_IN_USE', 5],
    ['DATA_DIR_UNUSABLE', 1],
    ['DATABASE_UNREACHABLE', 3],
    ['DATABASE_TOO_OLD', 4],
    ['SCHEMA_TOO_NEW', 4],
    ['SCHEMA_MIGRATION_FAILED', 1],
    ['DATABASE_URL_INVALID', 2],
  ] as const)('that fails with %s ends with exit code %d', async (code, exit) => {
    const startStore: StartStore = () =>
      Promise.reject(new RadarError(code, 'It failed.', { hint: 'Mend it.' }));
    const outcome = await runLine('serve', { app: { startStore } });
    expect(outcome.code).toBe(exit);
    expect(outcome.err).toBe(`Error: It failed. [${code}]\nHint: Mend it.\n`);
  });

  test('starts nothing when the configuration is wrong', async () => {
    const startStore: StartStore = () => Promise.reject(new Error('started all the same'));
    const outcome = await runLine('serve --http-port eighty', { app: { startStore } });
    expect(outcome.code).toBe(2);
    expect(outcome.err).toContain('cannot be "eighty"');
    expect(outcome.err).not.toContain('started all the same');
  });
});
