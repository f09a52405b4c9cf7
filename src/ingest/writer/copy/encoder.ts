import type { Shape, Values } from '../values/index.ts';
import { FIELDS, type Field } from './field.ts';
import { Piece } from './piece.ts';

/** Makes the bytes of `copy … from stdin (format binary)`, lazily, so that rows are encoded while the server stores those before them. */
export interface Encoder {
  /** Rows of the writable columns, in their order. */
  pieces(rows: Iterable<Values>): Iterable<Uint8Array>;
  /** The same with the place of each row before its columns. */
  numbered(rows: Iterable<Values>): Iterable<Uint8Array>;
}

const SIGNATURE = Buffer.from('PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const END = -1;

const encoders = new WeakMap<Shape, Encoder>();

/** The encoder of a dataset, made once. */
export function encoderOf(shape: Shape): Encoder {
  let encoder = encoders.get(shape);
  if (encoder === undefined) {
    const fields = shape.columns.map(([, column]) => FIELDS[column.type]);
    encoder = {
      pieces: (rows) => encode(fields, rows, false),
      numbered: (rows) => encode(fields, rows, true),
    };
    encoders.set(shape, encoder);
  }
  return encoder;
}

function* encode(
  fields: readonly Field[],
  rows: Iterable<Values>,
  numbered: boolean,
): Generator<Uint8Array> {
  const piece = new Piece();
  const count = fields.length + (numbered ? 1 : 0);
  let place = 0;
  piece.bytes(SIGNATURE);
  for (const values of rows) {
    piece.reserve(10);
    piece.int16(count);
    if (numbered) {
      piece.int32(4);
      piece.int32(place++);
    }
    encodeRow(fields, piece, values);
    yield* piece.takeFull();
  }
  piece.reserve(2);
  piece.int16(END);
  yield* piece.takeRest();
}

function encodeRow(fields: readonly Field[], piece: Piece, values: Values): void {
  for (let column = 0; column < fields.length; column++) {
    (fields[column] as Field)(piece, values[column] ?? null);
  }
}
