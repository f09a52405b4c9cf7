import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clip, exactly, type Sample, splice } from '../../console/src/data/samples.ts';
import { readResolution, resumeFrom, type Series } from '../../console/src/data/series.ts';
import { meanUsage, readSamples } from '../../console/src/data/sysmon.ts';
import { readTimeRange } from '../../console/src/location/index.ts';
import type { CpuGroup, DiskGroup, MemoryGroup } from '../../src/contract/index.ts';

const sample = (timeMs: number, value = 1): Sample => ({ timeMs, readings: { a: exactly(value) } });
const times = (samples: readonly Sample[]) => samples.map(({ timeMs }) => timeMs);

describe('an answer', () => {
  test('takes the place of all that was known of its time, and only of that', () => {
    const known = [10, 20, 30, 40].map((time) => sample(time));
    const merged = splice(known, [sample(30, 7), sample(50, 7)], 25);
    expect(times(merged)).toEqual([10, 20, 30, 50]);
    expect(merged.slice(2).map(({ readings }) => readings.a?.value)).toEqual([7, 7]);
  });

  test('piece by piece gives the same as all at once', () => {
    const all = fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }), { minLength: 1 });
    const cuts = fc.array(fc.integer({ min: 0, max: 1_000 }));
    fc.assert(
      fc.property(all, cuts, (unordered, sinces) => {
        const sorted = unordered.toSorted((one, other) => one - other).map((time) => sample(time));
        let known: readonly Sample[] = sorted.slice(0, sorted.length >> 1);
        for (const since of [...sinces, 0]) {
          known = splice(
            known,
            sorted.filter(({ timeMs }) => timeMs >= since),
            since,
          );
        }
        expect(times(known)).toEqual(times(sorted));
      }),
    );
  });

  test('that left the window is dropped, save one sample before it for the line to the edge', () => {
    const known = [10, 20, 30, 40].map((time) => sample(time));
    expect(times(clip(known, { startMs: 25, endMs: 45 }))).toEqual([20, 30, 40]);
    expect(clip(known, { startMs: 0, endMs: 45 })).toBe(known);
    expect(times(clip(known, { startMs: 99, endMs: 100 }))).toEqual([40]);
  });
});

describe('a sliding range goes on', () => {
  const NOW = 10_000_000;
  const request = { range: readTimeRange({ range: '1h' }), points: 600, nowMs: NOW };
  const known = (changes: Partial<Series> = {}): Series => ({
    samples: [sample(NOW - 20_000), sample(NOW - 10_000)],
    newest: undefined,
    window: { startMs: 0, endMs: NOW },
    stepMs: null,
    source: 'cpu_metrics',
    completeToMs: NOW,
    ...changes,
  });

  test('from a little before the newest sample, for one that was stored late', () => {
    expect(resumeFrom(known(), request)).toBe(NOW - 40_000);
  });

  test('from the begin of the first point that may still change', () => {
    const points = known({ stepMs: 60_000, completeToMs: 9_960_000, samples: [sample(9_960_000)] });
    expect(resumeFrom(points, request)).toBe(9_960_000);
    const behind = known({ stepMs: 60_000, completeToMs: 9_960_000, samples: [sample(9_900_000)] });
    expect(resumeFrom(behind, request)).toBe(9_900_000);
  });

  test.each([
    ['nothing is known', undefined, request],
    ['there are no samples', known({ samples: [] }), request],
    ['all that is known left the window', known({ samples: [sample(NOW - 4e6)] }), request],
    [
      'raw samples became too many',
      known({ samples: Array.from({ length: 1_300 }, (_, index) => sample(NOW - 1_300 + index)) }),
      request,
    ],
    ['the clock stepped back', known({ samples: [sample(NOW + 120_000)] }), request],
    [
      'the range is fixed',
      known(),
      {
        ...request,
        range: readTimeRange({ from: '2026-11-23T14:00:00Z', to: '2026-11-23T15:00:00Z' }),
      },
    ],
  ])('anew when %s', (_, previous, asked) => {
    expect(resumeFrom(previous, asked)).toBeUndefined();
  });

  test('with the density that the server chose', () => {
    expect([readResolution('60s'), readResolution('raw'), readResolution(null)]).toEqual([
      60_000,
      null,
      null,
    ]);
  });
});

describe('samples of the server', () => {
  const T1 = '2026-11-23T14:00:00Z';
  const DEVICE = { device_id: 'default:10.0.0.1' };
  const T2 = '2026-11-23T14:00:10Z';
  const core = (core_id: number, usage_percent: number | null) => ({
    core_id,
    usage_percent,
    frequency_hz: null,
    timestamp: T1,
    ...DEVICE,
  });

  test('come newest first and are laid out oldest first', () => {
    const groups: CpuGroup[] = [
      { cpus: [core(0, 20)], timestamp: T2 },
      { cpus: [core(0, 10)], timestamp: T1 },
    ];
    expect(readSamples('cpu', groups).map(({ readings }) => readings['core 0']?.value)).toEqual([
      10, 20,
    ]);
  });

  test('of several cores have their mean; a core without a value is not counted as zero', () => {
    const group: CpuGroup = { cpus: [core(0, 10), core(1, 30), core(2, null)], timestamp: T1 };
    expect(meanUsage(group)).toBe(20);
    expect(readSamples('cpu', [group])[0]?.readings).toMatchObject({
      all: { value: 20 },
      'core 2': { value: null },
    });
    expect(meanUsage({ cpus: [core(0, null)], timestamp: T1 })).toBeNull();
    expect(
      readSamples('cpu', [{ cpus: [core(0, 5)], timestamp: T1 }])[0]?.readings,
    ).not.toHaveProperty('all');
  });

  test('of memory give extremes in bytes, as the value is', () => {
    const memory: MemoryGroup['memory'] = {
      used_bytes: 500,
      total_bytes: 1_000,
      available_bytes: 500,
      usage_percent: 50,
      usage_percent_min: 40,
      usage_percent_max: 60,
      timestamp: T1,
      ...DEVICE,
    };
    const [one] = readSamples('memory', [{ memory, timestamp: T1 }]);
    expect(one?.readings.used).toEqual({ value: 500, min: 400, max: 600 });
  });

  test('of disks are named by mount point', () => {
    const group: DiskGroup = {
      disks: [
        {
          mount_point: '/var/lib',
          used_bytes: 1,
          total_bytes: 2,
          available_bytes: 1,
          usage_percent: 50,
          timestamp: T1,
          ...DEVICE,
        },
      ],
      timestamp: T1,
    };
    expect(readSamples('disk', [group])[0]?.readings['/var/lib']).toEqual(exactly(50));
  });
});
