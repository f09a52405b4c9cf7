import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  HISTOGRAM_THRESHOLDS,
  type Histogram,
  histogramBin,
  histogramBinValue,
  histogramOf,
  histogramQuantile,
  mergeHistograms,
} from '../../src/core/index.ts';

const [FIRST = 0] = HISTOGRAM_THRESHOLDS;
const LAST = HISTOGRAM_THRESHOLDS.at(-1) ?? 0;
const LAST_BIN = HISTOGRAM_THRESHOLDS.length;

/** Values that have a bin with two ends. */
const inRange = fc
  .tuple(
    fc.double({ min: Math.log(FIRST) + 1e-9, max: Math.log(LAST) - 1e-9, noNaN: true }),
    fc.boolean(),
  )
  .map(([log, negative]) => (negative ? -Math.exp(log) : Math.exp(log)));

describe('bins of a histogram', () => {
  test('begin at their threshold and end before the next', () => {
    HISTOGRAM_THRESHOLDS.forEach((threshold, index) => {
      expect(histogramBin(threshold)).toBe(index + 1);
      expect(histogramBin(-threshold)).toBe(-index - 1);
      expect(histogramBin(justBelow(threshold))).toBe(index);
    });
  });

  test('grow by a tenth each, from a millionth to a quadrillion', () => {
    expect(FIRST).toBe(1e-6);
    expect(LAST).toBeGreaterThanOrEqual(1e15);
    for (let index = 1; index < LAST_BIN; index++) {
      const [low = 0, high = 0] = HISTOGRAM_THRESHOLDS.slice(index - 1, index + 1);
      expect(high).toBe(low * 1.1);
    }
  });

  test('take zero, both signs, numbers too small to tell, and those beyond', () => {
    for (const tiny of [0, -0, Number.MIN_VALUE, -Number.MIN_VALUE, 9.99e-7, -9.99e-7]) {
      expect(histogramBin(tiny)).toBe(0);
    }
    for (const huge of [LAST, 1e300, Number.MAX_VALUE, Number.POSITIVE_INFINITY]) {
      expect(histogramBin(huge)).toBe(LAST_BIN);
      expect(histogramBin(-huge)).toBe(-LAST_BIN);
    }
    expect(histogramBin(Number.NaN)).toBeNull();
  });

  test('are represented by a value at most 5 % away from every value in them', () => {
    fc.assert(
      fc.property(inRange, (value) => {
        const stands = histogramBinValue(histogramBin(value) ?? 0);
        expect(Math.abs(stands - value)).toBeLessThanOrEqual(0.05 * Math.abs(value));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('histograms', () => {
  test('of no values are null, and merge as nothing', () => {
    expect(histogramOf([])).toBeNull();
    expect(histogramOf([Number.NaN])).toBeNull();
    expect(mergeHistograms(null, null)).toBeNull();
    expect(mergeHistograms({ 1: 2 }, null)).toEqual({ 1: 2 });
    expect(mergeHistograms(null, { 1: 2 })).toEqual({ 1: 2 });
    expect(histogramQuantile(null, 0.5)).toBeNull();
  });

  test('of parts merge to the histogram of the whole', () => {
    const values = fc.array(fc.double());
    fc.assert(
      fc.property(values, values, (one, other) => {
        const merged = mergeHistograms(histogramOf(one), histogramOf(other));
        expect(merged).toEqual(histogramOf([...one, ...other]));
      }),
    );
  });

  test('leave their parts alone when they merge', () => {
    const one: Histogram = Object.freeze({ 1: 2 });
    expect(mergeHistograms(one, one)).toEqual({ 1: 4 });
  });

  test('give every quantile to 5 %', () => {
    const shares = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(inRange, { minLength: 1, maxLength: 200 }), shares, (values, q) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.floor(q * (values.length - 1))] ?? 0;
        const given = histogramQuantile(histogramOf(values), q) ?? Number.NaN;
        expect(Math.abs(given - exact)).toBeLessThanOrEqual(0.05 * Math.abs(exact));
      }),
      { numRuns: 1_000 },
    );
  });

  test('give no quantile out of range', () => {
    for (const q of [-0.1, 1.1, Number.NaN]) expect(histogramQuantile({ 1: 1 }, q)).toBeNull();
  });
});

/** The number just below a positive one. */
function justBelow(value: number): number {
  const bits = new BigInt64Array(1);
  const double = new Float64Array(bits.buffer);
  double[0] = value;
  bits[0] = (bits[0] ?? 0n) - 1n;
  return double[0];
}
