import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  CATALOGUE,
  type Dataset,
  type DatasetName,
  ROLLUPS,
  type Rollup,
} from '../../../src/catalogue/index.ts';
import { type Instant, requireInstant } from '../../../src/core/index.ts';
import { dropExpiredChunks } from '../../../src/database/chunks/index.ts';
import {
  type Database,
  ensureChunks,
  rebuildRollup,
  recordTouched,
  refreshBeforeDrop,
  refreshRollups,
  rollupState,
  type Session,
  sql,
} from '../../../src/database/index.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { expectAllRollups, readRollup } from '../../support/rollup-compare.ts';
import { createHistories, type Histories } from '../../support/rollup-histories.ts';
import { UNMODELLED } from '../../support/rollup-model.ts';
import { ROLLED_UP, seeded } from '../../support/rollup-rows.ts';

const NOW = at('2026-03-10T15:30:00Z');
const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CPU_HOURLY = rollupNamed('cpu_metrics_hourly');
const CPU_SUMMARY = rollupNamed('device_metrics_summary_cpu');

test('every rollup has a model, and every history with rollups synthetic rows', () => {
  expect(UNMODELLED.map(({ name }) => name)).toEqual([]);
  expect([...new Set(ROLLUPS.map(({ source }) => source))].sort()).toEqual([...ROLLED_UP].sort());
});

describeEachEngine('rollups', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let histories: Histories;
  let random: () => number;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-10T15:30:00Z');
    histories = createHistories(db.database, clock);
    random = seeded(7);
  });
  afterEach(async () => db?.drop());
  const refresh = () => refreshRollups(db.database, { now: clock.now() });
  /** Ends of buckets that have settled by now. */
  const settled = () => clock.now() - MINUTE;
  const between = (from: Instant, to: Instant, count: number) =>
    Array.from({ length: count }, () => from + Math.floor(random() * (to - from)));
  const stateOf = async ({ name }: Rollup) =>
    (await rollupState(db.database, clock.now())).find(({ rollup }) => rollup === name);
  const samples = async (rollup: Rollup) => {
    const rows = await readRollup(db.database, rollup);
    return rows.reduce((sum, row) => sum + Number(row.sample_count), 0);
  };

  test('of every history hold what its rows amount to, for each bucket that has ended', async () => {
    for (const source of ROLLED_UP) {
      await histories.add(source, between(NOW - 8 * HOUR, NOW, 200), random);
      // Several rows of a group at one instant: the value decides which is first and last.
      await histories.add(source, Array(30).fill(NOW - 2 * HOUR), random);
    }
    expect((await refresh()).failed).toEqual([]);
    const rows = await expectAllRollups(db.database, histories.stored, { until: settled() });
    expect(rows).toBeGreaterThan(1_000);
  });

  test('take in rows that come late, at the next refresh, and nothing twice', async () => {
    await histories.add('cpu_metrics', between(NOW - 3 * HOUR, NOW - 2 * HOUR, 100), random);
    const first = await refresh();
    expect(first.refreshed).toBeGreaterThan(0);
    expect(await refresh()).toEqual({ refreshed: 0, skipped: 0, failed: [] });
    clock.advance(3_600_000);
    await histories.add('cpu_metrics', between(NOW - 3 * HOUR, NOW - 2 * HOUR, 50), random);
    await histories.add('cpu_metrics', [NOW - 2 * DAY], random);
    await refresh();
    await expectAllRollups(db.database, histories.stored, { until: settled() });
    const before = await readRollup(db.database, CPU_HOURLY);
    await rebuildRollup(db.database, CPU_HOURLY);
    expect((await refresh()).refreshed).toBeGreaterThan(0);
    expect(await readRollup(db.database, CPU_HOURLY)).toEqual(before);
  });

  test('begin with the rows that are there already', async () => {
    await histories.add('memory_metrics', between(NOW - 3 * DAY, NOW, 300), random);
    // As if they had been stored by a program that knew no rollups.
    await db.database.script('test.forget', 'delete from radar.rollup_touched');
    await refresh();
    await expectAllRollups(db.database, histories.stored, { until: settled() });
  });

  test('say up to when they are complete', async () => {
    expect(await stateOf(CPU_HOURLY)).toMatchObject({ completeTo: null, lastRefreshedAt: null });
    await refresh();
    expect(await stateOf(CPU_HOURLY)).toMatchObject({ completeTo: at('2026-03-10T15:00:00Z') });
    await histories.add('cpu_metrics', [at('2026-03-10T11:20:00Z'), NOW], random);
    expect(await stateOf(CPU_HOURLY)).toMatchObject({ completeTo: at('2026-03-10T11:00:00Z') });
    expect(await stateOf(CPU_SUMMARY)).toMatchObject({ completeTo: at('2026-03-10T11:20:00Z') });
    await refresh();
    expect(await stateOf(CPU_HOURLY)).toMatchObject({
      completeTo: at('2026-03-10T15:00:00Z'),
      pendingBuckets: 1, // that of now
      lastRefreshedAt: NOW,
      oldestBucket: at('2026-03-10T11:00:00Z'),
    });
    clock.set('2026-03-10T16:00:30Z');
    await refresh(); // the bucket has ended, and rows of it may be on their way
    expect(await stateOf(CPU_HOURLY)).toMatchObject({ completeTo: at('2026-03-10T15:00:00Z') });
    clock.set('2026-03-10T16:01:00Z');
    await refresh();
    expect(await stateOf(CPU_HOURLY)).toMatchObject({ completeTo: at('2026-03-10T16:00:00Z') });
  });

  test('are computed a few buckets at a time where a limit says so, the oldest first', async () => {
    await histories.add('cpu_metrics', between(NOW - 20 * HOUR, NOW - HOUR, 100), random);
    const limited = () => refreshRollups(db.database, { now: NOW, limit: 5 });
    const before = (await stateOf(CPU_HOURLY))?.completeTo ?? 0;
    expect(await limited()).toMatchObject({ refreshed: 5 });
    expect((await stateOf(CPU_HOURLY))?.completeTo).toBeGreaterThan(before);
    while ((await limited()).refreshed > 0);
    await expectAllRollups(db.database, histories.stored, { until: settled() });
  });

  test('keep the history of rows that are dropped', async () => {
    const old = NOW - 2 * DAY - 20 * HOUR;
    await histories.add('cpu_metrics', between(old, old + 2 * HOUR, 200), random);
    await refresh();
    const before = await readRollup(db.database, CPU_HOURLY);
    clock.advance(86_400_000);
    expect(await dropExpiredChunks(db.database, clock.now())).not.toEqual([]);
    await rebuildRollup(db.database, CPU_HOURLY);
    await refresh();
    expect(await readRollup(db.database, CPU_HOURLY)).toEqual(before);
    // A straggler makes the chunk again, with one row where there were many.
    const straggler = Math.floor(old / HOUR) * HOUR + HOUR;
    await insertCpu(db, straggler, { touched: true });
    expect(await refresh()).toMatchObject({ skipped: 1, failed: [] });
    expect(await readRollup(db.database, CPU_HOURLY)).toEqual(before);
    expect(await stateOf(CPU_HOURLY)).toMatchObject({ skippedBuckets: 1, pendingBuckets: 0 });
  });

  test('take in what nobody recorded before it is dropped', async () => {
    const old = at('2026-03-08T10:00:00Z');
    await refresh();
    await insertCpu(db, old, { touched: false });
    await refresh();
    expect(await samples(CPU_HOURLY)).toBe(0);
    const before = at('2026-03-08T12:00:00Z');
    const outcome = await refreshBeforeDrop(db.database, {
      source: 'cpu_metrics',
      before,
      now: NOW,
    });
    expect(outcome).toEqual({ refreshed: 2, skipped: 0, failed: [] });
    expect(await samples(CPU_HOURLY)).toBe(1);
    expect(await samples(CPU_SUMMARY)).toBe(1);
  });

  test('are not computed by a process that may no longer maintain the database', async () => {
    await histories.add('cpu_metrics', between(NOW - 3 * HOUR, NOW - HOUR, 50), random);
    const guard = async () => {
      throw new Error('another process leads');
    };
    await expect(refreshRollups(db.database, { now: NOW, guard })).rejects.toThrow('another');
    expect(await samples(CPU_HOURLY)).toBe(0);
    await refresh();
    await expectAllRollups(db.database, histories.stored, { until: settled() });
  });

  describe('with rows that a person put in', () => {
    const bucket = at('2026-03-10T10:00:00Z');

    test('count NaN and infinity, and add beyond the range of a number to infinity', async () => {
      const values = [1, 'NaN', '-Infinity', 1.7e308, 1.7e308];
      for (const [core, usage] of values.entries()) {
        await insertCpu(db, bucket + core, { touched: true, core: 0, usage });
        await insertCpu(db, bucket + core, { touched: true, core: 1, usage: core + 0.5 });
        if (typeof usage === 'number') {
          await insertCpu(db, bucket + core, { touched: true, core: 2, usage });
        }
      }
      expect((await refresh()).failed).toEqual([]);
      const rows = await readRollup(db.database, CPU_HOURLY);
      const ofCore = (core: number) => rows.find((row) => row.core_id === core);
      expect(ofCore(0)).toMatchObject({
        usage_percent_count: 5,
        usage_percent_sum: Number.NaN,
        usage_percent_min: Number.NEGATIVE_INFINITY,
        usage_percent_max: Number.NaN,
        usage_percent_first: 1,
        usage_percent_last: 1.7e308,
      });
      expect(ofCore(1)).toMatchObject({ usage_percent_sum: 12.5 });
      expect(ofCore(2)).toMatchObject({ usage_percent_sum: Number.POSITIVE_INFINITY });
    });

    test('keep names apart that are too long for an index', async () => {
      const long = 'x'.repeat(100_000);
      await makeChunk(db.database, 'process_metrics', bucket);
      for (const [place, name] of [`${long}a`, `${long}b`, 'short'].entries()) {
        await db.database.execute(
          'test.insert',
          sql`insert into radar.process_metrics ("timestamp", device_id, pid, name)
              values (to_timestamp(${(bucket + place) / 1e6}), 'default:192.0.2.1', 1, ${name})`,
        );
      }
      await recordTouched(db.database, db.database, 'process_metrics', [bucket]);
      expect((await refresh()).failed).toEqual([]);
      const rows = await readRollup(db.database, rollupNamed('process_metrics_hourly'));
      const names = rows.map((row) => String(row.name)).sort();
      expect(new Set(names).size).toBe(3);
      expect(names[0]).toBe('short');
      expect(names[1]?.slice(0, 101)).toBe(`${'x'.repeat(100)}…`);
    });

    test('fail alone where they cannot be computed, and stay pending', async () => {
      await histories.add('otel_traces', [bucket - HOUR, bucket + HOUR], random);
      await db.database.script(
        'test.insert',
        `insert into radar.otel_traces ("timestamp", trace_id, span_id, start_time_unix_nano, end_time_unix_nano)
         values ('2026-03-10 10:30+00', 'a', 'b', -9e18, 9e18)`,
      );
      await recordTouched(db.database, db.database, 'otel_traces', [bucket]);
      const outcome = await refresh();
      expect(outcome.refreshed).toBe(2);
      expect(outcome.failed).toMatchObject([{ rollup: 'otel_traces_hourly', bucket }]);
      expect(await stateOf(rollupNamed('otel_traces_hourly'))).toMatchObject({
        completeTo: bucket,
        pendingBuckets: 1,
      });
    });
  });
});

function at(text: string): Instant {
  return requireInstant(text, 'the instant of a test');
}

function rollupNamed(name: string): Rollup {
  const rollup = ROLLUPS.find((one) => one.name === name);
  if (rollup === undefined) throw new Error(`no rollup ${name}`);
  return rollup;
}

function makeChunk(database: Database, name: DatasetName, instant: Instant): Promise<number> {
  const dataset: Dataset = CATALOGUE[name];
  return ensureChunks(database, dataset, { from: instant, to: instant });
}

/** A row that no writer stored. */
async function insertCpu(
  { database }: TestDatabase,
  instant: Instant,
  row: {
    readonly touched: boolean;
    readonly core?: number;
    readonly usage?: number | string;
    readonly session?: Session;
  },
): Promise<void> {
  const session = row.session ?? database;
  await makeChunk(database, 'cpu_metrics', instant);
  await session.execute(
    'test.insert',
    sql`insert into radar.cpu_metrics ("timestamp", core_id, device_id, usage_percent)
        values (to_timestamp(${instant}::numeric / 1000000), ${row.core ?? 0}, 'default:192.0.2.1',
                ${row.usage ?? 1}::double precision)`,
  );
  if (row.touched) await recordTouched(database, session, 'cpu_metrics', [instant]);
}
