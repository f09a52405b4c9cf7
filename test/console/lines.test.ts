import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildLines, COLOURS, findGaps, keysOf, slotsOf } from '../../console/src/charts/lines.ts';
import { pointsForWidth } from '../../console/src/charts/points.ts';
import { scaleTop, tickDistances } from '../../console/src/charts/unit.ts';
import { isolateKey, toggleKey, visibleKeys } from '../../console/src/charts/visibility.ts';
import { exactly, type Sample } from '../../console/src/data/samples.ts';

const at = (timeMs: number, value: number | null = 1): Sample => ({
  timeMs,
  readings: { a: exactly(value) },
});
const every = (ms: number, count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => from + index * ms);
const A = [{ key: 'a', label: 'a', slot: 0 }];

describe('a gap', () => {
  test('is where samples are missing, not where one is a little late', () => {
    const times = [...every(10_000, 20), ...every(10_000, 20, 260_000)];
    const late = times.map((timeMs, index) => timeMs + (index === 10 ? 4_000 : 0));
    expect([...findGaps(late, null)]).toEqual([20]);
  });

  test('is not where a device is measured more rarely than before, or more often', () => {
    const times = [...every(2_000, 30), ...every(10_000, 30, 68_000), ...every(2_000, 30, 360_000)];
    expect([...findGaps(times, null)]).toEqual([]);
  });

  test('lies on both sides of a sample that stands alone', () => {
    const times = [...every(2_000, 20), 100_000, ...every(2_000, 20, 160_000)];
    expect([...findGaps(times, null)]).toEqual([20, 21]);
  });

  test('between downsampled points is any missing point', () => {
    expect([...findGaps([0, 60_000, 180_000, 240_000], 60_000)]).toEqual([2]);
  });

  test('cannot be told from two samples', () => {
    expect(findGaps([0, 3_600_000], null).size).toBe(0);
  });

  test('ends the line: an instant without values stands between its neighbours', () => {
    const samples = [...every(1_000, 12), ...every(1_000, 12, 60_000)].map((time) => at(time));
    const { timesMs, lines, gaps } = buildLines(samples, A, null);
    expect([...gaps]).toEqual([12]);
    expect(timesMs[12]).toBe(11_001);
    expect(lines[0]?.values[12]).toBeNull();
    expect(lines[0]?.values.filter((value) => value !== null)).toHaveLength(24);
  });

  test('never loses or reorders a sample', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 1e9 }), { maxLength: 80 });
    fc.assert(
      fc.property(times, (unordered) => {
        const sorted = unordered.toSorted((one, other) => one - other);
        const { timesMs, gaps } = buildLines(
          sorted.map((time) => at(time)),
          A,
          null,
        );
        expect(timesMs.filter((_, index) => !gaps.has(index))).toEqual(sorted);
        expect(timesMs).toEqual(timesMs.toSorted((one, other) => one - other));
      }),
    );
  });
});

describe('a line', () => {
  test('has a hole where a sample lacks its series, and a band only where points have extremes', () => {
    const samples: Sample[] = [
      { timeMs: 0, readings: { a: { value: 2, min: 1, max: 3 }, b: exactly(5) } },
      { timeMs: 1, readings: { a: { value: 4, min: 4, max: 4 } } },
    ];
    const names = keysOf(samples).map((key) => ({ key, label: key, slot: 0 }));
    const [a, b] = buildLines(samples, names, 1).lines;
    expect(a?.extremes).toEqual({ min: [1, 4], max: [3, 4] });
    expect(b).toMatchObject({ values: [5, null], extremes: null });
  });
});

describe('the colour of a series', () => {
  const keys = fc.uniqueArray(fc.string(), { maxLength: 30 });

  test('differs from all others while there are enough', () => {
    fc.assert(
      fc.property(keys, (some) => {
        const slots = [...slotsOf(some).values()];
        expect(new Set(slots).size).toBe(some.length);
        if (some.length <= COLOURS) for (const slot of slots) expect(slot).toBeLessThan(COLOURS);
      }),
    );
  });

  test('does not depend on the order in which series are met', () => {
    fc.assert(
      fc.property(keys, (some) => {
        expect([...slotsOf(some)].sort()).toEqual([...slotsOf(some.toReversed())].sort());
      }),
    );
  });

  test('of a mount point stays when another one without its colour is gone', () => {
    const all = slotsOf(['/', '/boot', '/var/lib']);
    expect(slotsOf(['/', '/var/lib']).get('/')).toBe(all.get('/'));
  });
});

describe('the legend', () => {
  const keys = ['a', 'b', 'c'];

  test('shows all lines, and of a tangle the first until others are asked for', () => {
    expect(visibleKeys(keys, undefined)).toEqual(new Set(keys));
    const many = every(1, 65).map((core) => `core ${core}`);
    expect(visibleKeys(many, undefined)).toEqual(new Set(['core 0']));
    expect(visibleKeys(many, ['core 3', 'gone'])).toEqual(new Set(['core 3']));
  });

  test('hides and shows one line; what is usual leaves no trace in the address', () => {
    const hidden = toggleKey(keys, new Set(keys), 'b');
    expect(hidden).toEqual(['a', 'c']);
    expect(toggleKey(keys, new Set(hidden), 'b')).toBeUndefined();
  });

  test('isolates one line, and isolating it again shows all', () => {
    const alone = isolateKey(keys, new Set(keys), 'b');
    expect(alone).toEqual(['b']);
    expect(isolateKey(keys, new Set(alone), 'b')).toBeUndefined();
  });
});

describe('a scale', () => {
  test('of shares has few upper ends, so that a live chart does not breathe', () => {
    const tops = [0, 9, 9.6, 24, 47, 60, 100, 180].map((max) =>
      scaleTop('percent', max, undefined),
    );
    expect(tops).toEqual([10, 10, 25, 50, 50, 100, 100, 180]);
  });

  test('with a fixed end keeps it unless a value is beyond', () => {
    expect(scaleTop('percent', 3, 100)).toBe(100);
    expect(scaleTop('bytes', 3, 1_024)).toBe(1_024);
    expect(scaleTop('bytes', 2_048, 1_024)).toBe(2_048);
  });

  test('of bytes is counted in powers of two', () => {
    for (const distance of tickDistances('bytes'))
      expect(Number.isInteger(Math.log2(distance))).toBe(true);
  });
});

test('a chart asks for about as many points as it has pixels, in hundreds, within bounds', () => {
  expect([360, 1_000, 1_440, 9_000].map(pointsForWidth)).toEqual([400, 700, 600, 2_000]);
});
