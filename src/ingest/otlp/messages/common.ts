import {
  bool,
  bytes,
  double,
  int64,
  type MessageType,
  message,
  nested,
  oneof,
  repeated,
  string,
  uint32,
} from '../../protobuf/index.ts';

/** A value of any type: at most one member is there, and none means null. */
export interface AnyValue {
  readonly stringValue: string | undefined;
  readonly boolValue: boolean | undefined;
  readonly intValue: bigint | undefined;
  readonly doubleValue: number | undefined;
  readonly arrayValue: ValueList | undefined;
  readonly kvlistValue: KeyValueList | undefined;
  readonly bytesValue: Uint8Array | undefined;
}

interface ValueList {
  readonly values: readonly AnyValue[];
}

interface KeyValueList {
  readonly values: readonly KeyValue[];
}

export interface KeyValue {
  readonly key: string;
  readonly value: AnyValue | undefined;
}

const ValueList: MessageType<ValueList> = message('ArrayValue', {
  values: repeated(nested(1, () => AnyValue)),
});

const KeyValueList: MessageType<KeyValueList> = message('KeyValueList', {
  values: repeated(nested(1, () => KeyValue)),
});

export const AnyValue: MessageType<AnyValue> = message(
  'AnyValue',
  oneof({
    stringValue: string(1),
    boolValue: bool(2),
    intValue: int64(3),
    doubleValue: double(4),
    arrayValue: nested(5, () => ValueList),
    kvlistValue: nested(6, () => KeyValueList),
    bytesValue: bytes(7),
  }),
);

export const KeyValue: MessageType<KeyValue> = message('KeyValue', {
  key: string(1),
  value: nested(2, () => AnyValue),
});

/** What made the telemetry: a service, a host. */
export interface Resource {
  readonly attributes: readonly KeyValue[];
}

export const Resource: MessageType<Resource> = message('Resource', {
  attributes: repeated(nested(1, () => KeyValue)),
});

/** The library that made it. */
export interface Scope {
  readonly name: string;
  readonly version: string;
  readonly attributes: readonly KeyValue[];
  readonly droppedAttributesCount: number;
}

export const Scope: MessageType<Scope> = message('InstrumentationScope', {
  name: string(1),
  version: string(2),
  attributes: repeated(nested(3, () => KeyValue)),
  droppedAttributesCount: uint32(4),
});
