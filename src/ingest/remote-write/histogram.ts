import type { JsonValue } from '../../core/index.ts';
import type { NativeHistogram, Span } from './messages.ts';

/** How many measurements a histogram counts. */
export function countOf({ countInt, countFloat }: NativeHistogram): number {
  return countInt === undefined ? (countFloat ?? 0) : Number(countInt);
}

/** The buckets of a native histogram, as the metadata of the row that has its count. */
export function histogramJson(histogram: NativeHistogram): { readonly [name: string]: JsonValue } {
  const { schema, zeroThreshold, zeroCountInt, zeroCountFloat, customValues } = histogram;
  return {
    schema,
    zero_threshold: zeroThreshold,
    zero_count: zeroCountInt === undefined ? (zeroCountFloat ?? 0) : Number(zeroCountInt),
    positive: bucketsOf(
      histogram.positiveSpans,
      histogram.positiveDeltas,
      histogram.positiveCounts,
    ),
    negative: bucketsOf(
      histogram.negativeSpans,
      histogram.negativeDeltas,
      histogram.negativeCounts,
    ),
    ...(customValues.length === 0 ? {} : { custom_values: customValues }),
  };
}

/** Counts of the buckets by their number; whole counts come as differences. */
function bucketsOf(
  spans: readonly Span[],
  deltas: readonly bigint[],
  counts: readonly number[],
): { readonly [bucket: string]: number } {
  const buckets: { [bucket: string]: number } = {};
  let bucket = 0;
  let at = 0;
  let sum = 0n;
  for (const { offset, length } of spans) {
    bucket += offset;
    for (let left = length; left > 0 && at < Math.max(deltas.length, counts.length); left--) {
      sum += deltas[at] ?? 0n;
      buckets[bucket] = counts[at] ?? Number(sum);
      bucket += 1;
      at += 1;
    }
  }
  return buckets;
}
