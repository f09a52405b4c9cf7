import { describe, expect, test } from 'vitest';
import type { Run } from '../../../src/cli/bench/contest.ts';
import { readOptions } from '../../../src/cli/bench/options.ts';
import { median, percentile } from '../../../src/cli/bench/percentile.ts';
import { raceClosed, raceOpen, type Send } from '../../../src/cli/bench/race.ts';
import { resultsText } from '../../../src/cli/bench/report.ts';
import { type Result, resultsOf } from '../../../src/cli/bench/result.ts';
import { measureUsage } from '../../../src/cli/bench/usage.ts';
import { LOAD_DATASETS } from '../../../src/ingest/index.ts';
import { expectRadarError } from '../../support/expect-error.ts';

describe('a percentile', () => {
  test('is a value that occurred, by the nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([0.5, 0.95, 0.99, 1].map((share) => percentile(values, share))).toEqual([
      50, 95, 99, 100,
    ]);
    expect(percentile([7], 0.01)).toBe(7);
    expect(percentile([], 0.5)).toBeNull();
  });

  test('of the middle is the mean of two where there are two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNull();
  });
});

describe('a race', () => {
  /** A clock that only its test moves. */
  function handClock() {
    let elapsed = 0;
    const clock = { now: () => 0, elapsedMs: () => elapsed };
    return {
      clock,
      pass: (ms: number) => {
        elapsed += ms;
      },
    };
  }

  test('keeps so many batches under way, and counts every row once', async () => {
    const { clock } = handClock();
    let [underWay, most] = [0, 0];
    const send: Send = async () => {
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      underWay--;
      return 10;
    };
    const { rows, latenciesMs } = await raceClosed({ clock, batches: 9, send }, 3);
    expect([rows, latenciesMs.length, most]).toEqual([90, 9, 3]);
  });

  test('sends again what found no room, and counts the time since it was due', async () => {
    const { clock, pass } = handClock();
    let tries = 0;
    const send: Send = async () => {
      pass(5);
      return ++tries === 1 ? 'full' : 1;
    };
    expect(await raceClosed({ clock, batches: 1, send }, 1)).toEqual({
      seconds: 0.01,
      rows: 1,
      latenciesMs: [10],
      turnedAway: 1,
    });
  });

  test('by schedule counts what a batch waited because those before it were late', async () => {
    const { clock, pass } = handClock();
    const send: Send = async (index) => {
      if (index === 0) pass(100);
      return index === 2 ? 'full' : 1;
    };
    const { rows, latenciesMs, turnedAway } = await raceOpen({ clock, batches: 4, send }, 10);
    expect([rows, turnedAway]).toEqual([3, 1]);
    expect(latenciesMs).toEqual([100, 90, 70]);
  });

  test('ends with the fault of a batch', async () => {
    const { clock } = handClock();
    const send: Send = () => Promise.reject(new Error('refused'));
    await expect(raceClosed({ clock, batches: 5, send }, 2)).rejects.toThrow('refused');
    await expect(raceOpen({ clock, batches: 5, send }, 0)).rejects.toThrow('refused');
  });
});

describe('the results', () => {
  const run = (contestant: string, place: number, round: number, seconds: number): Run => ({
    contestant,
    place,
    round,
    walBytes: 50_000,
    delivery: { seconds, rows: 1_000, latenciesMs: [seconds * 1_000], turnedAway: 1 },
    usage: {
      cpuSeconds: { client: seconds / 2, serve: null, database: 0.25 },
      peakBytes: { client: 10 * round, serve: null },
    },
  });
  const runs = [
    run('writer', 1, 2, 1),
    run('copy', 0, 1, 1),
    run('writer', 1, 1, 2),
    run('copy', 0, 2, 2),
    run('copy', 0, 3, 1),
    run('writer', 1, 3, 1),
  ];

  test('are medians, and ratios of the same round against the first way', () => {
    const [copy, writer] = resultsOf('logs', runs);
    expect(copy).toMatchObject({ way: 'copy', ratio: null, rows_per_second: 1_000 });
    expect(writer).toEqual({
      dataset: 'logs',
      way: 'writer',
      rounds: 3,
      rows_per_second: 1_000,
      ratio: { median: 1, least: 0.5, greatest: 2 },
      latency_ms: { p50: 1_000, p95: 2_000, p99: 2_000 },
      client_cpu_percent: 50,
      serve_cpu_percent: null,
      database_cpu_seconds_per_million_rows: 250,
      peak_client_bytes: 30,
      peak_serve_bytes: null,
      wal_bytes_per_row: 50,
      turned_away: 3,
    } satisfies Result);
  });

  test('are printed with a dash for what was not measured', () => {
    const [header = '', copy = ''] = resultsText(resultsOf('logs', runs)).split('\n');
    expect(header).toMatch(/^DATASET +WAY +ROWS\/S +RATIO/);
    expect(copy.split(/ {2,}/)).toEqual([
      ...[
        'logs',
        'copy',
        '1,000',
        '1',
        '1000',
        '2000',
        '2000',
        '50 %',
        '-',
        '250.0',
        '-',
        '50 B',
        '3',
      ],
    ]);
  });
});

describe('the options', () => {
  test('have defaults, and take several names', () => {
    expect(readOptions({})).toMatchObject({
      ways: ['copy', 'writer'],
      rate: undefined,
      batch: 5_000,
    });
    const options = readOptions({
      dataset: 'logs, cpu_metrics',
      way: 'all',
      rows: '10',
      underWay: '4',
    });
    expect(options.datasets).toEqual(['cpu_metrics', 'logs']);
    expect(options.ways).toEqual(['copy', 'writer', 'http', 'otlp']);
    expect([options.rows, options.underWay]).toEqual([10, 4]);
    expect(readOptions({ dataset: 'all' }).datasets).toEqual(LOAD_DATASETS);
  });

  test.each([
    [{ rows: '0' }, '--rows is "0"'],
    [{ batch: '1e3' }, '--batch is "1e3"'],
    [{ rate: '-5' }, '--rate is "-5"'],
    [{ dataset: 'log' }, 'did you mean logs?'],
    [{ way: 'htp' }, 'did you mean http?'],
  ])('refuse %j', async (given, message) => {
    const fault = await expectRadarError(() => readOptions(given), 'USAGE_INVALID');
    expect(fault.message).toContain(message);
  });
});

test('the use of this process is measured, and of none that is not there', () => {
  const ended = measureUsage({ serve: null, database: 2 ** 30 });
  let sum = 0;
  for (let i = 0; i < 5e6; i++) sum += Math.sqrt(i);
  const usage = ended();
  expect(sum).toBeGreaterThan(0);
  expect(usage.cpuSeconds.client).toBeGreaterThan(0);
  expect(usage.cpuSeconds).toMatchObject({ serve: null, database: null });
  expect(usage.peakBytes.client).toBeGreaterThan(1e6);
});

test.runIf(process.platform === 'linux')('the use of another process is measured', () => {
  const usage = measureUsage({ serve: process.pid, database: process.pid })();
  expect(usage.cpuSeconds.serve).toBeGreaterThanOrEqual(0);
  expect(usage.cpuSeconds.database).toBeGreaterThanOrEqual(0);
  expect(usage.peakBytes.serve).toBeGreaterThan(1e6);
});
