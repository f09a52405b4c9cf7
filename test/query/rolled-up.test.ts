import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/catalogue/index.ts';
import { dropExpiredChunks } from '../../src/database/chunks/index.ts';
import {
  ensureChunks,
  recordTouched,
  refreshBeforeDrop,
  refreshRollups,
  sql,
} from '../../src/database/index.ts';
import { type Density, readSysmon, type SeriesRow } from '../../src/query/index.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { keepDays } from '../support/retention.ts';
import { createHistories, type Histories } from '../support/rollup-histories.ts';
import { seeded } from '../support/rollup-rows.ts';
import { expectedSeries, expectSeries, type Wanted } from './rolled-up-model.ts';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DEVICE = { column: 'device_id', id: 'default:192.0.2.1' } as const;
const KINDS = ['cpu', 'memory', 'disk'] as const;
type Kind = (typeof KINDS)[number];
const step = (stepMicros: number): Density => ({ kind: 'step', stepMicros });

/*
 * Six days of samples with late ones, refreshed and dropped as maintenance does, now and then. At the end there
 * are late samples and some of the present hour that no refresh has seen.
 */
describeEachEngine('series of which the hourly rollup gives a part', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let histories: Histories;
  let now: number;
  let oldest: { readonly [K in Kind]: number };
  beforeAll(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-01T00:20:00Z');
    histories = createHistories(db.database, clock);
    const random = seeded(11);
    const between = (from: number, to: number, count: number) =>
      Array.from({ length: count }, () => from + Math.floor(random() * (to - from)));
    const add = async (instants: readonly number[]) => {
      for (const kind of KINDS) await histories.add(`${kind}_metrics`, instants, random);
    };
    /** Samples of a few hours among many, which keeps the number of buckets small. */
    const scattered = (from: number, to: number, hours: number) =>
      between(from, to, hours).flatMap((at) => between(at, Math.min(at + 5 * MINUTE, to), 7));
    const first = Math.floor(clock.now() / HOUR) * HOUR + 2 * HOUR;
    for (let half = 0; half < 12; half++) {
      clock.advance(12 * 3_600_000);
      const at = clock.now();
      await add([...scattered(at - 12 * HOUR, at, 5), ...between(at - 2.5 * DAY, at, 3)]);
      if (half === 0) await add(between(first, first + HOUR, 12));
      if (half !== 6 && half !== 11) continue;
      await refreshRollups(db.database, { now: at });
      await dropBehind(db, at);
    }
    now = clock.now();
    await add([...between(now - 2.5 * DAY, now, 20), ...between(now - 20 * MINUTE, now, 10)]);
    const begin = async (kind: Kind) => {
      const [row] = await db.database.query<{ oldest: number }>(
        'test.oldest',
        sql`select min("timestamp") as oldest from ${db.database.relation(`${kind}_metrics`)}`,
      );
      return row?.oldest ?? 0;
    };
    oldest = { cpu: await begin('cpu'), memory: await begin('memory'), disk: await begin('disk') };
  });
  afterAll(async () => db?.drop());

  const read = (kind: Kind, range: Wanted['range'], density: Density) =>
    readSysmon(db.database, kind, { subject: DEVICE, range, density, latest: false });
  const expected = (kind: Kind, wanted: Wanted) =>
    expectedSeries(histories.stored.get(`${kind}_metrics`)?.rows ?? [], {
      kind,
      deviceId: DEVICE.id,
      // Of an hour at an end of the range only its raw rows can be told apart.
      rawFrom: oldest[kind],
      ...wanted,
    });

  test.each(KINDS)('of %s over all days have every sample, to the last minute', async (kind) => {
    const range = { start: now - 6 * DAY, end: now };
    const answer = await read(kind, range, step(HOUR));
    expect(answer).toMatchObject({ stepMicros: HOUR, rollup: { name: `${kind}_metrics_hourly` } });
    expectSeries(kind, answer.rows, expected(kind, { range, step: HOUR }));
    const samples = answer.rows.reduce((sum, row) => sum + Number(row.sample_count), 0);
    const stored = (histories.stored.get(`${kind}_metrics`)?.rows ?? []).filter(
      (row) => row.device_id === DEVICE.id && (row.timestamp as number) >= range.start + HOUR,
    );
    expect(stored.length).toBeGreaterThan(90);
    expect(samples).toBeGreaterThanOrEqual(stored.length);
    // It says from where on it had to look at samples: late ones are older than the present hour.
    expect(answer.rollup?.openFrom).toBeLessThan(now - DAY);
  });

  test('of any range and step of hours equal what is computed from the samples', async () => {
    const edge = fc.integer({ min: -7 * 86_400, max: 3_600 });
    const hours = fc.constantFrom(1, 1, 2, 3, 6, 12, 24, 48);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...KINDS),
        hours,
        edge,
        edge,
        async (kind, width, one, other) => {
          const range = {
            start: now + Math.min(one, other) * SECOND,
            end: now + Math.max(one, other) * SECOND + 1,
          };
          const answer = await read(kind, range, step(width * HOUR));
          expect(answer.rollup).not.toBeNull();
          expectSeries(kind, answer.rows, expected(kind, { range, step: width * HOUR }));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('come in points of whole hours where the samples of some hours are gone', async () => {
    const long = { start: now - 6 * DAY, end: now };
    const answer = await read('cpu', long, { kind: 'points', points: 5_000 });
    expect(answer).toMatchObject({ stepMicros: HOUR, rollup: { name: 'cpu_metrics_hourly' } });
    const few = await read('cpu', long, { kind: 'points', points: 40 });
    expect(few.stepMicros).toBe(6 * HOUR);
    expectSeries('cpu', few.rows, expected('cpu', { range: long, step: 6 * HOUR }));
    const odd = await read('cpu', long, step(90 * MINUTE));
    expect(odd).toMatchObject({ stepMicros: 2 * HOUR, rollup: { name: 'cpu_metrics_hourly' } });
    // Of shorter steps there are samples only, and whoever asks for them gets them.
    const fine = await read('cpu', long, step(30 * MINUTE));
    expect(fine).toMatchObject({ stepMicros: 30 * MINUTE, rollup: null });
  });

  test('come as samples, or in the step that was asked for, where no sample is gone', async () => {
    const short = { start: now - 2 * DAY, end: now };
    const raw = await read('cpu', short, { kind: 'points', points: 5_000 });
    expect(raw).toMatchObject({ stepMicros: null, rollup: null });
    const odd = await read('cpu', short, step(90 * MINUTE));
    expect(odd).toMatchObject({ stepMicros: 90 * MINUTE, rollup: null });
  });

  test('of a poller are of samples alone, since the rollup does not know pollers', async () => {
    const answer = await readSysmon(db.database, 'cpu', {
      subject: { column: 'poller_id', id: 'poller-1' },
      range: { start: now - 6 * DAY, end: now },
      density: step(HOUR),
      latest: false,
    });
    expect(answer.rollup).toBeNull();
    expect(answer.rows.length).toBeGreaterThan(0);
  });

  test('of one mount point have that alone', async () => {
    const range = { start: now - 6 * DAY, end: now };
    const answer = await readSysmon(db.database, 'disk', {
      subject: DEVICE,
      range,
      density: step(DAY),
      latest: false,
      where: { mount_point: '/var' },
    });
    const all = expected('disk', { range, step: DAY });
    expectSeries(
      'disk',
      answer.rows,
      all.filter((point) => point.series === '/var'),
    );
  });

  test('keep an hour that waits to be computed though its samples are gone', async () => {
    const hour = Math.floor((now - 6 * DAY) / HOUR) * HOUR + 2 * HOUR;
    const range = { start: hour, end: hour + HOUR };
    const before = await read('memory', range, step(HOUR));
    expect(before.rows[0]?.sample_count).toBeGreaterThan(0);
    await recordTouched(db.database, db.database, 'memory_metrics', [hour]);
    const after = await read('memory', range, step(HOUR));
    expect(after.rows).toEqual(before.rows);
    expect(after.rollup?.openFrom).toBe(hour);
    // Nor does a straggler, in a chunk made for it, stand for all that were there.
    await ensureChunks(db.database, CATALOGUE.memory_metrics, { from: hour, to: hour });
    await db.database.execute(
      'test.straggler',
      sql`insert into radar.memory_metrics ("timestamp", device_id, usage_percent)
          values (${new Date(hour / 1_000).toISOString()}::timestamptz, ${DEVICE.id}, 0)`,
    );
    expect(before.rows[0]?.sample_count).toBeGreaterThan(1);
    expect((await read('memory', range, step(HOUR))).rows).toEqual(before.rows);
  });

  test('have each sample once while rollups are refreshed', async () => {
    const range = { start: now - 2.4 * DAY, end: now };
    const total = async () => {
      const { rows } = await read('cpu', range, step(DAY));
      return rows.reduce((sum, row) => sum + Number(row.sample_count), 0);
    };
    const before = await total();
    const hours = Array.from({ length: 50 }, (_, index) => now - index * HOUR);
    await recordTouched(db.database, db.database, 'cpu_metrics', hours);
    let refreshing = true;
    const refresh = refreshRollups(db.database, { now }).finally(() => {
      refreshing = false;
    });
    const totals = new Set<number>();
    while (refreshing) totals.add(await total());
    expect((await refresh).refreshed).toBeGreaterThan(50);
    expect([...totals, await total()].filter((one) => one !== before)).toEqual([]);
  });
});

describeEachEngine(
  'series of a store in which the rollup knows less than the samples',
  (engine) => {
    let db: TestDatabase;
    const clock = manualClock('2026-03-01T12:00:00Z');
    const range = { start: clock.now() - 3 * DAY, end: clock.now() + 1 };
    const read = () =>
      readSysmon(db.database, 'memory', {
        subject: DEVICE,
        range,
        density: step(HOUR),
        latest: false,
      });
    const samples = (rows: readonly SeriesRow[]) =>
      rows.reduce((sum, row) => sum + Number(row.sample_count), 0);
    beforeAll(async () => {
      db = await createTestDatabase(engine);
      await keepDays(db.database, 'memory_metrics_hourly', 1);
      const histories = createHistories(db.database, clock);
      const instants = Array.from({ length: 60 }, (_, index) => clock.now() - index * 71 * MINUTE);
      await histories.add('memory_metrics', instants, seeded(3));
    });
    afterAll(async () => db?.drop());

    test('are of samples alone before the first refresh', async () => {
      const answer = await read();
      expect(answer).toMatchObject({ stepMicros: HOUR, rollup: null });
      expect(samples(answer.rows)).toBeGreaterThan(10);
    });

    test('reach back as far as samples do, where the rollup is kept for less', async () => {
      const before = samples((await read()).rows);
      await refreshRollups(db.database, { now: clock.now() });
      const answer = await read();
      expect(answer.rollup?.name).toBe('memory_metrics_hourly');
      expect(samples(answer.rows)).toBe(before);
    });
  },
);

/** What maintenance does: the rollups take in what is about to go, then it goes. */
async function dropBehind(db: TestDatabase, now: number): Promise<void> {
  const before = Math.floor((now - 3 * DAY) / (DAY / 2)) * (DAY / 2);
  for (const kind of KINDS) {
    await refreshBeforeDrop(db.database, { source: `${kind}_metrics`, before, now });
  }
  await dropExpiredChunks(db.database, now);
}
