import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Job, readJobs, sql } from '../../../src/database/index.ts';
import { readEpoch } from '../../../src/database/maintenance/index.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { INTERVAL_MS, type Maintained, maintained } from '../../support/maintained.ts';
import { until } from '../../support/until.ts';

describeEachEngine('maintenance', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let processes: Maintained;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-10T15:30:00Z');
    processes = maintained(db.database, clock);
  });
  afterEach(async () => {
    await processes?.stop();
    await db?.drop();
  });

  /** Ends the connection on which the leader holds its lock; answers its process id. */
  const killLeader = async () => {
    const rows = await db.database.query<{ pid: number }>(
      'test.kill',
      sql`select pid, pg_terminate_backend(pid) from pg_locks
           where locktype = 'advisory' and granted and objsubid = 1
             and database = (select oid from pg_database where datname = current_database())
             and (classid::bigint << 32) | objid::bigint
                 = hashtextextended('radarstore maintenance radar', 0)`,
    );
    return rows[0]?.pid;
  };

  test('has one leader among several processes, and another when that one stops', async () => {
    for (let count = 0; count < 4; count++) processes.start();
    const first = await until('one leads', () => processes.leaders()[0]);
    await processes.allRan();
    expect(processes.leaders()).toEqual([first]);
    const { number } = await readEpoch(db.database);
    await first.stop();
    const second = await until('another leads', () => processes.leaders()[0]);
    expect(second).not.toBe(first);
    expect(processes.leaders()).toEqual([second]);
    await until('another epoch', async () => (await readEpoch(db.database)).number === number + 1);
  });

  test('passes to another process when the connection of the leader is killed', async () => {
    const first = processes.start();
    await processes.allRan();
    const second = processes.start();
    await until('the leader gave way', async () => {
      await killLeader();
      return second.leading() && !first.leading();
    });
    await until('the epoch counts the leaders', async () => {
      const { number, holder } = await readEpoch(db.database);
      return number > 1 && holder !== null;
    });
  });

  test('goes on in the same process after its connection was lost', async () => {
    const only = processes.start();
    await processes.allRan();
    const before = await readEpoch(db.database);
    expect(await killLeader()).toBeDefined();
    await until('it leads again', async () => {
      return only.leading() && (await readEpoch(db.database)).number > before.number;
    });
  });

  test('records each run, and is healthy while the runs are recent', async () => {
    const maintenance = processes.start();
    await processes.allRan();
    const { number } = await readEpoch(db.database);
    const records = await db.database.query<{ epoch: number }>(
      'test.epochs',
      sql`select epoch from radar.maintenance_jobs`,
    );
    for (const record of records) expect(record.epoch).toBe(number);
    for (const job of await readJobs(db.database)) {
      expect(job).toMatchObject({ last_error: null, failures: 0, last_finished_at: clock.now() });
      expect(job.next_run_at).toBe(clock.now() + INTERVAL_MS * 1_000);
      expect(job.last_rows).not.toBeNull();
    }
    expect((await maintenance.check()).state).toBe('ok');
  });

  test('is degraded before the first run, when a job is overdue, and when nobody maintains', async () => {
    const { check, stop } = processes.start();
    await stop();
    await db.database.script('test.forget', 'delete from radar.maintenance_jobs');
    expect(await check()).toMatchObject({ state: 'degraded' });
    await processes.runAll();
    expect(await check()).toMatchObject({ state: 'ok' });
    await db.database.script(
      'test.forget',
      "delete from radar.maintenance_jobs where job = 'prune_tables'",
    );
    expect((await check()).message).toMatch(/^Overdue for more than .*: prune_tables\.$/);
    clock.advance(2 * INTERVAL_MS + 60_001);
    const late = await check();
    expect(late.state).toBe('degraded');
    expect(late.message).toContain('No process has maintained');
  });

  test('tells a job that fails, keeps its last success, and recovers', async () => {
    const { check, stop } = processes.start();
    await processes.allRan();
    await stop();
    const success = clock.now();
    await db.database.script('test.break', 'alter table radar.event_identities rename to aside');
    clock.advance(60_000);
    await processes.runAll();
    const failed = (await readJobs(db.database)).find((job) => job.last_error !== null);
    expect(failed).toMatchObject({
      job: 'prune_tables',
      last_finished_at: success,
      failures: 1,
      next_run_at: clock.now() + 60_000_000,
    });
    expect(await check()).toMatchObject({ state: 'degraded' });
    await db.database.script('test.mend', 'alter table radar.aside rename to event_identities');
    await processes.runAll();
    expect(await check()).toMatchObject({ state: 'ok' });
  });

  test('gives every job its turn, however much another has to do or how often it fails', async () => {
    const turns = { endless: 0, failing: 0, small: 0 };
    const job = (name: keyof typeof turns, run: Job['run']): Job => ({
      name,
      meaning: 'of a test',
      run: async (context) => {
        turns[name]++;
        return run(context);
      },
    });
    const jobs = [
      job('endless', async () => ({ rows: 1, detail: {}, complete: false })),
      job('failing', async () => {
        throw new Error('it cannot');
      }),
      job('small', async () => ({ rows: 1, detail: {}, complete: true })),
    ];
    processes.start({ jobs, intervalMs: 5 });
    await until('each had several turns', () => Object.values(turns).every((count) => count > 3));
    const records = await readJobs(db.database);
    expect(records.find((one) => one.job === 'failing')?.last_error).toBe('it cannot');
    expect(records.find((one) => one.job === 'small')?.last_error).toBeNull();
  });

  test('goes on when the clock steps back', async () => {
    const turns: number[] = [];
    const clockJob: Job = {
      name: 'look_at_the_clock',
      meaning: 'of a test',
      run: async (context) => {
        turns.push(context.clock.now());
        return { rows: 0, detail: {}, complete: true };
      },
    };
    const maintenance = processes.start({ jobs: [clockJob], intervalMs: 5 });
    await until('it ran', () => turns.length > 0);
    clock.set('2026-03-01T00:00:00Z');
    const { length } = turns;
    await until('it ran on', () => turns.length > length + 2);
    await until('its record has the new time', async () => {
      const [record] = await readJobs(db.database);
      return record?.last_finished_at === clock.now();
    });
    expect((await maintenance.check()).state).toBe('ok');
  });
});
