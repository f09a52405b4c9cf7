import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RadarError } from '../../src/core/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { runLine } from './capture.ts';

describeEachEngine('the schema commands', (engine) => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await createTestDatabase(engine, { migrated: false });
  });
  afterEach(async () => db?.drop());
  const on = (line: string, url = db.url) => runLine(line, { environment: { DATABASE_URL: url } });

  test('lead from an empty database to a current one, each telling what is and what to do', async () => {
    const before = await on('schema status');
    expect(before).toMatchObject({ code: 1, err: '' });
    expect(before.out).toContain('nothing is applied yet; run `radarstore schema apply`');

    const plan = await on('schema plan');
    expect(plan).toMatchObject({ code: 0, err: '' });
    expect(plan.out).toContain('migration 0001_host_telemetry (in one transaction)');
    const sql = await on('schema plan --sql');
    expect(sql.out).toContain('create table "radar".cpu_metrics');

    const applied = await on('schema apply');
    expect(applied.code).toBe(0);
    expect(applied.err).toContain('applying a schema migration');
    expect(applied.out).toMatch(/is at version \d+: applied 0001/);

    const after = await on('schema status');
    expect(after.code).toBe(0);
    expect(after.out).toMatch(/^0001 {4}host_telemetry +applied +\d{4}-/m);
    expect((await on('schema plan')).out).toContain('Nothing to do');
    expect((await on('schema plan --sql')).out).toBe('-- nothing to do\n');
    expect((await on('schema apply')).out).toContain('nothing to do');
  });

  test('give JSON that holds what the text says', async () => {
    const plan = JSON.parse((await on('schema plan --json')).out);
    expect(plan).toMatchObject({ schema: 'radar', version: 0 });
    expect(plan.steps[0]).toMatchObject({ title: 'foundation', transactional: true });
    const applied = JSON.parse((await on('schema apply --json')).out);
    const all = Array.from({ length: plan.latest }, (_, index) => index + 1);
    expect(applied).toMatchObject({ version: plan.latest, applied: all, remaining: [] });
    const status = JSON.parse((await on('schema status --json')).out);
    expect(status).toMatchObject({ state: 'current', version: plan.latest });
    expect(status.migrations[0]).toMatchObject({ number: 1, state: 'applied' });
    expect(status.migrations[0].applied_at).toMatch(/^\d{4}-.*Z$/);
  });

  test('verify finds what somebody altered by hand, with the SQL that mends it', async () => {
    expect((await on('schema apply')).code).toBe(0);
    const clean = await on('schema verify');
    expect(clean.out).toContain('found no drift');
    expect(clean.code).toBe(0);
    await db.database.script('test.alter', 'drop index radar.idx_cpu_metrics_time');
    const found = await on('schema verify');
    expect(found.code).toBe(1);
    expect(found.out).toMatch(
      /idx_cpu_metrics_time\n {2}expected .+\n {2}found .+\n {2}mend .+create index/s,
    );
    const told = JSON.parse((await on('schema verify --json')).out);
    expect(told).toMatchObject({
      clean: false,
      drifts: [{ name: expect.stringContaining('idx_cpu_metrics_time') }],
    });
  });

  test('print what makes the same schema by hand', async () => {
    const name = engine === 'postgres' ? 'postgres' : 'timescale';
    const printed = await runLine(`schema print --engine ${name}`);
    expect(printed).toMatchObject({ code: 0, err: '' });
    await db.database.script('test.psql', printed.out);
    expect((await on('schema status')).code).toBe(0);
  });

  test('end with one sentence and exit code 3 when the login is refused', async () => {
    const wrong = new URL(db.url);
    wrong.username = 'nobody_of_that_name';
    wrong.password = 's3cret';
    const outcome = await on('schema status', wrong.href);
    expect(outcome.code).toBe(3);
    expect(outcome.err).toMatch(/^Error: .+ \[DATABASE_REFUSED\]\nHint: .+\n$/);
    expect(outcome.err).not.toContain('s3cret');
  });
});

describe('schema print', () => {
  test('needs no connection and takes the name of the schema', async () => {
    const environment = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
    const outcome = await runLine('schema print --engine postgres --database-schema other', {
      environment,
    });
    expect(outcome.code).toBe(0);
    expect(outcome.out).toContain('create schema if not exists "other";');
    expect(outcome.out).not.toContain('"radar"');
    const json = await runLine('schema print --engine timescale --json');
    expect(JSON.parse(json.out)).toMatchObject({ engine: 'timescale', schema: 'radar' });
  });
});

describe('a schema command on a data folder that a running store holds', () => {
  test('says how to reach what that one holds', async () => {
    const inUse = new RadarError('DATA_DIR_IN_USE', 'The folder is in use by process 7.');
    const outcome = await runLine('schema status --http-port 9000', {
      app: { openDatabase: () => Promise.reject(inUse) },
    });
    expect(outcome.code).toBe(5);
    expect(outcome.err).toContain('process 7');
    expect(outcome.err).toContain('http://127.0.0.1:9000/readyz');
    expect(outcome.err).toContain('--embedded-port');
  });
});

test('a server that cannot be reached ends a command with exit code 3', async () => {
  const outcome = await runLine('schema apply', {
    environment: { DATABASE_URL: 'postgres://radar:s3cret@127.0.0.1:1/radar' },
  });
  expect(outcome.code).toBe(3);
  expect(outcome.err).toMatch(/^Error: Cannot reach .+ \[DATABASE_UNREACHABLE\]\nHint: .+\n$/);
  expect(outcome.err).not.toContain('s3cret');
});
