export {
  type ExportAnswer,
  exportAnswer,
  type PartialSuccess,
  RETRY_INFO_URL,
  RetryInfo,
  RpcStatus,
} from './answer.ts';
export type { AnyValue, KeyValue, Resource, Scope } from './common.ts';
export { LOGS_PATH, type LogRecord, LogsRequest } from './logs.ts';
export { METRICS_PATH, type Metric, MetricsRequest } from './metrics.ts';
export type {
  Buckets,
  Exemplar,
  ExponentialPoint,
  HistogramPoint,
  NumberPoint,
  Point,
  SummaryPoint,
} from './points.ts';
export {
  type Span,
  type SpanEvent,
  type SpanLink,
  TRACES_PATH,
  TracesRequest,
} from './traces.ts';
