import { formatBytes, formatPercent, type Maybe } from '../format/index.ts';

/** What a chart measures. */
export type Unit = 'percent' | 'bytes';

/** A value with its unit. */
export function formatUnit(unit: Unit, value: Maybe<number>): string {
  return unit === 'percent' ? formatPercent(value) : formatBytes(value);
}

/** A value at a tick: as short as the tick allows. */
export function formatTickValue(unit: Unit, value: number): string {
  if (unit === 'percent') return `${value} %`;
  return value === 0 ? '0' : formatBytes(value).replace(/\.?0+ /, ' ');
}

/** Title of a column of numbers, with the unit in which files carry them. */
export function columnTitle(unit: Unit, label: string): string {
  return unit === 'percent' ? `${label} (%)` : `${label} (bytes)`;
}

/** Distances between ticks that a person can count in: 1, 2, 5, or powers of two. */
export function tickDistances(unit: Unit): number[] {
  if (unit === 'bytes') return Array.from({ length: 51 }, (_, power) => 2 ** power);
  return [0.1, 0.2, 0.5, 1, 2, 5, 10, 25, 50, 100];
}

/** Upper ends of a percent scale: few, so that a live chart does not breathe. */
const PERCENT_TOPS = [10, 25, 50, 100];

/** Upper end of the scale for the greatest value shown; a fixed one wins. */
export function scaleTop(unit: Unit, greatest: number, fixed: number | undefined): number {
  if (unit === 'percent') {
    if (fixed !== undefined) return Math.max(fixed, greatest);
    return PERCENT_TOPS.find((top) => greatest <= top * 0.95) ?? Math.max(100, greatest);
  }
  return Math.max(fixed ?? 0, greatest * (fixed === undefined ? 1.1 : 1), 1);
}
