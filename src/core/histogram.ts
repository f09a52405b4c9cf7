/**
 * Log-scaled histograms: the distribution of many values in a few dozen counts, which can be added.
 * A bin is numbered by its place in one table of thresholds, so that this code and the SQL functions
 * of the same names agree on every number: both only compare.
 */

/** Ratio of neighbouring thresholds. */
const GAMMA = 1.1;

/** Values nearer to zero count as zero. */
const FIRST_THRESHOLD = 1e-6;

/** Values beyond are counted in one bin of their own. */
const LAST_THRESHOLD = 1e15;

/**
 * Lower ends of the positive bins: bin 1 begins at the first threshold, bin 2 at the second. The last
 * bin has no end. Made by multiplication alone, which rounds the same everywhere.
 */
export const HISTOGRAM_THRESHOLDS: readonly number[] = makeThresholds();

function makeThresholds(): number[] {
  const thresholds = [FIRST_THRESHOLD];
  for (let next = FIRST_THRESHOLD; next < LAST_THRESHOLD; thresholds.push(next)) next *= GAMMA;
  return thresholds;
}

/**
 * Counts by the number of the bin as text: `{"0": 2, "117": 5}`. Bin 0 holds zero, bin −n the values
 * whose negative is in bin n.
 */
export interface Histogram {
  readonly [bin: string]: number;
}

/** The bin of a value; null for NaN, which is nowhere. */
export function histogramBin(value: number): number | null {
  if (Number.isNaN(value)) return null;
  // Zero less the number, because the negative of zero is another zero.
  return value < 0 ? 0 - thresholdsUpTo(-value) : thresholdsUpTo(value);
}

/** How many thresholds are at or below a value. */
function thresholdsUpTo(value: number): number {
  let low = 0;
  let high = HISTOGRAM_THRESHOLDS.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((HISTOGRAM_THRESHOLDS[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The value that stands for a bin, at most 4.8 % away from every value in it: the harmonic mean of
 * its ends. The bin without an end gives its beginning.
 */
export function histogramBinValue(bin: number): number {
  if (bin === 0) return 0;
  const low = HISTOGRAM_THRESHOLDS[Math.abs(bin) - 1];
  const high = HISTOGRAM_THRESHOLDS[Math.abs(bin)];
  if (low === undefined) throw new RangeError(`not a bin of a histogram: ${bin}`);
  const middle = high === undefined ? low : (2 * low * high) / (low + high);
  return bin < 0 ? -middle : middle;
}

/** The histogram of values; null where there are none. */
export function histogramOf(values: Iterable<number>): Histogram | null {
  const counts: { [bin: string]: number } = {};
  for (const value of values) {
    const bin = histogramBin(value);
    if (bin !== null) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return Object.keys(counts).length === 0 ? null : counts;
}

/** The histogram of both together. Null is that of no values. */
export function mergeHistograms(one: Histogram | null, other: Histogram | null): Histogram | null {
  if (one === null || other === null) return one ?? other;
  const counts: { [bin: string]: number } = { ...one };
  for (const [bin, count] of Object.entries(other)) counts[bin] = (counts[bin] ?? 0) + count;
  return counts;
}

/**
 * The value below which a share `q` of the values lies, from 0 for the least to 1 for the greatest:
 * the one at place ⌊q × (count − 1)⌋, to the accuracy of its bin. Null without values or for a share
 * out of range.
 */
export function histogramQuantile(histogram: Histogram | null, q: number): number | null {
  if (histogram === null || !(q >= 0 && q <= 1)) return null;
  const bins = Object.entries(histogram)
    .map(([bin, count]) => ({ bin: Number(bin), count }))
    .sort((a, b) => a.bin - b.bin);
  const place = q * (bins.reduce((sum, { count }) => sum + count, 0) - 1);
  let upTo = 0;
  for (const { bin, count } of bins) {
    upTo += count;
    if (upTo > place) return histogramBinValue(bin);
  }
  return null;
}
