import type { TimeWindow } from '../location/index.ts';

/** One value of a series at an instant; extremes where it stands for several samples. */
export interface Reading {
  readonly value: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** What all series of a chart say at one instant, by the key of the series. */
export interface Sample {
  readonly timeMs: number;
  readonly readings: Readonly<Record<string, Reading>>;
}

/** A reading of a single sample. */
export function exactly(value: number | null): Reading {
  return { value, min: null, max: null };
}

/**
 * Puts an answer in the place of all that is known from `sinceMs` on. What the server says about
 * a stretch of time replaces the whole stretch: a point that is not in the answer is gone.
 */
export function splice(
  known: readonly Sample[],
  answer: readonly Sample[],
  sinceMs: number,
): readonly Sample[] {
  const keep = firstAtOrAfter(known, sinceMs);
  return [...known.slice(0, keep), ...answer];
}

/** Drops what lies outside the window, save one sample before it, so that lines reach the edge. */
export function clip(samples: readonly Sample[], window: TimeWindow): readonly Sample[] {
  const first = Math.max(0, firstAtOrAfter(samples, window.startMs) - 1);
  return first === 0 ? samples : samples.slice(first);
}

function firstAtOrAfter(samples: readonly Sample[], timeMs: number): number {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle]?.timeMs ?? 0) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
