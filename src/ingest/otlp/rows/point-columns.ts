import type { NewRow } from '../../../catalogue/index.ts';
import type { JsonObject, JsonValue } from '../../../core/index.ts';
import type {
  Buckets,
  Exemplar,
  ExponentialPoint,
  HistogramPoint,
  NumberPoint,
  SummaryPoint,
} from '../messages/index.ts';
import { attributesOf, realOf, wholeOf } from './attributes.ts';
import { RecordFault } from './record-fault.ts';

/** The columns of `otel_metrics` in which the kinds of points differ. */
export type PointColumns = Pick<
  NewRow<'otel_metrics'>,
  | 'value'
  | 'value_integer'
  | 'count'
  | 'sum'
  | 'min'
  | 'max'
  | 'bucket_counts'
  | 'explicit_bounds'
  | 'exponential_histogram'
  | 'quantile_values'
  | 'exemplars'
>;

/** The flag of a point that only says that its series has ended. */
const NO_RECORDED_VALUE = 1;

/** Whether a point has no values, as it says itself. */
export const isEnd = (point: { readonly flags: number }): boolean =>
  (point.flags & NO_RECORDED_VALUE) !== 0;

export function numberColumns(point: NumberPoint): PointColumns {
  const { asInt, asDouble, exemplars } = point;
  const value = asDouble ?? (asInt === undefined ? undefined : Number(asInt));
  if (value === undefined) {
    throw new RecordFault('missing_value', 'value', 'the point has no value');
  }
  return { value, value_integer: asInt, exemplars: exemplarsJson(exemplars) };
}

/** Least and greatest of no measurements say nothing, and some senders have infinities there. */
function spread(point: HistogramPoint | ExponentialPoint): PointColumns {
  const { count, sum, min, max, exemplars } = point;
  const range = count === 0n ? {} : { min, max };
  return { count, sum, ...range, exemplars: exemplarsJson(exemplars) };
}

export function histogramColumns(point: HistogramPoint): PointColumns {
  const { bucketCounts, explicitBounds } = point;
  if (bucketCounts.length > 0 && bucketCounts.length !== explicitBounds.length + 1) {
    const counts = `${bucketCounts.length} counts of buckets`;
    const message = `${counts} do not fit ${explicitBounds.length} bounds`;
    throw new RecordFault('bad_value', 'bucket_counts', message);
  }
  return {
    ...spread(point),
    ...(bucketCounts.length === 0
      ? {}
      : { bucket_counts: bucketCounts, explicit_bounds: explicitBounds }),
  };
}

export function exponentialColumns(point: ExponentialPoint): PointColumns {
  return {
    ...spread(point),
    exponential_histogram: {
      scale: point.scale,
      zero_count: wholeOf(point.zeroCount),
      zero_threshold: realOf(point.zeroThreshold),
      positive: bucketsJson(point.positive),
      negative: bucketsJson(point.negative),
    },
  };
}

const bucketsJson = (buckets: Buckets | undefined): JsonObject => ({
  offset: buckets?.offset ?? 0,
  bucket_counts: (buckets?.bucketCounts ?? []).map(wholeOf),
});

export function summaryColumns({ count, sum, quantileValues }: SummaryPoint): PointColumns {
  const values = quantileValues.map(({ quantile, value }) => ({
    quantile: realOf(quantile),
    value: realOf(value),
  }));
  return { count, sum, ...(values.length === 0 ? {} : { quantile_values: values }) };
}

function exemplarsJson(exemplars: readonly Exemplar[]): JsonValue | undefined {
  return exemplars.length === 0 ? undefined : exemplars.map(exemplarJson);
}

function exemplarJson(exemplar: Exemplar): JsonObject {
  const { asInt, asDouble, traceId, spanId } = exemplar;
  const attributes = attributesOf(exemplar.filteredAttributes);
  return {
    time_unix_nano: exemplar.timeUnixNano.toString(),
    ...(asInt === undefined ? {} : { value: wholeOf(asInt) }),
    ...(asDouble === undefined ? {} : { value: realOf(asDouble) }),
    ...(traceId === '' ? {} : { trace_id: traceId }),
    ...(spanId === '' ? {} : { span_id: spanId }),
    ...(attributes === undefined ? {} : { attributes }),
  };
}
