import type { ExactJson, JsonValue } from '../../core/index.ts';
import { type BinaryReader, type BinaryWriter, WireType } from './wire.ts';

/** A type of single values: how it stands on the wire and in JSON. */
export interface Scalar<T> {
  readonly name: string;
  readonly wire: WireType;
  /** The value of a field that does not stand in the bytes. */
  readonly zero: T;
  read(reader: BinaryReader): T;
  write(writer: BinaryWriter, value: T): void;
  /** The value of its JSON form; undefined for what is none. */
  fromJson(value: ExactJson): T | undefined;
  toJson(value: T): JsonValue;
}

/** Both may be strings where an engine lacks bigint. */
const big = (value: bigint | string): bigint => (typeof value === 'bigint' ? value : BigInt(value));

const INT32 = [-(2 ** 31), 2 ** 31 - 1] as const;
const UINT32 = [0, 2 ** 32 - 1] as const;
const INT64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const UINT64 = [0n, 2n ** 64n - 1n] as const;

/** A whole number, also one that is written as text; undefined beyond the bounds, which are inclusive. */
function wholeNumber(
  value: ExactJson,
  [least, greatest]: readonly [bigint | number, bigint | number],
): bigint | undefined {
  let number: bigint;
  if (typeof value === 'bigint') number = value;
  else if (typeof value === 'number' && Number.isInteger(value)) number = BigInt(value);
  else if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) number = BigInt(value);
  else return undefined;
  return number >= least && number <= greatest ? number : undefined;
}

function smallNumber(value: ExactJson, bounds: readonly [number, number]): number | undefined {
  const number = wholeNumber(value, bounds);
  return number === undefined ? undefined : Number(number);
}

const DECIMAL = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

function floating(value: ExactJson): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return undefined;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  return DECIMAL.test(value) ? Number(value) : undefined;
}

/** JSON has no number for these; a negative zero would lose its sign. */
function floatJson(value: number): number | string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}

type Name32 = 'int32' | 'uint32' | 'sint32' | 'fixed32' | 'sfixed32';
type Name64 = 'int64' | 'uint64' | 'sint64' | 'fixed64' | 'sfixed64';

const scalar32 = (name: Name32, wire: WireType, bounds: readonly [number, number]) =>
  ({
    name,
    wire,
    zero: 0,
    read: (reader) => reader[name](),
    write: (writer, value) => void writer[name](value),
    fromJson: (value) => smallNumber(value, bounds),
    toJson: (value) => value,
  }) satisfies Scalar<number>;

const scalar64 = (name: Name64, wire: WireType, bounds: readonly [bigint, bigint]) =>
  ({
    name,
    wire,
    zero: 0n,
    read: (reader) => big(reader[name]()),
    write: (writer, value) => void writer[name](value),
    fromJson: (value) => wholeNumber(value, bounds),
    toJson: (value) => value.toString(),
  }) satisfies Scalar<bigint>;

const scalarFloat = (name: 'float' | 'double', wire: WireType) =>
  ({
    name,
    wire,
    zero: 0,
    read: (reader) => reader[name](),
    write: (writer, value) => void writer[name](value),
    fromJson: floating,
    toJson: floatJson,
  }) satisfies Scalar<number>;

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const EMPTY = new Uint8Array(0);

/** Scalars by their names in the language of protobuf; `hex` are bytes that are hexadecimal text in memory and in JSON. */
export const SCALARS = {
  int32: scalar32('int32', WireType.Varint, INT32),
  uint32: scalar32('uint32', WireType.Varint, UINT32),
  sint32: scalar32('sint32', WireType.Varint, INT32),
  fixed32: scalar32('fixed32', WireType.Bit32, UINT32),
  sfixed32: scalar32('sfixed32', WireType.Bit32, INT32),
  int64: scalar64('int64', WireType.Varint, INT64),
  uint64: scalar64('uint64', WireType.Varint, UINT64),
  sint64: scalar64('sint64', WireType.Varint, INT64),
  fixed64: scalar64('fixed64', WireType.Bit64, UINT64),
  sfixed64: scalar64('sfixed64', WireType.Bit64, INT64),
  float: scalarFloat('float', WireType.Bit32),
  double: scalarFloat('double', WireType.Bit64),
  bool: {
    name: 'bool',
    wire: WireType.Varint,
    zero: false,
    read: (reader) => reader.bool(),
    write: (writer, value) => void writer.bool(value),
    fromJson: (value) => (typeof value === 'boolean' ? value : undefined),
    toJson: (value) => value,
  } satisfies Scalar<boolean>,
  string: {
    name: 'string',
    wire: WireType.LengthDelimited,
    zero: '',
    read: (reader) => reader.string(true),
    write: (writer, value) => void writer.string(value),
    fromJson: (value) => (typeof value === 'string' ? value : undefined),
    toJson: (value) => value,
  } satisfies Scalar<string>,
  bytes: {
    name: 'bytes',
    wire: WireType.LengthDelimited,
    zero: EMPTY,
    read: (reader) => reader.bytes(),
    write: (writer, value) => void writer.bytes(value),
    fromJson: (value) =>
      typeof value === 'string' && BASE64.test(value)
        ? Uint8Array.from(Buffer.from(value, 'base64'))
        : undefined,
    toJson: (value) => Buffer.from(value).toString('base64'),
  } satisfies Scalar<Uint8Array>,
  hex: {
    name: 'hex',
    wire: WireType.LengthDelimited,
    zero: '',
    read: (reader) => hexOf(reader.bytes()),
    write: (writer, value) => void writer.bytes(Buffer.from(value, 'hex')),
    // What is no hexadecimal text stays as it is: whoever checks the id refuses its record alone.
    fromJson: (value) => (typeof value === 'string' ? value.toLowerCase() : undefined),
    toJson: (value) => value,
  } satisfies Scalar<string>,
} as const;

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Faster than a Buffer for the few bytes of an id. */
function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += DIGITS[byte];
  return text;
}

/** A number with names; `names` lists them from 0 on. JSON may have either. */
export function enumScalar(names: readonly string[]): Scalar<number> {
  return {
    ...SCALARS.int32,
    name: 'enum',
    fromJson(value) {
      const index = typeof value === 'string' ? names.indexOf(value) : -1;
      return index === -1 ? smallNumber(value, INT32) : index;
    },
  };
}
