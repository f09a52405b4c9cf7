import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NewRow } from '../../src/catalogue/index.ts';
import { readSysmon, readTimeRange, type SeriesRow } from '../../src/query/index.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { expectRadarError } from '../support/expect-error.ts';
import { store } from './samples.ts';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const DEVICE = { column: 'device_id', id: 'default:192.0.2.1' } as const;
const POLLER = { column: 'poller_id', id: 'poller-1' } as const;

/** 200 samples of two cores, 10 s apart, with a gap of five minutes after the hundredth. */
function cpuSamples(begin: number): NewRow<'cpu_metrics'>[] {
  return Array.from({ length: 200 }, (_, index) =>
    [0, 1].map((core) => sample(begin, index, core)),
  ).flat();
}

function sample(begin: number, index: number, core: number): NewRow<'cpu_metrics'> {
  return {
    timestamp: begin + index * 10 * SECOND + (index >= 100 ? 5 * MINUTE : 0),
    poller_id: 'poller-1',
    agent_id: 'agent-1',
    host_id: 'probe',
    device_id: DEVICE.id,
    partition: 'default',
    core_id: core,
    usage_percent: (index * 7 + core * 31) % 101,
    frequency_hz: 2e9 + index,
  };
}

describeEachEngine('sysmon series', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let begin: number;
  let rows: NewRow<'cpu_metrics'>[];
  beforeAll(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-10T12:00:00Z');
    begin = clock.now() - 3_600 * SECOND + 3 * SECOND;
    rows = cpuSamples(begin);
    await store(db, clock, { dataset: 'cpu_metrics', rows });
  });
  afterAll(async () => db?.drop());

  const read = (more: Partial<Parameters<typeof readSysmon>[2]> = {}) =>
    readSysmon(db.database, 'cpu', {
      subject: DEVICE,
      range: readTimeRange({}, clock),
      density: { kind: 'raw' },
      latest: false,
      ...more,
    });

  test('come as they were stored, newest first, then by core', async () => {
    const answer = await read();
    expect(answer.stepMicros).toBeNull();
    const wanted = [...rows].sort((a, b) => b.timestamp - a.timestamp || a.core_id - b.core_id);
    expect(answer.rows.map((row) => [row.timestamp, row.core_id, row.usage_percent])).toEqual(
      wanted.map((row) => [row.timestamp, row.core_id, row.usage_percent]),
    );
    expect(answer.rows[0]).toMatchObject({ poller_id: 'poller-1', host_id: 'probe' });
  });

  test('belong to a range from its start on and up to but not at its end', async () => {
    const start = rows[20]?.timestamp ?? 0;
    const end = rows[40]?.timestamp ?? 0;
    const answer = await read({ range: { start, end } });
    const times = answer.rows.map((row) => row.timestamp);
    expect(Math.min(...times)).toBe(start);
    expect(Math.max(...times)).toBe(end - 10 * SECOND);
    const next = await read({ range: { start: end, end: end + 1 } });
    expect(next.rows.map((row) => row.timestamp)).toEqual([end, end]);
  });

  test('of a step are average, extremes and number of the samples in it, and a gap has no points', async () => {
    const range = { start: begin + 7 * SECOND, end: begin + 2_400 * SECOND };
    const answer = await read({ range, density: { kind: 'step', stepMicros: MINUTE } });
    expect(answer.stepMicros).toBe(MINUTE);
    expectPoints(answer.rows, expectedPoints(rows, range, MINUTE));
    const minutes = new Set(answer.rows.map((row) => Math.floor(row.timestamp / MINUTE)));
    const span = Math.max(...minutes) - Math.min(...minutes) + 1;
    expect(span - minutes.size).toBeGreaterThanOrEqual(4);
  });

  test('of any step and range equal what is computed from the samples', async () => {
    const step = fc.integer({ min: 1, max: 4_000 }).map((seconds) => seconds * SECOND);
    const edge = fc.integer({ min: -100, max: 2_600 }).map((seconds) => begin + seconds * SECOND);
    await fc.assert(
      fc.asyncProperty(step, edge, edge, async (stepMicros, one, other) => {
        const range = { start: Math.min(one, other), end: Math.max(one, other) + 1 };
        const answer = await read({ range, density: { kind: 'step', stepMicros } });
        expectPoints(answer.rows, expectedPoints(rows, range, stepMicros));
      }),
      { numRuns: 30 },
    );
  });

  test('are downsampled for points only where there are more samples than that', async () => {
    const few = await read({ density: { kind: 'points', points: 200 } });
    expect(few.stepMicros).toBeNull();
    const many = await read({ density: { kind: 'points', points: 199 } });
    expect(many.stepMicros).toBe(600 * SECOND);
    const perCore = many.rows.filter((row) => row.core_id === 0);
    expect(perCore.length).toBeLessThanOrEqual(199);
    expect(perCore.reduce((sum, row) => sum + Number(row.sample_count), 0)).toBe(200);
  });

  test('of a range of which one point is wanted have one point inside the range', async () => {
    const range = readTimeRange({ hours: '24' }, clock);
    const one = await read({ range, density: { kind: 'points', points: 1 } });
    expect(one.rows.map((row) => [row.timestamp, row.core_id, row.sample_count])).toEqual([
      [range.start, 0, 200],
      [range.start, 1, 200],
    ]);
  });

  test('of the newest sample are those of the newest instant inside the range', async () => {
    const newest = rows.at(-1)?.timestamp;
    expect((await read({ latest: true })).rows.map((row) => row.timestamp)).toEqual([
      newest,
      newest,
    ]);
    const range = { start: begin, end: rows[100]?.timestamp ?? 0 };
    const earlier = await read({ latest: true, range });
    expect(earlier.rows.map((row) => row.timestamp)).toEqual(
      [rows[98], rows[99]].map((row) => row?.timestamp),
    );
    expect((await read({ latest: true, range: { start: 1, end: 2 } })).rows).toEqual([]);
  });

  test('of an unknown device are none, raw and downsampled', async () => {
    const subject = { column: 'device_id', id: "nobody' or true --" } as const;
    expect((await read({ subject })).rows).toEqual([]);
    expect((await read({ subject, density: { kind: 'points', points: 5 } })).rows).toEqual([]);
  });

  test('refuse more rows than an answer may have, and say how to ask for fewer', async () => {
    await db.database.script(
      'test.many',
      `insert into radar.cpu_metrics ("timestamp", core_id, device_id)
       select timestamptz '2026-03-10 11:30:00+00' + sample * interval '1 ms', core, 'default:192.0.2.99'
         from generate_series(1, 20001) as sample, generate_series(0, 9) as core`,
    );
    const subject = { column: 'device_id', id: 'default:192.0.2.99' } as const;
    const fault = await expectRadarError(read({ subject }), 'RESULT_TOO_LARGE');
    expect(fault.hint).toContain('points=');
    const fewer = await read({ subject, density: { kind: 'points', points: 100 } });
    expect(fewer.rows.length).toBeLessThanOrEqual(1_000);
  });
});

describeEachEngine('sysmon series with odd values', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-10T12:00:00Z');
  });
  afterAll(async () => db?.drop());
  const range = () => readTimeRange({}, clock);
  const step = { kind: 'step', stepMicros: 60 * MINUTE } as const;

  test('average the finite values of a step, and have no average where there is none', async () => {
    const timestamp = clock.now() - 30 * MINUTE;
    const memory = { device_id: 'default:192.0.2.7', poller_id: 'p' };
    await store(db, clock, {
      dataset: 'memory_metrics',
      rows: [1, 2, 3].map((index) => ({
        ...memory,
        timestamp: timestamp + index,
        used_bytes: index,
      })),
    });
    await db.database.script(
      'test.odd',
      `update radar.memory_metrics set usage_percent = case used_bytes when 1 then 'NaN'::float8 when 2 then 40 else 'Infinity' end`,
    );
    const request = {
      subject: { column: 'poller_id', id: 'p' },
      range: range(),
      latest: false,
    } as const;
    const [point] = (await readSysmon(db.database, 'memory', { ...request, density: step })).rows;
    expect(point).toMatchObject({
      usage_percent: 40,
      usage_percent_min: 40,
      usage_percent_max: 40,
      sample_count: 3,
      used_bytes: 2,
      total_bytes: null,
    });
    const none = { start: timestamp, end: timestamp + 2 };
    const [empty] = (
      await readSysmon(db.database, 'memory', { ...request, range: none, density: step })
    ).rows;
    expect(empty).toMatchObject({ usage_percent: null, usage_percent_max: null, sample_count: 1 });
  });

  test('keep whole bytes whole, beyond 2^53 too', async () => {
    const disk = { device_id: 'default:192.0.2.8', mount_point: '/', poller_id: 'q' };
    const big = 2n ** 60n + 1n;
    await store(db, clock, {
      dataset: 'disk_metrics',
      rows: [big, big + 1n].map((used_bytes, index) => ({
        ...disk,
        timestamp: clock.now() - MINUTE + index,
        used_bytes,
      })),
    });
    const request = {
      subject: { column: 'device_id', id: disk.device_id },
      range: range(),
    } as const;
    const raw = await readSysmon(db.database, 'disk', {
      ...request,
      latest: true,
      density: { kind: 'raw' },
    });
    expect(raw.rows.map((row) => row.used_bytes)).toEqual([big + 1n]);
    const [point] = (
      await readSysmon(db.database, 'disk', { ...request, latest: false, density: step })
    ).rows;
    expect(point?.used_bytes).toBe(big + 1n);
  });

  test('carry the newest state of a process, and keep two programs of one number apart', async () => {
    const process = { device_id: 'default:192.0.2.9', poller_id: 'r', pid: 4_294_967_295 };
    const timestamp = Math.floor(clock.now() / (60 * MINUTE)) * 60 * MINUTE - 50 * MINUTE;
    await store(db, clock, {
      dataset: 'process_metrics',
      rows: ['S', 'Z', 'R'].map((status, index) => ({
        ...process,
        timestamp: timestamp + index * MINUTE,
        name: status === 'Z' ? 'other' : 'one',
        status,
        cpu_usage: index,
      })),
    });
    const answer = await readSysmon(db.database, 'processes', {
      subject: { column: 'device_id', id: process.device_id },
      range: range(),
      latest: false,
      density: step,
    });
    expect(answer.rows.map((row) => [row.pid, row.name, row.status, row.cpu_usage])).toEqual([
      [process.pid, 'one', 'R', 1],
      [process.pid, 'other', 'Z', 1],
    ]);
  });
});

describeEachEngine('the series of a poller', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-10T12:00:00Z');
    const core = { poller_id: POLLER.id, core_id: 0 };
    const ago = (minutes: number) => clock.now() - minutes * MINUTE;
    await store(db, clock, {
      dataset: 'cpu_metrics',
      rows: [
        { ...core, device_id: 'a', timestamp: ago(9) },
        { ...core, device_id: 'a', timestamp: ago(8) },
        { ...core, device_id: 'b', timestamp: ago(20) },
        { ...core, device_id: 'b', timestamp: ago(21), poller_id: 'another' },
      ],
    });
    const cluster = { poller_id: POLLER.id, cluster: 'little' };
    await store(db, clock, {
      dataset: 'cpu_cluster_metrics',
      rows: [
        { ...cluster, device_id: 'a', timestamp: ago(9) },
        { ...cluster, device_id: 'b', timestamp: ago(20) },
      ],
    });
  });
  afterAll(async () => db?.drop());
  const read = (latest: boolean) =>
    readSysmon(db.database, 'cpu', {
      subject: POLLER,
      range: readTimeRange({}, clock),
      density: { kind: 'raw' },
      latest,
    });
  const where = (list: readonly SeriesRow[]) =>
    list.map((row) => [row.device_id, (clock.now() - row.timestamp) / MINUTE]);

  test('are those of all devices that it reported, and no other poller did', async () => {
    const answer = await read(false);
    expect(where(answer.rows)).toEqual([
      ['a', 8],
      ['a', 9],
      ['b', 20],
    ]);
    expect(where(answer.clusters)).toEqual([
      ['a', 9],
      ['b', 20],
    ]);
  });

  test('of the newest sample are those of each device, with the clusters of that sample only', async () => {
    const answer = await read(true);
    expect(where(answer.rows)).toEqual([
      ['a', 8],
      ['b', 20],
    ]);
    expect(where(answer.clusters)).toEqual([['b', 20]]);
  });
});

interface Point {
  readonly timestamp: number;
  readonly core_id: number;
  readonly average: number;
  readonly frequency: number;
  readonly least: number;
  readonly greatest: number;
  readonly samples: number;
}

/** The points of a step, from the samples alone. */
function expectedPoints(
  rows: readonly NewRow<'cpu_metrics'>[],
  range: { readonly start: number; readonly end: number },
  step: number,
): Point[] {
  const bins = new Map<string, NewRow<'cpu_metrics'>[]>();
  for (const row of rows) {
    if (row.timestamp < range.start || row.timestamp >= range.end) continue;
    const begin = Math.max(Math.floor(row.timestamp / step) * step, range.start);
    const key = `${begin} ${row.core_id}`;
    bins.set(key, [...(bins.get(key) ?? []), row]);
  }
  const points = [...bins].map(([key, members]): Point => {
    const [timestamp = 0, core_id = 0] = key.split(' ').map(Number);
    const usage = members.map((row) => Number(row.usage_percent));
    const mean = (list: number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
    return {
      timestamp,
      core_id,
      average: mean(usage),
      frequency: mean(members.map((row) => Number(row.frequency_hz))),
      least: Math.min(...usage),
      greatest: Math.max(...usage),
      samples: members.length,
    };
  });
  return points.sort((a, b) => b.timestamp - a.timestamp || a.core_id - b.core_id);
}

function expectPoints(rows: readonly SeriesRow[], points: readonly Point[]): void {
  expect(
    rows.map((row) => ({
      timestamp: row.timestamp,
      core_id: row.core_id,
      least: row.usage_percent_min,
      greatest: row.usage_percent_max,
      samples: row.sample_count,
    })),
  ).toEqual(points.map(({ average: _, frequency: __, ...rest }) => rest));
  rows.forEach((row, index) => {
    expect(row.usage_percent).toBeCloseTo(points[index]?.average ?? Number.NaN, 9);
    expect(row.frequency_hz).toBeCloseTo(points[index]?.frequency ?? Number.NaN, 3);
  });
}
