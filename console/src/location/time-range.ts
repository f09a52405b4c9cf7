import { formatDateTime, readInstant, writeInstant, type Zone } from '../format/index.ts';
import type { ParamChanges, Params } from './search.ts';

/** The time that a page looks at: the last so many milliseconds, or from an instant to another. */
export type TimeRange =
  | { readonly kind: 'last'; readonly text: string; readonly lengthMs: number }
  | { readonly kind: 'absolute'; readonly startMs: number; readonly endMs: number };

/** Half-open [startMs, endMs). */
export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
}

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Longest range that the server answers. */
export const LONGEST_MS = 400 * UNIT_MS.d;

const last = (text: string, lengthMs: number): TimeRange => ({ kind: 'last', text, lengthMs });

/** Ranges one click away, with what a person calls them. */
export const PRESETS = [
  { text: '15m', title: 'Last 15 minutes' },
  { text: '1h', title: 'Last hour' },
  { text: '6h', title: 'Last 6 hours' },
  { text: '24h', title: 'Last 24 hours' },
  { text: '3d', title: 'Last 3 days' },
  { text: '30d', title: 'Last 30 days' },
  { text: '365d', title: 'Last year' },
] as const;

export const DEFAULT_RANGE: TimeRange = last('1h', UNIT_MS.h);

/** Reads `range=6h` or `from=…&to=…`; anything that cannot be used is the last hour. */
export function readTimeRange(params: Params): TimeRange {
  const startMs = readInstant(params.from);
  const endMs = readInstant(params.to);
  if (startMs !== undefined && endMs !== undefined) {
    const usable = startMs < endMs && endMs - startMs <= LONGEST_MS;
    return usable ? { kind: 'absolute', startMs, endMs } : DEFAULT_RANGE;
  }
  return readLast(params.range ?? '') ?? DEFAULT_RANGE;
}

function readLast(text: string): TimeRange | undefined {
  const match = /^([1-9]\d{0,4})([mhd])$/.exec(text);
  if (match === null) return undefined;
  const lengthMs = Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
  return lengthMs <= LONGEST_MS ? last(text, lengthMs) : undefined;
}

/** The range as it stands in the address; the default leaves no trace. */
export function timeRangeParams(range: TimeRange): ParamChanges {
  if (range.kind === 'absolute') {
    return { range: null, from: writeInstant(range.startMs), to: writeInstant(range.endMs) };
  }
  const text = range.text === (DEFAULT_RANGE as { text: string }).text ? null : range.text;
  return { range: text, from: null, to: null };
}

/** The instants that a range covers at `nowMs`. */
export function windowOf(range: TimeRange, nowMs: number): TimeWindow {
  return range.kind === 'absolute'
    ? { startMs: range.startMs, endMs: range.endMs }
    : { startMs: nowMs - range.lengthMs, endMs: nowMs };
}

/** A range of whole seconds around a drag; at least ten seconds wide. */
export function zoomed(fromMs: number, toMs: number): TimeRange {
  const [low, high] = fromMs < toMs ? [fromMs, toMs] : [toMs, fromMs];
  const startMs = Math.floor(low / 1_000) * 1_000;
  return {
    kind: 'absolute',
    startMs,
    endMs: Math.max(Math.ceil(high / 1_000) * 1_000, startMs + 10_000),
  };
}

const UNIT_NAMES: Readonly<Record<string, string>> = { m: 'minutes', h: 'hours', d: 'days' };

/** `7d` as `Last 7 days`; one of a unit goes without its number. */
function describeLast(text: string): string {
  const [count, unit] = [text.slice(0, -1), UNIT_NAMES[text.slice(-1)] ?? ''];
  return count === '1' ? `Last ${unit.slice(0, -1)}` : `Last ${count} ${unit}`;
}

/** What a person calls the range: `Last hour`, `2026-11-23 14:00:00 to 15:30:00`. */
export function describeRange(range: TimeRange, zone: Zone): string {
  if (range.kind === 'last') {
    return PRESETS.find(({ text }) => text === range.text)?.title ?? describeLast(range.text);
  }
  const from = formatDateTime(range.startMs, zone);
  const to = formatDateTime(range.endMs, zone);
  const sameDay = from.slice(0, 10) === to.slice(0, 10);
  return `${from} to ${sameDay ? to.slice(11) : to}`;
}
