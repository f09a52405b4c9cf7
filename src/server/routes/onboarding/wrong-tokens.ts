import { type Clock, RadarError } from '../../../core/index.ts';

/** Wrong tokens that an address may bring within the window. */
const MOST = 20;
const WINDOW_MS = 60_000;
/** Addresses that are remembered; beyond, the oldest is forgotten. */
const MOST_ADDRESSES = 10_000;

/** Counts tokens that opened nothing, by the address from which they came. */
export interface WrongTokens {
  /** Throws TOO_MANY_ATTEMPTS, before anybody looked whether this token is right. */
  check(address: string): void;
  note(address: string): void;
}

/**
 * Slows down who tries tokens. The refusal depends on earlier attempts alone, so that it tells nothing
 * of packages and tokens.
 */
export function countWrongTokens(clock: Clock): WrongTokens {
  const counts = new Map<string, { readonly since: number; readonly wrong: number }>();
  const current = (address: string) => {
    const count = counts.get(address);
    return count !== undefined && clock.elapsedMs() - count.since < WINDOW_MS ? count : undefined;
  };
  return {
    check(address) {
      if ((current(address)?.wrong ?? 0) < MOST) return;
      throw new RadarError('TOO_MANY_ATTEMPTS', 'Too many download tokens were wrong.', {
        hint: 'Wait a minute, then try again with the right one.',
      });
    },
    note(address) {
      const { since, wrong } = current(address) ?? { since: clock.elapsedMs(), wrong: 0 };
      counts.delete(address);
      const [oldest] = counts.size < MOST_ADDRESSES ? [] : counts.keys();
      if (oldest !== undefined) counts.delete(oldest);
      counts.set(address, { since, wrong: wrong + 1 });
    },
  };
}
