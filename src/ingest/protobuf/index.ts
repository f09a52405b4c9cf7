export { type DecodeOptions, decode } from './decode.ts';
export { encode } from './encode.ts';
export { ProtobufFault, type ProtobufFaultKind } from './fault.ts';
export {
  bool,
  bytes,
  double,
  enumeration,
  type Field,
  fixed32,
  fixed64,
  float,
  hex,
  int32,
  int64,
  map,
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
} from './field.ts';
export { fromJson, toJson } from './json.ts';
export { DECODE_LIMITS, type DecodeLimits } from './limits.ts';
export { type Given, type MessageType, message } from './message.ts';
export { type RecordBytes, splitMessage } from './split.ts';
export { type RecordJson, splitJson } from './split-json.ts';
