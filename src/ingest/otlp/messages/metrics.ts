import {
  bool,
  enumeration,
  type MessageType,
  message,
  nested,
  oneof,
  repeated,
  string,
} from '../../protobuf/index.ts';
import { Resource, Scope } from './common.ts';
import { ExponentialPoint, HistogramPoint, NumberPoint, SummaryPoint } from './points.ts';

interface Points<P> {
  readonly dataPoints: readonly P[];
}

interface Temporal {
  /** 0 unspecified, 1 delta, 2 cumulative. */
  readonly aggregationTemporality: number;
}

export interface Sum extends Points<NumberPoint>, Temporal {
  readonly isMonotonic: boolean;
}

export interface Histogram extends Points<HistogramPoint>, Temporal {}

export interface ExponentialHistogram extends Points<ExponentialPoint>, Temporal {}

/** One metric with its points; at most one of the five kinds is there. */
export interface Metric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly gauge: Points<NumberPoint> | undefined;
  readonly sum: Sum | undefined;
  readonly histogram: Histogram | undefined;
  readonly exponentialHistogram: ExponentialHistogram | undefined;
  readonly summary: Points<SummaryPoint> | undefined;
}

const temporality = enumeration(
  2,
  ['UNSPECIFIED', 'DELTA', 'CUMULATIVE'].map((name) => `AGGREGATION_TEMPORALITY_${name}`),
);

const Gauge: MessageType<Points<NumberPoint>> = message('Gauge', {
  dataPoints: repeated(nested(1, () => NumberPoint)),
});

const Sum: MessageType<Sum> = message('Sum', {
  dataPoints: repeated(nested(1, () => NumberPoint)),
  aggregationTemporality: temporality,
  isMonotonic: bool(3),
});

const Histogram: MessageType<Histogram> = message('Histogram', {
  dataPoints: repeated(nested(1, () => HistogramPoint)),
  aggregationTemporality: temporality,
});

const ExponentialHistogram: MessageType<ExponentialHistogram> = message('ExponentialHistogram', {
  dataPoints: repeated(nested(1, () => ExponentialPoint)),
  aggregationTemporality: temporality,
});

const Summary: MessageType<Points<SummaryPoint>> = message('Summary', {
  dataPoints: repeated(nested(1, () => SummaryPoint)),
});

const Metric: MessageType<Metric> = message('Metric', {
  name: string(1),
  description: string(2),
  unit: string(3),
  ...oneof({
    gauge: nested(5, () => Gauge),
    sum: nested(7, () => Sum),
    histogram: nested(9, () => Histogram),
    exponentialHistogram: nested(10, () => ExponentialHistogram),
    summary: nested(11, () => Summary),
  }),
});

interface ScopeMetrics {
  readonly scope: Scope | undefined;
  readonly metrics: readonly Metric[];
}

const ScopeMetrics: MessageType<ScopeMetrics> = message('ScopeMetrics', {
  scope: nested(1, () => Scope),
  metrics: repeated(nested(2, () => Metric)),
});

interface ResourceMetrics {
  readonly resource: Resource | undefined;
  readonly scopeMetrics: readonly ScopeMetrics[];
}

const ResourceMetrics: MessageType<ResourceMetrics> = message('ResourceMetrics', {
  resource: nested(1, () => Resource),
  scopeMetrics: repeated(nested(2, () => ScopeMetrics)),
});

/** What a sender of metrics sends. */
export interface MetricsRequest {
  readonly resourceMetrics: readonly ResourceMetrics[];
}

export const MetricsRequest: MessageType<MetricsRequest> = message('ExportMetricsServiceRequest', {
  resourceMetrics: repeated(nested(1, () => ResourceMetrics)),
});

/** From the request to the points, as `splitMessage` takes it. */
export const METRICS_PATH = [[1], [2], [2], [5, 7, 9, 10, 11], [1]];
