import {
  double,
  fixed64,
  hex,
  type MessageType,
  message,
  nested,
  oneof,
  optional,
  repeated,
  sfixed64,
  sint32,
  uint32,
  uint64,
} from '../../protobuf/index.ts';
import { KeyValue } from './common.ts';

/** One measurement, kept as an example of those that a point sums up. */
export interface Exemplar {
  readonly filteredAttributes: readonly KeyValue[];
  readonly timeUnixNano: bigint;
  readonly asDouble: number | undefined;
  readonly asInt: bigint | undefined;
  readonly traceId: string;
  readonly spanId: string;
}

const Exemplar: MessageType<Exemplar> = message('Exemplar', {
  timeUnixNano: fixed64(2),
  spanId: hex(4),
  traceId: hex(5),
  filteredAttributes: repeated(nested(7, () => KeyValue)),
  ...oneof({ asDouble: double(3), asInt: sfixed64(6) }),
});

/** What all points have. */
export interface Point {
  readonly attributes: readonly KeyValue[];
  readonly startTimeUnixNano: bigint;
  readonly timeUnixNano: bigint;
  readonly flags: number;
}

export interface NumberPoint extends Point {
  readonly asDouble: number | undefined;
  readonly asInt: bigint | undefined;
  readonly exemplars: readonly Exemplar[];
}

export const NumberPoint: MessageType<NumberPoint> = message('NumberDataPoint', {
  startTimeUnixNano: fixed64(2),
  timeUnixNano: fixed64(3),
  exemplars: repeated(nested(5, () => Exemplar)),
  attributes: repeated(nested(7, () => KeyValue)),
  flags: uint32(8),
  ...oneof({ asDouble: double(4), asInt: sfixed64(6) }),
});

/** What points of both kinds of histogram have. */
interface Distribution extends Point {
  readonly count: bigint;
  readonly sum: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly exemplars: readonly Exemplar[];
}

export interface HistogramPoint extends Distribution {
  readonly bucketCounts: readonly bigint[];
  readonly explicitBounds: readonly number[];
}

export const HistogramPoint: MessageType<HistogramPoint> = message('HistogramDataPoint', {
  startTimeUnixNano: fixed64(2),
  timeUnixNano: fixed64(3),
  count: fixed64(4),
  sum: optional(double(5)),
  bucketCounts: repeated(fixed64(6)),
  explicitBounds: repeated(double(7)),
  exemplars: repeated(nested(8, () => Exemplar)),
  attributes: repeated(nested(9, () => KeyValue)),
  flags: uint32(10),
  min: optional(double(11)),
  max: optional(double(12)),
});

export interface Buckets {
  readonly offset: number;
  readonly bucketCounts: readonly bigint[];
}

const Buckets: MessageType<Buckets> = message('Buckets', {
  offset: sint32(1),
  bucketCounts: repeated(uint64(2)),
});

export interface ExponentialPoint extends Distribution {
  readonly scale: number;
  readonly zeroCount: bigint;
  readonly zeroThreshold: number;
  readonly positive: Buckets | undefined;
  readonly negative: Buckets | undefined;
}

export const ExponentialPoint: MessageType<ExponentialPoint> = message(
  'ExponentialHistogramDataPoint',
  {
    attributes: repeated(nested(1, () => KeyValue)),
    startTimeUnixNano: fixed64(2),
    timeUnixNano: fixed64(3),
    count: fixed64(4),
    sum: optional(double(5)),
    scale: sint32(6),
    zeroCount: fixed64(7),
    positive: nested(8, () => Buckets),
    negative: nested(9, () => Buckets),
    flags: uint32(10),
    exemplars: repeated(nested(11, () => Exemplar)),
    min: optional(double(12)),
    max: optional(double(13)),
    zeroThreshold: double(14),
  },
);

interface Quantile {
  readonly quantile: number;
  readonly value: number;
}

const Quantile: MessageType<Quantile> = message('ValueAtQuantile', {
  quantile: double(1),
  value: double(2),
});

export interface SummaryPoint extends Point {
  readonly count: bigint;
  readonly sum: number;
  readonly quantileValues: readonly Quantile[];
}

export const SummaryPoint: MessageType<SummaryPoint> = message('SummaryDataPoint', {
  startTimeUnixNano: fixed64(2),
  timeUnixNano: fixed64(3),
  count: fixed64(4),
  sum: double(5),
  quantileValues: repeated(nested(6, () => Quantile)),
  attributes: repeated(nested(7, () => KeyValue)),
  flags: uint32(8),
});
