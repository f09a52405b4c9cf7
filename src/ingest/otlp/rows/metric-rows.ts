import type { NewRow } from '../../../catalogue/index.ts';
import type { Metric, MetricsRequest, Point } from '../messages/index.ts';
import { attributesOf, counted, given } from './attributes.ts';
import { requestColumns } from './conventions.ts';
import { type MadeRows, type RowMaker, rowMaker } from './made.ts';
import {
  exponentialColumns,
  histogramColumns,
  isEnd,
  numberColumns,
  type PointColumns,
  summaryColumns,
} from './point-columns.ts';
import { RecordFault } from './record-fault.ts';
import { resourceColumns, scopeColumns } from './source.ts';
import { instantOf, timeGiven } from './time.ts';

type MetricRow = Omit<NewRow<'otel_metrics'>, 'row_key'>;
type Maker = RowMaker<'otel_metrics'>;

/** Rows of `otel_metrics`, one of each data point (facts: telemetry §4.4, with its corrections). */
export function metricRows(request: MetricsRequest): MadeRows<'otel_metrics'> {
  const maker = rowMaker('otel_metrics');
  for (const { resource, scopeMetrics } of request.resourceMetrics) {
    const { service_name, resource_attributes } = resourceColumns(resource);
    const ofResource = { service_name, resource_attributes };
    maker.resource(ofResource);
    for (const { scope, metrics } of scopeMetrics) {
      const ofScope = scopeColumns(scope);
      maker.scope(ofScope);
      const source = { ...ofResource, ...ofScope };
      for (const metric of metrics) takeMetric(maker, metric, source);
    }
  }
  return maker.made();
}

function takeMetric(maker: Maker, metric: Metric, source: Partial<MetricRow>): void {
  const { gauge, sum, histogram, exponentialHistogram, summary } = metric;
  const common = {
    ...source,
    span_name: given(metric.name),
    unit: given(metric.unit),
    description: given(metric.description),
  };
  const take = <P extends Point>(
    points: readonly P[],
    columns: (point: P) => PointColumns,
    more: Partial<MetricRow>,
  ) => {
    const shared = { ...common, ...more };
    maker.share(shared);
    for (const point of points) maker.take(() => pointRow(point, shared, columns));
  };
  if (gauge !== undefined) take(gauge.dataPoints, numberColumns, { metric_type: 'gauge' });
  if (sum !== undefined) {
    const { isMonotonic } = sum;
    const more = { metric_type: 'sum', is_monotonic: isMonotonic, ...temporality(sum) };
    take(sum.dataPoints, numberColumns, more);
  }
  if (histogram !== undefined) {
    const more = { metric_type: 'histogram', ...temporality(histogram) };
    take(histogram.dataPoints, histogramColumns, more);
  }
  if (exponentialHistogram !== undefined) {
    const more = { metric_type: 'exponential_histogram', ...temporality(exponentialHistogram) };
    take(exponentialHistogram.dataPoints, exponentialColumns, more);
  }
  if (summary !== undefined) take(summary.dataPoints, summaryColumns, { metric_type: 'summary' });
}

const TEMPORALITIES = [undefined, 'delta', 'cumulative'] as const;

function temporality(metric: { readonly aggregationTemporality: number }): Partial<MetricRow> {
  return { temporality: TEMPORALITIES[metric.aggregationTemporality] };
}

function pointRow<P extends Point>(
  point: P,
  shared: Partial<MetricRow>,
  columns: (point: P) => PointColumns,
): MetricRow {
  const time = timeGiven(point.timeUnixNano);
  if (time === undefined) {
    throw new RecordFault('missing_time', 'timestamp', 'the point has no time');
  }
  const attributes = attributesOf(point.attributes);
  return {
    ...shared,
    ...requestColumns(attributes),
    ...(isEnd(point) ? {} : columns(point)),
    timestamp: instantOf(time),
    time_unix_nano: time,
    start_time_unix_nano: timeGiven(point.startTimeUnixNano),
    attributes,
    flags: counted(point.flags),
  };
}
