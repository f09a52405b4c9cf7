import { types } from 'pg';
import { parseInstant } from '../../core/index.ts';

const INT8 = 20;
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
    if (oid === TIMESTAMPTZ) return readInstant;
    return types.getTypeParser(oid, 'text');
  }) as typeof types.getTypeParser,
};

function readInteger64(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

function readInstant(text: string): number {
  const instant = parseInstant(text);
  // Infinity and years before Christ are legal on the server and never written by radarstore.
  if (instant === undefined) throw new Error(`not an instant of this store: ${text}`);
  return instant;
}
