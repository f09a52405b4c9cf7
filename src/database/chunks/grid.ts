import type { Dataset, TimeSlicing } from '../../catalogue/index.ts';
import { type Instant, MICROS_PER_SECOND } from '../../core/index.ts';

const MICROS_PER_HOUR = 3_600 * MICROS_PER_SECOND;
const MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

/** Rows later than this after now are refused, so chunks reach at least so far ahead. */
export const FUTURE_MICROS = MICROS_PER_DAY;

/** A time slice, half-open, aligned to UTC. */
export interface Slice {
  readonly from: Instant;
  readonly to: Instant;
}

/** Width of one chunk in microseconds. */
export function chunkMicros(time: Pick<TimeSlicing, 'chunkHours'>): number {
  return time.chunkHours * MICROS_PER_HOUR;
}

/** Retention in microseconds. */
export function retentionMicros(aging: { readonly retentionDays: number }): number {
  return Math.round(aging.retentionDays * MICROS_PER_DAY);
}

/** The slice that holds an instant. */
export function sliceAt(time: TimeSlicing, instant: Instant): Slice {
  const width = chunkMicros(time);
  const from = Math.floor(instant / width) * width;
  return { from, to: from + width };
}

/** All slices that touch [from, to], in order. */
export function slicesBetween(time: TimeSlicing, from: Instant, to: Instant): Slice[] {
  const slices: Slice[] = [];
  for (let slice = sliceAt(time, from); slice.from <= to; slice = sliceAt(time, slice.to)) {
    slices.push(slice);
  }
  return slices;
}

/**
 * What of [from, to] the taken slices leave open, cut along the grid. A chunk that is there keeps
 * its width when the retention changes, so a slice of the grid may be taken in part.
 */
export function openSlices(
  time: TimeSlicing,
  range: { readonly from: Instant; readonly to: Instant },
  taken: readonly Slice[],
): Slice[] {
  const ordered = [...taken].sort((a, b) => a.from - b.from);
  return slicesBetween(time, range.from, range.to)
    .flatMap((slice) => subtract(slice, ordered))
    .filter((piece) => piece.from <= range.to && piece.to > range.from);
}

function subtract(slice: Slice, ordered: readonly Slice[]): Slice[] {
  const pieces: Slice[] = [];
  let from = slice.from;
  for (const one of ordered) {
    if (one.to <= from || one.from >= slice.to) continue;
    if (one.from > from) pieces.push({ from, to: one.from });
    from = one.to;
  }
  if (from < slice.to) pieces.push({ from, to: slice.to });
  return pieces;
}

/** Whether two slices have an instant in common. */
export function overlap(one: Slice, other: Slice): boolean {
  return one.from < other.to && other.from < one.to;
}

/** Instants that a dataset takes at `now`: not older than its retention, not far in the future. */
export function writableWindow(aging: { readonly retentionDays: number }, now: Instant): Slice {
  return { from: now - retentionMicros(aging), to: now + FUTURE_MICROS };
}

/** Name of the partition for a slice: the dataset and the UTC hour at which it begins. */
export function chunkName(dataset: Dataset, slice: Slice): string {
  const begin = new Date(slice.from / 1_000).toISOString();
  return `${dataset.name}_${begin.slice(0, 13).replace(/[-T]/g, '')}`;
}

/** The slice of a partition by its name; undefined when the name is none of ours. */
export function sliceOfName(
  dataset: Dataset,
  time: Pick<TimeSlicing, 'chunkHours'>,
  name: string,
): Slice | undefined {
  const stamp = name.startsWith(`${dataset.name}_`) ? name.slice(dataset.name.length + 1) : '';
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})$/.exec(stamp);
  if (parts === null) return undefined;
  const from =
    Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]), Number(parts[4])) * 1_000;
  return { from, to: from + chunkMicros(time) };
}
