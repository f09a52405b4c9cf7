/**
 * How the values of a column come from the server: one text per series and column, not one row per
 * point. A year of hours of eight cores is 70,000 points; as rows the driver would make half a
 * million texts of them. Floats, instants and counts come as their bytes in base64, for which the
 * server need not print nor we parse digits; all else as a list.
 *
 * What is left is mostly the price per byte, so a count takes one byte where it is that of all
 * samples, and four where it is below 2^31:
 *
 *     ff                  as many as there are samples
 *     fe + eight bytes    2^31 or more
 *     four bytes          anything else; the first is below 80
 */
import { type Histogram, type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import { identifier, type Sql, sql } from '../../database/index.ts';
import { SAMPLES, type StateColumn, type Values } from './state.ts';

/** Of a column of instants, the SQL that packs those of a group. */
export const packInstants = (column: Sql) =>
  sql`encode(string_agg(timestamptz_send(${column}), ''), 'base64')`;

/**
 * The SQL that packs the values of a group. All columns of a group come in the same order. Counts of
 * values are packed beside `sample_count`, which must be among the columns.
 */
export function pack({ name, form }: Pick<StateColumn, 'name' | 'form'>): Sql {
  const column = identifier(name);
  switch (form) {
    case 'float':
      return sql`encode(string_agg(float8send(coalesce(${column}, 'NaN')), ''), 'base64')`;
    case 'count':
      return sql`encode(string_agg(${packCount(name)}, ''), 'base64')`;
    case 'whole':
      return sql`string_agg(coalesce(${column}::text, ''), ',')`;
    case 'histogram':
      return sql`string_agg(coalesce(${column}::text, ''), E'\n')`;
  }
}

function packCount(name: string): Sql {
  const count = identifier(name);
  const bytes = sql`case when ${count} < 2147483648 then int4send(${count}::integer)
                         else '\\xfe'::bytea || int8send(${count}) end`;
  if (name === SAMPLES) return bytes;
  return sql`case when ${count} = ${identifier(SAMPLES)} then '\\xff'::bytea else ${bytes} end`;
}

/** Reads what {@link packInstants} packed. */
export function unpackInstants(text: string): Float64Array {
  const view = bytesOf(text);
  const read = (_: number, place: number) => readInteger(view, place * WIDTH) + POSTGRES_EPOCH;
  return new Float64Array(view.byteLength / WIDTH).map(read);
}

/** Reads what {@link pack} packed; `samples` are the counts of all samples. */
export function unpack(form: StateColumn['form'], text: string, samples: Float64Array): Values {
  switch (form) {
    case 'float':
      return unpackFloats(text);
    case 'count':
      return unpackCounts(text, samples);
    case 'whole':
      return text.split(',').map((one) => (one === '' ? null : wholeNumber(one)));
    case 'histogram':
      return text.split('\n').map((one) => (one === '' ? null : (JSON.parse(one) as Histogram)));
  }
}

/** The server counts microseconds from the year 2000. */
const POSTGRES_EPOCH: Instant = (Date.UTC(2000, 0, 1) / 1_000) * MICROS_PER_SECOND;

const WIDTH = 8;

function bytesOf(text: string): DataView {
  const bytes = Buffer.from(text, 'base64');
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** NaN and infinity, which only rows from elsewhere bring, are no value. */
function unpackFloats(text: string): Float64Array {
  const view = bytesOf(text);
  const values = new Float64Array(view.byteLength / WIDTH);
  for (let place = 0; place < values.length; place++) {
    const value = view.getFloat64(place * WIDTH);
    values[place] = Number.isFinite(value) ? value : Number.NaN;
  }
  return values;
}

function unpackCounts(text: string, samples: Float64Array): Float64Array {
  const view = bytesOf(text);
  const counts = new Float64Array(samples.length);
  let at = 0;
  for (let place = 0; place < counts.length; place++) {
    const mark = view.getUint8(at);
    if (mark === 0xff) {
      counts[place] = samples[place] as number;
      at += 1;
    } else if (mark === 0xfe) {
      counts[place] = readInteger(view, at + 1);
      at += 1 + WIDTH;
    } else {
      counts[place] = view.getUint32(at);
      at += 4;
    }
  }
  return counts;
}

/** Exact for what is counted here: instants until 2255, and numbers of rows. */
function readInteger(view: DataView, at: number): number {
  return view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4);
}

function wholeNumber(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
