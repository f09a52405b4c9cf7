import { isUtf8 } from 'node:buffer';
import type { ColumnType } from '../../src/catalogue/index.ts';
import { DECLARED } from '../../src/database/retention/index.ts';
import type { WriteBatch, WriteOutcome } from '../../src/ingest/index.ts';
import { encoderOf } from '../../src/ingest/writer/copy/index.ts';
import { checkGroup } from '../../src/ingest/writer/group.ts';
import { latestRows } from '../../src/ingest/writer/latest.ts';
import { createTally } from '../../src/ingest/writer/tally.ts';
import { type Candidate, fold, type Shape, shapeOf } from '../../src/ingest/writer/values/index.ts';
import { withinWindow } from '../../src/ingest/writer/window.ts';
import { NOW } from './record.ts';

/*
 * A writer that does everything with a batch that the real one does before a server is asked: it
 * checks rows, looks at the window of time, folds, and makes the bytes of COPY. Those bytes are then
 * read as the server would read them.
 */

/** Stores nothing; tells what would become of the rows in an empty table. */
export async function writeToSink(batch: WriteBatch): Promise<WriteOutcome> {
  const group = await checkGroup([batch]);
  const tally = createTally(group);
  for (const part of group.parts) {
    const { shape, rows, refused } = withinWindow(part, { now: NOW, retentions: DECLARED });
    tally.refuse(shape.name, refused);
    const folded = fold(shape, rows);
    tally.duplicates(shape.name, folded.duplicates);
    tally.conflicts(shape.name, folded.conflicts);
    encode(shape, folded.rows);
    if (shape.latest === undefined) continue;
    const latest = shapeOf(shape.latest);
    encode(latest, fold(latest, latestRows(shape, rows)).rows);
  }
  return tally.outcomes()[0] ?? {};
}

function encode(shape: Shape, rows: readonly Candidate[]): void {
  if (rows.length === 0) return;
  const pieces = [...encoderOf(shape).pieces(rows.map(({ values }) => values))];
  readCopy(shape, pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces), rows.length);
}

const HEADER_BYTES = 19;

/** Lengths of what has always the same. */
const SIZES: { readonly [T in ColumnType]?: number } = {
  'timestamp with time zone': 8,
  integer: 4,
  bigint: 8,
  real: 4,
  'double precision': 8,
  boolean: 1,
  uuid: 16,
};

/** Reads a binary COPY of so many rows as strictly as a server. Throws for what that would refuse. */
function readCopy(shape: Shape, bytes: Buffer, rows: number): void {
  let at = HEADER_BYTES;
  const fail = (what: string): never => {
    throw new Error(`COPY of ${shape.name}, byte ${at}: ${what}`);
  };
  for (let row = 0; row < rows; row++) {
    if (bytes.readInt16BE(at) !== shape.columns.length) fail('wrong number of columns');
    at += 2;
    for (const [name, column] of shape.columns) {
      const length = bytes.readInt32BE(at);
      at += 4;
      if (length === -1) {
        if (column.nullable !== true) fail(`${name} is absent`);
        continue;
      }
      const size = SIZES[column.type] ?? length;
      if (length !== size || length < 0 || at + length > bytes.length) fail(`${name} is too long`);
      if (column.type === 'text') readText(bytes.subarray(at, at + length), name, fail);
      if (column.type === 'jsonb') readJson(bytes.subarray(at, at + length), name, fail);
      at += length;
    }
  }
  if (bytes.readInt16BE(at) !== -1 || at + 2 !== bytes.length) fail('no end where it should be');
}

function readText(text: Buffer, name: string, fail: (what: string) => never): void {
  if (!isUtf8(text)) fail(`${name} is no UTF-8`);
  if (text.includes(0)) fail(`${name} holds a NUL`);
}

function readJson(field: Buffer, name: string, fail: (what: string) => never): void {
  const text = field.subarray(1);
  readText(text, name, fail);
  if (field[0] !== 1) fail(`${name} has another version of jsonb`);
  const json = text.toString('utf8');
  JSON.parse(json, (key, value: unknown) => {
    for (const one of [key, value]) {
      if (typeof one !== 'string') continue;
      if (one.includes('\u0000') || !one.isWellFormed()) fail(`${name} holds text of no server`);
    }
    return value;
  });
}
