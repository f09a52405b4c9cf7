import {
  bool,
  bytes,
  double,
  enumeration,
  fixed32,
  fixed64,
  float,
  hex,
  int32,
  int64,
  type MessageType,
  map,
  message,
  nested,
  oneof,
  optional,
  repeated,
  sfixed32,
  sfixed64,
  sint32,
  sint64,
  string,
  uint32,
  uint64,
} from '../../../src/ingest/protobuf/index.ts';

/** A message with a field of every kind, which holds messages like itself. */
export interface Sample {
  readonly text: string;
  readonly raw: Uint8Array;
  readonly traceId: string;
  readonly yes: boolean;
  readonly small: number;
  readonly unsigned: number;
  readonly zigzag: number;
  readonly fixed: number;
  readonly signedFixed: number;
  readonly big: bigint;
  readonly bigUnsigned: bigint;
  readonly bigZigzag: bigint;
  readonly bigFixed: bigint;
  readonly bigSignedFixed: bigint;
  readonly single: number;
  readonly real: number;
  readonly colour: number;
  readonly maybe: number | undefined;
  readonly asText: string | undefined;
  readonly asNumber: bigint | undefined;
  readonly asSample: Sample | undefined;
  readonly child: Sample | undefined;
  readonly children: readonly Sample[];
  readonly words: readonly string[];
  readonly reals: readonly number[];
  readonly counts: readonly bigint[];
  readonly sizes: ReadonlyMap<string, bigint>;
  readonly samples: ReadonlyMap<number, Sample>;
}

export const Sample: MessageType<Sample> = message('Sample', {
  text: string(1),
  raw: bytes(2),
  traceId: hex(3),
  yes: bool(4),
  small: int32(5),
  unsigned: uint32(6),
  zigzag: sint32(7),
  fixed: fixed32(8),
  signedFixed: sfixed32(9),
  big: int64(10),
  bigUnsigned: uint64(11),
  bigZigzag: sint64(12),
  bigFixed: fixed64(13),
  bigSignedFixed: sfixed64(14),
  single: float(15),
  real: double(16),
  colour: enumeration(17, ['COLOUR_NONE', 'COLOUR_RED']),
  maybe: optional(int32(18)),
  ...oneof({ asText: string(19), asNumber: int64(20), asSample: nested(21, () => Sample) }),
  child: nested(22, () => Sample),
  children: repeated(nested(23, () => Sample)),
  words: repeated(string(24)),
  reals: repeated(double(25)),
  counts: repeated(uint64(26)),
  sizes: map(27, string, int64(2)),
  samples: map(
    28,
    int32,
    nested(2, () => Sample),
  ),
});
