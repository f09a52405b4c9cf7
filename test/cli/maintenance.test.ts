import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { type Maintained, maintained } from '../support/maintained.ts';
import { until } from '../support/until.ts';
import { runLine } from './capture.ts';

describeEachEngine('the maintenance commands', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let processes: Maintained;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock();
    processes = maintained(db.database, clock);
  });
  afterEach(async () => {
    await processes?.stop();
    await db?.drop();
  });
  const on = (line: string) =>
    runLine(line, { environment: { DATABASE_URL: db.url, USER: 'alice' } });

  test('run every job while nobody leads, and tell what each did', async () => {
    const before = await on('maintenance status');
    expect(before).toMatchObject({ code: 1, err: '' });
    expect(before.out).toContain('Nobody leads.');
    expect(before.out).toMatch(/^drop_chunks +never /m);

    const run = await on('maintenance run');
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toContain('Nobody led; this process did.');
    expect(run.out).toMatch(/^create_chunks +done /m);

    const after = await on('maintenance status');
    expect(after).toMatchObject({ code: 0, err: '' });
    expect(after.out).toMatch(/^Nobody leads; the last was alice@probe\.example/);
    expect(after.out).toMatch(/^reconcile +ok +\d{4}-.* 1\/0$/m);
  });

  test('say what to do where the schema is not there yet', async () => {
    const empty = await createTestDatabase(engine, { migrated: false });
    try {
      for (const line of ['maintenance status', 'maintenance run']) {
        const outcome = await runLine(line, { environment: { DATABASE_URL: empty.url } });
        expect(outcome.code).toBe(1);
        expect(outcome.err).toContain('[SCHEMA_BEHIND]');
        expect(outcome.err).toContain('radarstore schema apply');
      }
    } finally {
      await empty.drop();
    }
  });

  test('run one job beside a leader, and say who leads', async () => {
    processes.start();
    await processes.allRan();
    await until('the job was not at work elsewhere', async () => {
      const run = JSON.parse((await on('maintenance run prune_tables --json')).out);
      expect(run.leader).toContain(`process ${process.pid}`);
      return run.runs[0].state === 'done' && run.runs.length === 1;
    });
    const status = JSON.parse((await on('maintenance status --json')).out);
    expect(status.leader).toMatchObject({ led: true, epoch: 1 });
    expect(status.jobs.find((one: { job: string }) => one.job === 'prune_tables')).toMatchObject({
      state: 'ok',
      last_error: null,
      failures: 0,
    });
  });
});

describe('maintenance run', () => {
  test('knows the jobs, and suggests one for a wrong name', async () => {
    const wrong = await runLine('maintenance run drop_chunk');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('There is no job "drop_chunk" (did you mean drop_chunks?)');
    expect(wrong.err).toContain('create_chunks, refresh_rollups, drop_chunks, prune_tables');
  });

  test('takes one job and no more', async () => {
    const wrong = await runLine('maintenance run drop_chunks prune_tables');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('The word "prune_tables" means nothing');
  });
});
