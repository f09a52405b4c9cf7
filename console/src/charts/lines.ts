import type { Sample } from '../data/index.ts';

/** A line of a chart: one value, or none, at each of the chart's instants. */
export interface Line {
  readonly key: string;
  readonly label: string;
  /** Colour and dash; null: the line that stands for all others. */
  readonly slot: number | null;
  readonly values: readonly (number | null)[];
  /** Extremes of downsampled points; null when no point has any. */
  readonly extremes: {
    readonly min: readonly (number | null)[];
    readonly max: readonly (number | null)[];
  } | null;
}

/** Lines over shared instants. */
export interface Lines {
  readonly timesMs: readonly number[];
  readonly lines: readonly Line[];
  /** Indices of instants that stand for a gap: no sample, only the end of a stretch of line. */
  readonly gaps: ReadonlySet<number>;
}

/** Which lines there are, in the order of the legend. */
export interface LineName {
  readonly key: string;
  readonly label: string;
  readonly slot: number | null;
}

/** Colours that can be told apart. */
export const COLOURS = 8;

/**
 * A colour for each key that does not depend on which other keys are there, as far as there are
 * enough colours: the place comes from the key itself, and a taken one gives way to the next.
 */
export function slotsOf(keys: readonly string[]): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  for (const key of [...keys].sort()) {
    let slot = hash(key) % COLOURS;
    const round = Math.floor(slots.size / COLOURS) * COLOURS;
    while (taken.has(round + slot)) slot = (slot + 1) % COLOURS;
    taken.add(round + slot);
    slots.set(key, round + slot);
  }
  return slots;
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}

/** Distances, on either side, by which it is judged how far apart samples usually are. */
const NEIGHBOURS = 5;

/**
 * Indices of samples before which some are missing. Points of a step are due at every step; samples
 * as stored are due as often as around them, since a device may be measured more often than before.
 */
export function findGaps(timesMs: readonly number[], stepMs: number | null): ReadonlySet<number> {
  const distances = timesMs.slice(1).map((timeMs, index) => timeMs - (timesMs[index] ?? 0));
  const gaps = new Set<number>();
  distances.forEach((distance, index) => {
    const limit = stepMs === null ? 2.5 * usualDistance(distances, index) : 1.5 * stepMs;
    if (distance > limit) gaps.add(index + 1);
  });
  return gaps;
}

function usualDistance(distances: readonly number[], index: number): number {
  const around = distances.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1);
  if (around.length < 3) return Number.POSITIVE_INFINITY;
  around.sort((one, other) => one - other);
  return around[(around.length - 1) >> 1] ?? 0;
}

/** Lays samples out as lines, with an instant without values wherever there is a gap. */
export function buildLines(
  samples: readonly Sample[],
  names: readonly LineName[],
  stepMs: number | null,
): Lines {
  const missing = findGaps(
    samples.map(({ timeMs }) => timeMs),
    stepMs,
  );
  const rows: (Sample | undefined)[] = [];
  const timesMs: number[] = [];
  const gaps = new Set<number>();
  samples.forEach((sample, index) => {
    if (missing.has(index)) {
      gaps.add(rows.length);
      rows.push(undefined);
      timesMs.push((timesMs.at(-1) ?? 0) + 1);
    }
    rows.push(sample);
    timesMs.push(sample.timeMs);
  });
  return { timesMs, gaps, lines: names.map((name) => ({ ...name, ...column(rows, name.key) })) };
}

function column(
  rows: readonly (Sample | undefined)[],
  key: string,
): Pick<Line, 'values' | 'extremes'> {
  const values: (number | null)[] = [];
  const min: (number | null)[] = [];
  const max: (number | null)[] = [];
  let banded = false;
  for (const row of rows) {
    const reading = row?.readings[key];
    values.push(reading?.value ?? null);
    min.push(reading?.min ?? null);
    max.push(reading?.max ?? null);
    banded ||= reading?.min != null;
  }
  return { values, extremes: banded ? { min, max } : null };
}

/** Every key that the samples have, in order of appearance. */
export function keysOf(samples: readonly Sample[]): readonly string[] {
  const keys = new Set<string>();
  for (const { readings } of samples) for (const key in readings) keys.add(key);
  return [...keys];
}
