import type { Instant } from '../../../core/index.ts';

const NANOS_PER_MICRO = 1_000n;

/** Nanoseconds as an instant, cut to microseconds. What is beyond all calendars the writer refuses. */
export const instantOf = (nanos: bigint): Instant => Number(nanos / NANOS_PER_MICRO);

/** A time, or no value where it is the zero that stands for absence. */
export const timeGiven = (nanos: bigint): bigint | undefined => (nanos === 0n ? undefined : nanos);
