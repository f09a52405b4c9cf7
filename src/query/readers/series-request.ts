import type { DatasetName } from '../../catalogue/index.ts';
import { formatInstant, type Instant, RadarError } from '../../core/index.ts';
import { identifier, join, type Sql, sql } from '../../database/index.ts';
import type { Density, TimeRange } from './time-range.ts';

/** How the rows of one dataset become series. */
export interface SeriesSource {
  readonly dataset: DatasetName;
  /** Columns that tell the series of one device apart. */
  readonly series: readonly string[];
  /** Columns that say what a series is; a downsampled point carries one value of its step. */
  readonly described: readonly string[];
  /** Columns that change without being measured; a downsampled point carries the newest value. */
  readonly newest?: readonly string[];
  /** Columns that are averaged. */
  readonly averaged: readonly string[];
  /** Whole numbers among `averaged`, which stay whole. */
  readonly whole?: readonly string[];
  /** The averaged column whose least and greatest value a downsampled point carries too. */
  readonly extremes?: string;
  /** The hourly rollup that keeps `averaged` and `extremes` by `series`. */
  readonly rollup?: string;
  /** The averaged column that rollups do not keep: what is left of one less another, never below 0. */
  readonly remainder?: { readonly column: string; readonly of: string; readonly less: string };
}

/** Whose series: one device's, or all that one poller reported. */
export type Subject =
  | { readonly column: 'device_id'; readonly id: string }
  | { readonly column: 'poller_id'; readonly id: string };

export interface SeriesRequest {
  readonly source: SeriesSource;
  readonly subject: Subject;
  readonly range: TimeRange;
  readonly density: Density;
  /** Only the newest sample of each device inside the range, as it was stored. */
  readonly latest: boolean;
  /** Further equalities, by column. */
  readonly where?: { readonly [column: string]: string };
}

export type SeriesRow = { readonly [column: string]: unknown } & {
  readonly timestamp: Instant;
  readonly device_id: string;
};

/** Rows that one answer may have; beyond, the reader is told to ask for fewer points. */
export const MOST_ROWS = 200_000;

/** RESULT_TOO_LARGE, with what to ask for instead. */
export function tooLarge(most: string, hint: string): RadarError {
  return new RadarError('RESULT_TOO_LARGE', `The answer has more than ${most}.`, { hint });
}

/** What holds for the raw rows of a request. */
export function condition(request: SeriesRequest): Sql {
  const { start, end } = request.range;
  const times = sql`"timestamp" >= ${instantOf(start)} and "timestamp" < ${instantOf(end)}`;
  return join([...equalities(request), times], ' and ');
}

/** What holds for the rows of a request, whatever their time. */
export function equalities({ subject, where = {} }: SeriesRequest): Sql[] {
  return [[subject.column, subject.id] as const, ...Object.entries(where)].map(
    ([column, value]) => sql`${identifier(column)} = ${value}`,
  );
}

/** An instant as a value of a statement. */
export function instantOf(instant: Instant): Sql {
  return sql`${formatInstant(instant)}::timestamptz`;
}

/** One NaN, which PostgreSQL orders above infinity, must not become the average of a whole step. */
export function finite(value: Sql): Sql {
  return sql`${value} > '-Infinity' and ${value} < 'Infinity'`;
}
