import { createdAt, optional, required } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { sameNames } from '../model/proton-source.ts';

/** What a span-derived row tells, and the protocol attributes that a data point may have too. */
const request = {
  duration_ms: optional('double precision', 'duration of the span; absent for data points', {
    unit: 'ms',
  }),
  duration_seconds: optional('double precision', 'duration of the span; absent for data points', {
    unit: 's',
  }),
  metric_type: optional(
    'text',
    'gauge, sum, histogram, exponential_histogram or summary for data points; span, http, grpc or slow_span for spans',
  ),
  http_method: optional('text', 'HTTP method of the request'),
  http_route: optional('text', 'route by which the server handled it'),
  http_status_code: optional('text', 'HTTP status of the answer'),
  grpc_service: optional('text', 'gRPC service that was called'),
  grpc_method: optional('text', 'gRPC method that was called'),
  grpc_status_code: optional('text', 'gRPC status of the answer; `0` is OK'),
  is_slow: optional('boolean', 'whether the span took longer than the threshold'),
  component: optional('text', 'part of the system that told'),
  level: optional('text', 'level of the row: warn for slow spans, else info'),
} as const;

/** A data point of OTLP (facts: telemetry §4.4). */
const point = {
  value: optional('double precision', 'the value of a gauge or sum, in `unit`'),
  value_integer: optional('bigint', 'the same, exact, where the sender counts in whole numbers'),
  unit: optional('text', 'UCUM unit of the value, as the sender tells'),
  description: optional('text', 'what the metric says, as the sender tells'),
  temporality: optional('text', 'delta or cumulative, for sums and histograms'),
  is_monotonic: optional('boolean', 'whether a sum only grows'),
  start_time_unix_nano: optional('bigint', 'begin of what the point sums up, since 1970', {
    unit: 'ns',
  }),
  time_unix_nano: optional('bigint', 'time of the point, since 1970', { unit: 'ns' }),
  count: optional('bigint', 'measurements in a histogram or summary; unsigned 64 bits', {
    unit: '1',
  }),
  sum: optional('double precision', 'sum of those measurements, in `unit`'),
  min: optional('double precision', 'least of those measurements, in `unit`'),
  max: optional('double precision', 'greatest of those measurements, in `unit`'),
  bucket_counts: optional('bigint[]', 'measurements per bucket of a histogram', { unit: '1' }),
  explicit_bounds: optional('double precision[]', 'upper bounds of those buckets, in `unit`'),
  exponential_histogram: optional(
    'jsonb',
    'scale, zero count, zero threshold, positive and negative buckets',
  ),
  quantile_values: optional('jsonb', 'array of {quantile, value} of a summary'),
  exemplars: optional('jsonb', 'array of sample measurements with their trace and span'),
  attributes: optional('jsonb', 'attributes of the point, with their types'),
  resource_attributes: optional('jsonb', 'attributes of the service that measured'),
  scope_name: optional('text', 'library that measured'),
  scope_version: optional('text', 'version of that library'),
  scope_attributes: optional('jsonb', 'attributes of that library'),
  flags: optional('bigint', 'OTLP flags: 1 no recorded value; unsigned 32 bits'),
} as const;

/** Facts: telemetry §4.2, §4.4. */
export const otelMetrics = dataset({
  name: 'otel_metrics',
  title: 'OpenTelemetry metrics, and request metrics of spans',
  area: 'observability',
  kind: 'hypertable',
  columns: {
    timestamp: required('timestamp with time zone', 'time of the data point or span'),
    trace_id: optional('text', 'trace of the span, lower-case hexadecimal'),
    span_id: optional('text', 'the span, lower-case hexadecimal'),
    service_name: optional('text', 'service that measured (`service.name`)'),
    span_name: optional('text', 'name of the metric; of the span in rows that tell of one'),
    span_kind: optional('text', 'internal, server, client, producer or consumer'),
    ...request,
    ...point,
    row_key: required('bytea', '16-byte hash of the whole data point or span, as it came'),
    created_at: createdAt,
  },
  key: ['timestamp', 'row_key'],
  keepsApart: 'two points of one metric that differ in one attribute',
  hashed: { column: 'row_key', of: 'row' },
  time: { column: 'timestamp', chunkHours: 12, retentionDays: 3 },
  columnstore: {
    segmentBy: ['service_name'],
    orderBy: ['span_name', 'timestamp desc'],
    afterHours: 12,
  },
  indexes: [
    { name: 'idx_otel_metrics_service_time', columns: ['service_name', 'timestamp desc'] },
    { name: 'idx_otel_metrics_name_time', columns: ['span_name', 'timestamp desc'] },
    { name: 'idx_otel_metrics_trace_id', columns: ['trace_id'], where: '(trace_id IS NOT NULL)' },
  ],
  proton: sameNames('otel_metrics', {
    derived: {
      value: 'duration_ms of gauges, sums and histograms, where Proton kept the value',
      time_unix_nano: 'timestamp, which has nanoseconds there',
      row_key: 'hash of every column',
    },
    added: Object.keys(point).filter((name) => name !== 'value' && name !== 'time_unix_nano'),
  }),
  queryNames: ['otel_metrics', 'metrics'],
});
