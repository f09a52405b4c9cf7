import type { Instant } from '../../core/index.ts';
import type { MessageType } from '../protobuf/index.ts';
import {
  type ExportAnswer,
  exportAnswer,
  LOGS_PATH,
  LogsRequest,
  METRICS_PATH,
  MetricsRequest,
  type PartialSuccess,
  TRACES_PATH,
  TracesRequest,
} from './messages/index.ts';
import { logRows, type MadeRows, metricRows, spanRows } from './rows/index.ts';

/** What OTLP carries, each kind in requests of its own. */
export const OTLP_SIGNALS = ['logs', 'metrics', 'traces'] as const;
export type OtlpSignal = (typeof OTLP_SIGNALS)[number];

/** Where the rows of each signal go. */
export type OtlpDataset = 'logs' | 'otel_metrics' | 'otel_traces';

/** One signal, as data. */
export interface Signal {
  readonly dataset: OtlpDataset;
  readonly request: MessageType<object>;
  /** From the request to its records, by numbers of fields. */
  readonly path: readonly (readonly number[])[];
  /** What its records are called. */
  readonly records: string;
  /** The method of gRPC that takes it. */
  readonly grpcMethod: string;
  readonly answer: MessageType<ExportAnswer>;
  /** The name of the count of refused records in the answer. */
  readonly rejected: Exclude<keyof PartialSuccess, 'errorMessage'>;
  rows(request: object, receivedAt: Instant): MadeRows<OtlpDataset>;
}

const method = (service: string) => `/opentelemetry.proto.collector.${service}/Export`;

export const SIGNALS: { readonly [S in OtlpSignal]: Signal } = {
  logs: {
    dataset: 'logs',
    request: LogsRequest,
    path: LOGS_PATH,
    records: 'log records',
    grpcMethod: method('logs.v1.LogsService'),
    answer: exportAnswer('ExportLogs', 'rejectedLogRecords'),
    rejected: 'rejectedLogRecords',
    rows: (request, receivedAt) => logRows(request as LogsRequest, receivedAt),
  },
  metrics: {
    dataset: 'otel_metrics',
    request: MetricsRequest,
    path: METRICS_PATH,
    records: 'data points',
    grpcMethod: method('metrics.v1.MetricsService'),
    answer: exportAnswer('ExportMetrics', 'rejectedDataPoints'),
    rejected: 'rejectedDataPoints',
    rows: (request) => metricRows(request as MetricsRequest),
  },
  traces: {
    dataset: 'otel_traces',
    request: TracesRequest,
    path: TRACES_PATH,
    records: 'spans',
    grpcMethod: method('trace.v1.TraceService'),
    answer: exportAnswer('ExportTrace', 'rejectedSpans'),
    rejected: 'rejectedSpans',
    rows: (request) => spanRows(request as TracesRequest),
  },
};
