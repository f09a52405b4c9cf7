/** Made-up numbers that depend on their seeds alone, on every machine. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** Around 0, about as a bell: within 1 in two of three cases, never beyond 3.5. */
  bell(): number;
  pick<T>(values: readonly T[]): T;
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string;
}

const TWO_32 = 2 ** 32;

/** A stream of its own for every list of seeds. Not for secrets. */
export function createRandom(...seeds: readonly (string | number)[]): Random {
  let state = seeds.reduce<number>((hash, seed) => mix(hash, seed), 0x811c9dc5);
  const word = () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return (value ^ (value >>> 14)) >>> 0;
  };
  const random: Random = {
    next: () => word() / TWO_32,
    below: (limit) => Math.floor((word() / TWO_32) * limit),
    bell: () => {
      let sum = 0;
      for (let i = 0; i < 12; i++) sum += word();
      return Math.max(-3.5, Math.min(3.5, sum / TWO_32 - 6));
    },
    pick: (values) => values[random.below(values.length)] as (typeof values)[number],
    hex: (digits) => {
      let text = '';
      while (text.length < digits) text += word().toString(16).padStart(8, '0');
      return text.slice(0, digits);
    },
  };
  return random;
}

function mix(hash: number, seed: string | number): number {
  let mixed = hash;
  if (typeof seed === 'number') {
    // Both halves, since instants have more than 32 bits.
    mixed = Math.imul(mixed ^ ((seed % TWO_32) | 0), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13) ^ Math.floor(seed / TWO_32), 0xc2b2ae35);
  } else {
    for (let i = 0; i < seed.length; i++) {
      mixed = Math.imul(mixed ^ seed.charCodeAt(i), 0x01000193);
    }
  }
  return mixed ^ (mixed >>> 16);
}
