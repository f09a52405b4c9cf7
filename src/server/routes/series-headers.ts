import { SERIES_HEADERS } from '../../contract/index.ts';
import { type Clock, formatInstant, MICROS_PER_SECOND } from '../../core/index.ts';
import { ROLLUP_MICROS, type RollupReading, type TimeRange } from '../../query/index.ts';

/** The headers of every series, for the description of the API. */
export const SERIES_HEADERS_TOLD = {
  [SERIES_HEADERS.resolution]: {
    type: 'string',
    description: '`raw`, or the step in seconds such as `60s`',
  },
  [SERIES_HEADERS.source]: {
    type: 'string',
    description: 'dataset that was read; behind a comma the rollup that gave whole hours',
  },
  [SERIES_HEADERS.completeTo]: {
    type: 'string',
    description: 'RFC 3339: points before this instant cover their whole step',
  },
} as const;

/** Those of series that may come out of a rollup. */
export const ROLLUP_HEADERS_TOLD = {
  [SERIES_HEADERS.rollupCompleteTo]: {
    type: 'string',
    description:
      'RFC 3339, where a rollup was read: from this instant on there are hours that it had yet to take in',
  },
} as const;

/** How a series was read. */
export interface SeriesOrigin {
  readonly dataset: string;
  readonly range: TimeRange;
  /** Null: rows as they were stored. */
  readonly stepMicros: number | null;
  readonly rollup: RollupReading | null;
  /** Width of a bucket of the rollup; an hour unless given. */
  readonly bucketMicros?: number;
}

/** What is told of a series beside its points. */
export function seriesHeaders(
  { dataset, range, stepMicros, rollup, bucketMicros = ROLLUP_MICROS }: SeriesOrigin,
  clock: Clock,
): { readonly [name: string]: string } {
  const told = rollup === null || rollup.name === dataset ? dataset : `${dataset}, ${rollup.name}`;
  return {
    [SERIES_HEADERS.resolution]: stepMicros === null ? 'raw' : `${stepMicros / MICROS_PER_SECOND}s`,
    [SERIES_HEADERS.source]: told,
    [SERIES_HEADERS.completeTo]: completeTo(range, stepMicros, clock),
    ...(rollup === null
      ? {}
      : {
          [SERIES_HEADERS.rollupCompleteTo]: formatInstant(
            rollupCompleteTo(rollup, bucketMicros, clock),
          ),
        }),
  };
}

/** The end of the last step that is over; without steps, the end of the range or now. */
function completeTo(range: TimeRange, stepMicros: number | null, clock: Clock): string {
  const end = Math.min(range.end, clock.now());
  const complete = stepMicros === null ? end : Math.floor(end / stepMicros) * stepMicros;
  return formatInstant(Math.max(complete, range.start));
}

/** A rollup never holds the present bucket. */
function rollupCompleteTo({ openFrom }: RollupReading, bucketMicros: number, clock: Clock): number {
  const present = Math.floor(clock.now() / bucketMicros) * bucketMicros;
  return Math.min(openFrom ?? present, present);
}
