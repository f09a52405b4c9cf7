import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Database,
  type Maintenance,
  readJobs,
  runJob,
  sql,
  startMaintenance,
} from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const INTERVAL_MS = 60_000;

describeEachEngine('maintenance', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let running: Maintenance[];
  beforeEach(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-10T15:30:00Z');
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await db?.drop();
  });
  const start = (database: Database = db.database) => {
    const options = { database, clock, log: silentLogger, electionPauseMs: 20 };
    const maintenance = startMaintenance({ ...options, intervalMs: INTERVAL_MS });
    running.push(maintenance);
    return maintenance;
  };
  const run = (job: 'create_chunks' | 'drop_chunks') =>
    runJob({ database: db.database, clock, log: silentLogger }, job);
  const leaders = () => running.filter((one) => one.leading());
  const bothJobsRan = () =>
    until('both jobs ran', async () => (await readJobs(db.database)).length === 2);

  test('has one leader among several processes, and another when that one stops', async () => {
    for (let count = 0; count < 4; count++) start();
    const first = await until('one leads', () => leaders()[0]);
    await bothJobsRan();
    expect(leaders()).toEqual([first]);
    await first.stop();
    const second = await until('another leads', () => leaders()[0]);
    expect(second).not.toBe(first);
    expect(leaders()).toEqual([second]);
  });

  test('passes to another process when the connection of the leader is killed', async () => {
    const first = start();
    await until('the first leads', () => first.leading());
    await bothJobsRan();
    const second = start();
    await until('the leader gave way', async () => {
      await db.database.query(
        'test.kill',
        sql`select pg_terminate_backend(pid) from pg_locks
             where locktype = 'advisory' and granted and database =
                   (select oid from pg_database where datname = current_database())`,
      );
      return second.leading() && !first.leading();
    });
  });

  test('goes on in the same process after its connection was lost', async () => {
    const only = start();
    await until('it leads', () => only.leading());
    await bothJobsRan();
    const pidOfLeader = async () => {
      const [row] = await db.database.query<{ pid: number }>(
        'test.leader',
        sql`select pid from pg_locks where locktype = 'advisory' and granted and database =
                   (select oid from pg_database where datname = current_database())`,
      );
      return row?.pid;
    };
    const before = await pidOfLeader();
    await db.database.query('test.kill', sql`select pg_terminate_backend(${before})`);
    await until('it leads again', async () => {
      const after = await pidOfLeader();
      return only.leading() && after !== undefined && after !== before;
    });
  });

  test('records each run, and is healthy while the runs are recent', async () => {
    const maintenance = start();
    await bothJobsRan();
    for (const job of await readJobs(db.database)) {
      expect(job).toMatchObject({ last_error: null, failures: 0, last_finished_at: clock.now() });
    }
    expect((await maintenance.check()).state).toBe('ok');
  });

  test('is degraded before the first run, and when no process maintained for long', async () => {
    const { check, stop } = start();
    await stop();
    await db.database.script('test.forget', 'delete from radar.maintenance_jobs');
    expect(await check()).toMatchObject({ state: 'degraded' });
    await run('create_chunks');
    await run('drop_chunks');
    expect(await check()).toMatchObject({ state: 'ok' });
    clock.advance(2 * INTERVAL_MS + 60_001);
    const late = await check();
    expect(late.state).toBe('degraded');
    expect(late.message).toContain('No process has maintained');
  });

  test('tells a job that fails, keeps its last success, and recovers', async () => {
    const { check, stop } = start();
    await bothJobsRan();
    await stop();
    const success = clock.now();
    await db.database.script('test.break', 'alter table radar.cpu_metrics rename to aside');
    clock.advance(3 * 86_400_000); // so that new chunks are due
    await run('drop_chunks');
    await run('create_chunks');
    const failed = (await readJobs(db.database)).find((job) => job.last_error !== null);
    expect(failed).toMatchObject({ last_finished_at: success, failures: 1 });
    expect(await check()).toMatchObject({ state: 'degraded' });
    await db.database.script('test.mend', 'alter table radar.aside rename to cpu_metrics');
    await run('drop_chunks');
    await run('create_chunks');
    expect(await check()).toMatchObject({ state: 'ok' });
  });
});
