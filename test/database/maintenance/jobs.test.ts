import { afterEach, beforeEach, expect, test } from 'vitest';
import { CATALOGUE, ROLLUPS, type Rollup } from '../../../src/catalogue/index.ts';
import { requireInstant } from '../../../src/core/index.ts';
import {
  maintenanceStatus,
  type RunReport,
  readJobs,
  runByHand,
  runJob,
  sql,
} from '../../../src/database/index.ts';
import { MAINTENANCE_JOBS, readEpoch } from '../../../src/database/maintenance/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import { cpuTimes, insertCpu } from '../../support/cpu-rows.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { type Maintained, maintained } from '../../support/maintained.ts';
import { keepDays } from '../../support/retention.ts';
import { readRollup } from '../../support/rollup-compare.ts';
import { until } from '../../support/until.ts';

const NOW = requireInstant('2026-03-10T15:30:00Z', 'now');
const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;

describeEachEngine('a maintenance job', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let processes: Maintained;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock(NOW);
    processes = maintained(db.database, clock);
  });
  afterEach(async () => {
    await processes?.stop();
    await db?.drop();
  });
  const run = (job: string, more: object = {}): Promise<RunReport> =>
    runJob({ database: db.database, clock, log: silentLogger, ...more }, job);
  const samples = async () => {
    const rows = await readRollup(db.database, rollupNamed('cpu_metrics_hourly'));
    return rows.reduce((sum, row) => sum + Number(row.sample_count), 0);
  };
  const insertIdentities = (count: number, age: string) =>
    db.database.execute(
      'test.insert',
      sql`insert into radar.event_identities (row_key, source, id, event_timestamp)
          select sha256(${age}::text::bytea || number::text::bytea), 'a test', number::text,
                 to_timestamp(${NOW}::numeric / 1000000) - ${age}::interval
            from generate_series(1, ${count}::integer) as number`,
    );
  const identities = async () => {
    const [row] = await db.database.query<{ count: number }>(
      'test.count',
      sql`select count(*) as count from radar.event_identities`,
    );
    return row?.count;
  };

  test('prune_tables deletes what is older than the retention, in batches, and nothing else', async () => {
    await insertIdentities(11_003, '3 days 1 second');
    await insertIdentities(7, '2 days 23 hours 59 minutes');
    expect(await run('prune_tables')).toMatchObject({
      state: 'done',
      rows: 11_003,
      detail: { deleted: { event_identities: 11_003 } },
    });
    expect(await identities()).toBe(7);
    expect(await run('prune_tables')).toMatchObject({ state: 'done', rows: 0 });
  });

  test('prune_tables goes by the retention that was chosen, of the followed dataset too', async () => {
    await insertIdentities(5, '4 days');
    await keepDays(db.database, 'events', 5);
    expect(await run('prune_tables')).toMatchObject({ rows: 0 });
    await keepDays(db.database, 'event_identities', 2);
    expect(await run('prune_tables')).toMatchObject({ rows: 5 });
  });

  test('prune_tables leaves rows that a writer holds to the next run', async () => {
    await insertIdentities(3, '4 days');
    await db.database.transaction('test.hold', async (session) => {
      await session.execute(
        'test.hold',
        sql`update radar.event_identities set source = 'held' where id = '1'`,
      );
      expect(await run('prune_tables')).toMatchObject({ rows: 2 });
    });
    expect(await run('prune_tables')).toMatchObject({ rows: 1 });
  });

  test('that has more to do than its time allows stops, and goes on at its next turn', async () => {
    await insertIdentities(20_000, '4 days');
    const first = await run('prune_tables', { budgetMs: 1 });
    expect(first).toMatchObject({ state: 'more', error: null });
    const [record] = await readJobs(db.database);
    expect(record?.next_run_at).toBe(clock.now() + 1_000_000);
    await until('the rest went', async () => (await run('prune_tables')).state === 'done');
    expect(await identities()).toBe(0);
  });

  test('drop_chunks brings rollups up to date before raw rows go', async () => {
    const old = NOW - 3 * DAY + HOUR;
    await insertCpu(db.database, [old, old + 60_000_000, NOW]);
    clock.advance(86_400_000);
    expect(await samples()).toBe(0);
    expect(await run('drop_chunks')).toMatchObject({ state: 'done' });
    expect(await cpuTimes(db.database)).toEqual([NOW]);
    expect(await samples()).toBe(2);
  });

  test('drop_chunks keeps the rows of a bucket that cannot be computed, and says so', async () => {
    const old = NOW - 3 * DAY + HOUR;
    await insertCpu(db.database, [old, NOW]);
    clock.advance(86_400_000);
    await db.database.script(
      'test.break',
      'alter table radar.cpu_metrics_hourly add constraint refuse_all check (sample_count < 0)',
    );
    const report = await run('drop_chunks');
    expect(report).toMatchObject({ state: 'failed' });
    expect(report.error).toMatch(/^cpu_metrics_hourly cannot be computed .*its rows stay$/);
    expect(await cpuTimes(db.database)).toEqual([old, NOW]);
    await db.database.script(
      'test.mend',
      'alter table radar.cpu_metrics_hourly drop constraint refuse_all',
    );
    expect(await run('drop_chunks')).toMatchObject({ state: 'done', error: null });
    expect(await cpuTimes(db.database)).toEqual([NOW]);
    expect(await samples()).toBe(1);
  });

  test('refresh_rollups computes late rows too, and tells how many buckets', async () => {
    await insertCpu(db.database, [NOW - 5 * HOUR, NOW - 4 * HOUR]);
    expect((await run('refresh_rollups')).rows).toBe(4); // an hour and five minutes each
    await insertCpu(db.database, [NOW - 5 * HOUR + 1]);
    expect((await run('refresh_rollups')).rows).toBe(2);
    expect(await samples()).toBe(3);
  });

  test('runs once at a time, whoever runs it', async () => {
    await db.database.session('test.hold', async (session) => {
      await session.query(
        'test.hold',
        sql`select pg_advisory_lock(hashtextextended('radarstore job radar.prune_tables', 0))`,
      );
      expect(await run('prune_tables')).toMatchObject({ state: 'busy', rows: null });
      expect(await run('create_chunks')).toMatchObject({ state: 'done' });
    });
    expect(await readJobs(db.database)).toHaveLength(1);
    expect(await run('prune_tables')).toMatchObject({ state: 'done' });
  });

  test('is told with who leads, its state and its next run', async () => {
    const status = () =>
      maintenanceStatus({ database: db.database, now: clock.now(), intervalMs: 60_000 });
    const before = await status();
    expect(before).toMatchObject({ led: false, holder: null, epoch: 0 });
    expect(before.jobs.map((job) => job.state)).toEqual(MAINTENANCE_JOBS.map(() => 'never'));
    processes.start();
    await processes.allRan();
    const after = await status();
    expect(after).toMatchObject({ led: true, epoch: 1 });
    expect(after.holder).toContain(`process ${process.pid}`);
    expect(after.jobs.map((job) => job.state)).toEqual(MAINTENANCE_JOBS.map(() => 'ok'));
    clock.advance(60_000 * 10);
    expect((await status()).jobs[0]?.state).toBe('overdue');
  });

  test('by hand leads where nobody does, and works within the term of a leader otherwise', async () => {
    const byHand = (names: readonly string[]) =>
      runByHand(
        {
          database: db.database,
          clock,
          log: silentLogger,
          jobs: MAINTENANCE_JOBS,
          intervalMs: 60_000,
          holder: 'alice',
        },
        names,
      );
    const alone = await byHand(['create_chunks', 'prune_tables']);
    expect(alone.leader).toBeNull();
    expect(alone.runs.map((one) => one.state)).toEqual(['done', 'done']);
    expect(await readEpoch(db.database)).toMatchObject({ number: 1, holder: 'alice' });
    processes.start();
    await processes.allRan();
    await until('the leader rests', async () => {
      const beside = await byHand(['prune_tables']);
      return beside.leader?.includes('process') && beside.runs[0]?.state === 'done';
    });
    expect((await readEpoch(db.database)).number).toBe(2);
  });

  test('create_chunks makes chunks of the width that belongs to the retention', async () => {
    if (db.database.engine.layout === 'hypertables') return;
    await keepDays(db.database, 'cpu_metrics', 0.5);
    await run('create_chunks');
    const { listPartitions } = await import('../../../src/database/index.ts');
    const chunks = await listPartitions(db.database, CATALOGUE.cpu_metrics);
    expect(new Set(chunks.map(({ slice }) => slice.to - slice.from))).toEqual(new Set([2 * HOUR]));
  });
});

function rollupNamed(name: string): Rollup {
  const rollup = ROLLUPS.find((one) => one.name === name);
  if (rollup === undefined) throw new Error(`no rollup ${name}`);
  return rollup;
}
