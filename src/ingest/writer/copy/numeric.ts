import type { Piece } from './piece.ts';

/** The server keeps decimals as groups of four digits. */
const GROUP = 4;
const NEGATIVE = 0x4000;

/** Writes a decimal number as the server keeps it: groups, the place of the first, sign, scale. */
export function writeNumeric(piece: Piece, text: string): void {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const before = whole.padStart(Math.ceil(whole.length / GROUP) * GROUP, '0');
  const after = fraction.padEnd(Math.ceil(fraction.length / GROUP) * GROUP, '0');
  const groups = (before + after).match(/\d{4}/g)?.map(Number) ?? [];
  let weight = before.length / GROUP - 1;
  while (groups[0] === 0) {
    groups.shift();
    weight--;
  }
  while (groups.at(-1) === 0) groups.pop();
  piece.reserve(12 + 2 * groups.length);
  piece.int32(8 + 2 * groups.length);
  piece.int16(groups.length);
  piece.int16(groups.length === 0 ? 0 : weight);
  piece.int16(negative ? NEGATIVE : 0);
  piece.int16(fraction.length);
  for (const group of groups) piece.int16(group);
}
