import {
  bytes,
  double,
  enumeration,
  int64,
  type MessageType,
  message,
  nested,
  oneof,
  repeated,
  sint32,
  sint64,
  string,
  uint32,
  uint64,
} from '../protobuf/index.ts';

/*
 * The messages of Prometheus remote write, as far as the store keeps them: version 1
 * (`prometheus.WriteRequest`), and version 2 (`io.prometheus.write.v2.Request`), in which texts stand
 * once and are referred to by number.
 */

export interface Sample {
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: bigint;
}

export const SAMPLE = message<Sample>('Sample', { value: double(1), timestamp: int64(2) });

/** A run of buckets that stand side by side. */
export interface Span {
  /** Buckets between it and the one before. */
  readonly offset: number;
  readonly length: number;
}

const SPAN = message<Span>('BucketSpan', { offset: sint32(1), length: uint32(2) });

/** A native histogram; whole counts as differences, others as they are. */
export interface NativeHistogram {
  readonly countInt: bigint | undefined;
  readonly countFloat: number | undefined;
  readonly sum: number;
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCountInt: bigint | undefined;
  readonly zeroCountFloat: number | undefined;
  readonly negativeSpans: readonly Span[];
  readonly negativeDeltas: readonly bigint[];
  readonly negativeCounts: readonly number[];
  readonly positiveSpans: readonly Span[];
  readonly positiveDeltas: readonly bigint[];
  readonly positiveCounts: readonly number[];
  readonly resetHint: number;
  readonly timestamp: bigint;
  readonly customValues: readonly number[];
}

const HISTOGRAM = message<NativeHistogram>('Histogram', {
  ...oneof({ countInt: uint64(1), countFloat: double(2) }),
  sum: double(3),
  schema: sint32(4),
  zeroThreshold: double(5),
  ...oneof({ zeroCountInt: uint64(6), zeroCountFloat: double(7) }),
  negativeSpans: repeated(nested(8, () => SPAN)),
  negativeDeltas: repeated(sint64(9)),
  negativeCounts: repeated(double(10)),
  positiveSpans: repeated(nested(11, () => SPAN)),
  positiveDeltas: repeated(sint64(12)),
  positiveCounts: repeated(double(13)),
  resetHint: enumeration(14, ['unknown', 'yes', 'no', 'gauge']),
  timestamp: int64(15),
  customValues: repeated(double(16)),
});

export interface Label {
  readonly name: string;
  readonly value: string;
}

const LABEL = message<Label>('Label', { name: string(1), value: string(2) });

export interface Series1 {
  readonly labels: readonly Label[];
  readonly samples: readonly Sample[];
  /** Kept as bytes: they are counted, and not read. */
  readonly exemplars: readonly Uint8Array[];
  readonly histograms: readonly NativeHistogram[];
}

const SERIES_1 = message<Series1>('TimeSeries', {
  labels: repeated(nested(1, () => LABEL)),
  samples: repeated(nested(2, () => SAMPLE)),
  exemplars: repeated(bytes(3)),
  histograms: repeated(nested(4, () => HISTOGRAM)),
});

/** `prometheus.WriteRequest`. */
export interface Request1 {
  readonly timeseries: readonly Series1[];
  readonly metadata: readonly Uint8Array[];
}

export const REQUEST_1: MessageType<Request1> = message<Request1>('WriteRequest', {
  timeseries: repeated(nested(1, () => SERIES_1)),
  metadata: repeated(bytes(3)),
});

/** What a series of version 2 says of its metric. */
export interface Metadata2 {
  readonly type: number;
  readonly helpRef: number;
  readonly unitRef: number;
}

/** Kinds of metrics by their number. */
export const METRIC_TYPES = [
  'unknown',
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
] as const;

const METADATA_2 = message<Metadata2>('Metadata', {
  type: enumeration(1, METRIC_TYPES),
  helpRef: uint32(3),
  unitRef: uint32(4),
});

export interface Series2 {
  readonly labelsRefs: readonly number[];
  readonly samples: readonly Sample[];
  readonly histograms: readonly NativeHistogram[];
  readonly exemplars: readonly Uint8Array[];
  readonly metadata: Metadata2 | undefined;
}

const SERIES_2 = message<Series2>('TimeSeries', {
  labelsRefs: repeated(uint32(1)),
  samples: repeated(nested(2, () => SAMPLE)),
  histograms: repeated(nested(3, () => HISTOGRAM)),
  exemplars: repeated(bytes(4)),
  metadata: nested(5, () => METADATA_2),
});

/** `io.prometheus.write.v2.Request`. */
export interface Request2 {
  readonly symbols: readonly string[];
  readonly timeseries: readonly Series2[];
}

export const REQUEST_2: MessageType<Request2> = message<Request2>('Request', {
  symbols: repeated(string(4)),
  timeseries: repeated(nested(5, () => SERIES_2)),
});
