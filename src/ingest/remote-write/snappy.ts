import { compress, uncompress } from 'snappyjs';

/** Thrown for bytes that are no block of Snappy, or one that is too long. */
export class SnappyFault extends Error {
  /** Whether the block is a good one, but for its length. */
  readonly tooLong: boolean;
  constructor(message: string, tooLong = false) {
    super(message);
    this.tooLong = tooLong;
  }
}

/**
 * Unpacks a block of Snappy of at most `limit` bytes. Throws {@link SnappyFault}; nothing is
 * allocated before the length that the block declares is known to be that of what it holds.
 */
export function unpackSnappy(packed: Uint8Array, limit: number): Uint8Array {
  const { length, from } = declaredLength(packed);
  if (length > limit) {
    throw new SnappyFault(`the block unpacks to ${length} bytes, more than ${limit}`, true);
  }
  const held = heldLength(packed, from);
  if (held !== length) {
    throw new SnappyFault(`the block says ${length} bytes and holds ${held ?? 'none'}`);
  }
  try {
    return uncompress(packed, limit);
  } catch {
    throw new SnappyFault('the block refers to bytes that it does not hold');
  }
}

/** Packs bytes as {@link unpackSnappy} takes them. */
export function packSnappy(bytes: Uint8Array): Uint8Array {
  return compress(bytes);
}

function declaredLength(packed: Uint8Array): { readonly length: number; readonly from: number } {
  let length = 0;
  for (let at = 0; at < 5; at++) {
    const byte = packed[at];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { length, from: at + 1 };
  }
  throw new SnappyFault('the block does not begin with its length');
}

/** Bytes of a literal of 60 and more whose length stands behind the tag. */
const LONG_LITERAL = 60;

/**
 * How many bytes the elements of a block make, by their tags alone; undefined when one goes beyond
 * the end, or copies what is not there. The library takes a negative length and follows it for
 * minutes, and a negative distance and makes something up.
 */
function heldLength(packed: Uint8Array, from: number): number | undefined {
  let held = 0;
  let at = from;
  while (at < packed.length) {
    const tag = packed[at] as number;
    const kind = tag & 3;
    at += 1;
    if (kind === 0) {
      const short = tag >>> 2;
      const extra = Math.max(0, short - LONG_LITERAL + 1);
      const length = (extra === 0 ? short : littleEndian(packed, at, extra)) + 1;
      at += extra + length;
      held += length;
    } else {
      const distance = distanceOf(packed, at, tag);
      if (distance === 0 || distance > held) return undefined;
      at += kind === 3 ? 4 : kind;
      held += kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    }
    if (at > packed.length) return undefined;
  }
  return held;
}

/** How far back a copy begins. */
function distanceOf(packed: Uint8Array, at: number, tag: number): number {
  const kind = tag & 3;
  if (kind === 1) return littleEndian(packed, at, 1) + (tag >>> 5) * 256;
  return littleEndian(packed, at, kind === 2 ? 2 : 4);
}

function littleEndian(packed: Uint8Array, at: number, bytes: number): number {
  let number = 0;
  for (let index = 0; index < bytes; index++) number += (packed[at + index] ?? 0) * 256 ** index;
  return number;
}
