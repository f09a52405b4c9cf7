import {
  type Clock,
  type Instant,
  instantFromMillis,
  MICROS_PER_MILLI,
  requireInstant,
} from '../../src/core/index.ts';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves on by `ms`; the elapsed time grows as well. */
  advance(ms: number): void;
  /** Sets the time of day, also backwards, as an operator or NTP does; elapsed time stays. */
  set(now: Instant | string): void;
}

/** Begins at `start`, RFC 3339 text or an instant; without one, at the present. */
export function manualClock(start?: Instant | string): ManualClock {
  let now = start === undefined ? instantFromMillis(Date.now()) : instantOf(start);
  let elapsed = 0;
  return {
    now: () => now,
    elapsedMs: () => elapsed,
    advance(ms) {
      now += ms * MICROS_PER_MILLI;
      elapsed += ms;
    },
    set(next) {
      now = instantOf(next);
    },
  };
}

function instantOf(value: Instant | string): Instant {
  return typeof value === 'string' ? requireInstant(value, 'the time of the clock') : value;
}
