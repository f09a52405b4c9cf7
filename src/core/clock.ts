import { type Instant, instantFromMillis } from './instant.ts';

/** Where the time comes from. Injected, so that tests need no fake timers. */
export interface Clock {
  /** The present instant; may step back when an operator or NTP sets the clock. */
  now(): Instant;
  /** Milliseconds that only grow, for measuring durations. */
  elapsedMs(): number;
}

export const systemClock: Clock = {
  now: () => instantFromMillis(Date.now()),
  elapsedMs: () => performance.now(),
};
