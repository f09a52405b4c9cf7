import { types } from 'pg';
import { parseInstant } from '../../core/index.ts';

const INT8 = 20;
const INT8_ARRAY = 1016;
const TIMESTAMPTZ = 1184;

/**
 * How values of the server become values in memory (design §4): instants are microseconds, 64-bit
 * integers are numbers while safe and bigint beyond.
 */
export const valueParsers: typeof types = {
  ...types,
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return types.getTypeParser(oid, 'binary');
    if (oid === INT8) return readInteger64;
    if (oid === INT8_ARRAY) return readIntegers64;
    if (oid === TIMESTAMPTZ) return readInstant;
    return types.getTypeParser(oid, 'text');
  }) as typeof types.getTypeParser,
};

function readInteger64(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

/** Null members stay null; an array of arrays is no column of ours. */
function readIntegers64(text: string): (number | bigint | null)[] {
  const members = text.slice(1, -1);
  if (members === '') return [];
  return members.split(',').map((member) => (member === 'NULL' ? null : readInteger64(member)));
}

/** Rows of one moment lie side by side in nearly every answer, so the last one is read once. */
let lastText = '1970-01-01 00:00:00+00';
let lastInstant = 0;

function readInstant(text: string): number {
  if (text === lastText) return lastInstant;
  const instant = parseInstant(text);
  // Infinity and years before Christ are legal on the server and never written by radarstore.
  if (instant === undefined) throw new Error(`not an instant of this store: ${text}`);
  lastText = text;
  lastInstant = instant;
  return instant;
}

/**
 * What the driver gets for a value. An array of texts becomes the literal that the driver would write itself, in a
 * tenth of its time: batches have arrays of ten thousands.
 */
export function parameterOf(value: unknown): unknown {
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) return value;
  if (value.length === 0) return '{}';
  const plain = value.join('');
  const texts = /["\\]/.test(plain) ? value.map((one) => one.replace(/["\\]/g, '\\$&')) : value;
  return `{"${texts.join('","')}"}`;
}
