import { isUtf8 } from 'node:buffer';
import { type ExactJson, JsonFault, parseExactJson } from '../../core/index.ts';
import { RecordFault } from '../../ingest/index.ts';
import { readCsv } from './csv.ts';

/** A record with the line on which it begins, or why there is none. */
export type ImportLine = { readonly line: number } & (
  | { readonly record: { readonly [name: string]: ExactJson } }
  | { readonly fault: RecordFault }
);

const NEWLINE = 10;
const LONGEST_LINE = 4 * 1_048_576;

/** Records of a JSON object a line; blank lines are none. */
export async function* jsonLines(source: AsyncIterable<Buffer>): AsyncGenerator<ImportLine> {
  let line = 0;
  for await (const bytes of cutLines(source)) {
    line += 1;
    if (bytes === 'too long') {
      const message = `the line has more than ${LONGEST_LINE} bytes`;
      yield { line, fault: new RecordFault('too_long', message) };
    } else if (bytes.some((byte) => byte > 32)) yield { line, ...parsed(bytes) };
  }
}

/** One line is held at most, and of one that is too long nothing. */
async function* cutLines(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer | 'too long'> {
  let held: Buffer[] = [];
  let size = 0;
  const take = (): Buffer | 'too long' => {
    const whole = size > LONGEST_LINE ? 'too long' : Buffer.concat(held);
    held = [];
    size = 0;
    return whole;
  };
  const hold = (bytes: Buffer) => {
    size += bytes.length;
    if (size <= LONGEST_LINE) held.push(bytes);
    else held = [];
  };
  for await (const chunk of source) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      hold(chunk.subarray(from, at));
      yield take();
      from = at + 1;
    }
    hold(chunk.subarray(from));
  }
  if (size > 0) yield take();
}

function parsed(bytes: Buffer) {
  try {
    if (!isUtf8(bytes)) throw new RecordFault('bad_text', 'the bytes of the line are no UTF-8');
    const value = parseExactJson(bytes.toString('utf8').replace(/^\uFEFF/, ''));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { record: value as { readonly [name: string]: ExactJson } };
    }
    throw new RecordFault('not_json', 'the line is no JSON object');
  } catch (fault) {
    if (fault instanceof RecordFault) return { fault };
    if (fault instanceof JsonFault) return { fault: new RecordFault(fault.kind, fault.message) };
    throw fault;
  }
}

/** Records of a CSV, whose cells are texts; a blank one is no value. */
export async function* csvLines(source: AsyncIterable<Buffer>): AsyncGenerator<ImportLine> {
  for await (const { line, values, surplus } of readCsv(source)) {
    try {
      yield { line, record: recordOf(values, surplus) };
    } catch (fault) {
      if (!(fault instanceof RecordFault)) throw fault;
      yield { line, fault };
    }
  }
}

function recordOf(
  cells: { readonly [column: string]: string },
  [surplus]: readonly string[],
): { readonly [name: string]: ExactJson } {
  if (surplus !== undefined) {
    const message = `the value "${surplus.slice(0, 60)}" stands in no column; quote values with commas`;
    throw new RecordFault('bad_value', message);
  }
  const record: { [name: string]: ExactJson } = {};
  for (const [name, cell] of Object.entries(cells)) {
    const text = plain(cell);
    if (text.trim() !== '') record[name] = readCell(name, text);
  }
  return record;
}

/** An export puts an apostrophe before what a spreadsheet would take for a formula. */
const plain = (cell: string) => (/^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);

function readCell(name: string, text: string): ExactJson {
  if (name === 'metadata') return jsonOf(text);
  if (name !== 'is_available') return text;
  if (/^(true|yes|1)$/i.test(text.trim())) return true;
  if (/^(false|no|0)$/i.test(text.trim())) return false;
  throw new RecordFault('bad_value', `is_available is "${text}", not true or false`, name);
}

function jsonOf(text: string): ExactJson {
  try {
    return parseExactJson(text);
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    throw new RecordFault(fault.kind, `metadata is no JSON: ${fault.message}`, 'metadata');
  }
}
