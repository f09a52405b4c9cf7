import type { ColumnType } from '../../../catalogue/index.ts';
import type { Value } from '../values/index.ts';
import { writeNumeric } from './numeric.ts';
import type { Piece } from './piece.ts';

/** Writes one value of a row, with its length before it. */
export type Field = (piece: Piece, value: Value) => void;

/** How values of each type travel in the binary format of COPY: as the server's `…_recv` reads them. */
export const FIELDS: { readonly [T in ColumnType]: Field } = {
  'timestamp with time zone': present((piece, value) => {
    piece.reserve(12);
    piece.int32(8);
    piece.int64(since2000(value as number));
  }),
  integer: present(writeInteger),
  bigint: present(writeBigint),
  real: present((piece, value) => {
    piece.reserve(8);
    piece.int32(4);
    piece.float32(value as number);
  }),
  'double precision': present(writeDouble),
  boolean: present((piece, value) => {
    piece.reserve(5);
    piece.int32(1);
    piece.byte(value === true ? 1 : 0);
  }),
  text: present(writeText),
  jsonb: present((piece, value) => {
    const text = value as string;
    piece.reserve(5 + 3 * text.length);
    const start = piece.at;
    piece.at += 4;
    piece.byte(JSONB_VERSION);
    piece.text(text);
    piece.view.setInt32(start, piece.at - start - 4);
  }),
  bytea: present((piece, value) => {
    const bytes = value as Uint8Array;
    piece.reserve(4 + bytes.length);
    piece.int32(bytes.length);
    piece.bytes(bytes);
  }),
  uuid: present((piece, value) => {
    piece.reserve(20);
    piece.int32(16);
    piece.at += piece.buffer.write((value as string).replaceAll('-', ''), piece.at, 'hex');
  }),
  numeric: present((piece, value) => writeNumeric(piece, value as string)),
  'text[]': array({ type: 25, sizeOf: textBytes, write: writeText }),
  'integer[]': array({ type: 23, sizeOf: () => 4, write: writeInteger }),
  'bigint[]': array({ type: 20, sizeOf: () => 8, write: writeBigint }),
  'double precision[]': array({ type: 701, sizeOf: () => 8, write: writeDouble }),
};

/** The server counts from the year 2000. */
const MICROS_TO_2000 = Date.UTC(2000, 0, 1) * 1_000;
/** Of the years before 1715 a number would lose digits. */
function since2000(instant: number): number | bigint {
  const since = instant - MICROS_TO_2000;
  return Number.isSafeInteger(since) ? since : BigInt(instant) - BigInt(MICROS_TO_2000);
}

const JSONB_VERSION = 1;
const ABSENT = -1;

function present(write: Field): Field {
  return (piece, value) => {
    if (value !== null) return write(piece, value);
    piece.reserve(4);
    piece.int32(ABSENT);
  };
}

function writeInteger(piece: Piece, value: Value): void {
  piece.reserve(8);
  piece.int32(4);
  piece.int32(value as number);
}

function writeBigint(piece: Piece, value: Value): void {
  piece.reserve(12);
  piece.int32(8);
  piece.int64(value as number | bigint);
}

function writeDouble(piece: Piece, value: Value): void {
  piece.reserve(12);
  piece.int32(8);
  piece.float64(value as number);
}

function writeText(piece: Piece, value: Value): void {
  const text = value as string;
  piece.reserve(4 + 3 * text.length);
  const start = piece.at;
  piece.at += 4;
  piece.text(text);
  piece.view.setInt32(start, piece.at - start - 4);
}

/** Members of an array: the number of their type, their bytes without the length, and their field. */
interface Members {
  readonly type: number;
  sizeOf(member: Value): number;
  readonly write: Field;
}

/** An array of one dimension. The length of all of it comes first. */
function array({ type, sizeOf, write }: Members): Field {
  return present((piece, value) => {
    const members = value as readonly Value[];
    const dimensions = members.length === 0 ? 0 : 1;
    let bytes = 12 + 8 * dimensions;
    for (const member of members) bytes += 4 + sizeOf(member);
    piece.reserve(4 + 12 + 8);
    piece.int32(bytes);
    piece.int32(dimensions);
    piece.int32(0); // no member is NULL
    piece.int32(type);
    if (dimensions === 1) {
      piece.int32(members.length);
      piece.int32(1); // the first index
    }
    for (const member of members) write(piece, member);
  });
}

function textBytes(member: Value): number {
  return Buffer.byteLength(member as string, 'utf8');
}
