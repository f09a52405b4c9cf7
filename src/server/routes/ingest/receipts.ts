import { type Clock, type Instant, RadarError, sha256Hex } from '../../../core/index.ts';

/** Receipts that are remembered, and how long; the oldest are forgotten first. */
const MOST = 10_000;
const KEPT_MICROS = 24 * 3_600_000_000;
const LONGEST_KEY = 255;

/** When requests with an `Idempotency-Key` were received first. */
export interface Receipts {
  /**
   * The receipt time of a request: that of the first one with its key at the address, else now.
   * Throws REQUEST_INVALID for a key that is none.
   */
  receivedAt(address: string, key: string | undefined): Instant;
}

/**
 * Remembers receipts in memory: a repetition after a restart of this process, or at another one, is
 * received anew. What tells its own time does not need it.
 */
export function createReceipts(clock: Clock): Receipts {
  const known = new Map<string, Instant>();
  return {
    receivedAt(address, key) {
      const now = clock.now();
      if (key === undefined) return now;
      const name = nameOf(address, key);
      const first = known.get(name);
      if (first !== undefined && now - first <= KEPT_MICROS) return first;
      known.delete(name);
      known.set(name, now);
      if (known.size > MOST) known.delete(known.keys().next().value as string);
      return now;
    },
  };
}

/** Hashed, so that every key takes the same memory. */
function nameOf(address: string, key: string): string {
  if (key.length > 0 && key.length <= LONGEST_KEY) return sha256Hex(`${address}\n${key}`);
  throw new RadarError(
    'REQUEST_INVALID',
    `The Idempotency-Key has ${key.length} characters, not 1 to ${LONGEST_KEY}.`,
    { hint: 'Use a UUID, a new one for each request that is not a repetition.' },
  );
}
