import {
  type Clock,
  type Instant,
  MICROS_PER_SECOND,
  parseDurationMs,
  RadarError,
  requireInstant,
} from '../../core/index.ts';

/** Half-open [start, end). */
export interface TimeRange {
  readonly start: Instant;
  readonly end: Instant;
}

const MICROS_PER_HOUR = 3_600 * MICROS_PER_SECOND;
const MICROS_PER_DAY = 24 * MICROS_PER_HOUR;
const DEFAULT_HOURS = 24;
const LONGEST_DAYS = 90;
/** Of ranges that are answered with few rows: as long as hourly rollups are kept, and some days more. */
const LONGEST_OF_POINTS_DAYS = 400;

/** Text parameters of a time range, as requests carry them. */
export interface TimeRangeText {
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly hours?: string | undefined;
}

/**
 * Reads a range: the last 24 hours unless told otherwise; `hours` means the last N; `start` and
 * `end` win over it. Throws RANGE_INVALID for text that is no instant, hours that are no positive
 * whole number, start not before end, more than 90 days (400 for points), and years that the store
 * cannot hold.
 */
export function readTimeRange(
  text: TimeRangeText,
  clock: Clock,
  what: 'samples' | 'points' = 'samples',
): TimeRange {
  const hours = readHours(text.hours);
  const end =
    text.end === undefined ? clock.now() : requireInstant(text.end, 'The parameter "end"');
  const start =
    text.start === undefined
      ? end - hours * MICROS_PER_HOUR
      : requireInstant(text.start, 'The parameter "start"');
  if (start >= end) {
    throw new RadarError('RANGE_INVALID', 'The time range is empty: start is not before end.', {
      hint: 'Let start be earlier than end.',
    });
  }
  const longestDays = what === 'samples' ? LONGEST_DAYS : LONGEST_OF_POINTS_DAYS;
  if (end - start > longestDays * MICROS_PER_DAY) {
    throw new RadarError('RANGE_INVALID', `The time range is longer than ${longestDays} days.`, {
      hint:
        what === 'samples'
          ? 'Ask for a shorter range, or for fewer points with points=1000 or step=1h.'
          : 'Ask for a shorter range.',
    });
  }
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) {
    throw new RadarError('RANGE_INVALID', 'The time range lies outside the years 1685 to 2255.', {
      hint: 'The store keeps no rows there.',
    });
  }
  return { start, end };
}

function readHours(text: string | undefined): number {
  if (text === undefined) return DEFAULT_HOURS;
  const hours = Number(text);
  if (/^\d+$/.test(text) && hours > 0) return hours;
  throw new RadarError(
    'RANGE_INVALID',
    `The parameter "hours" is not a positive whole number: "${text}".`,
    {
      hint: 'Write it as hours=24.',
    },
  );
}

/** How dense an answer is wanted. */
export type Density =
  | { readonly kind: 'raw' }
  | { readonly kind: 'step'; readonly stepMicros: number }
  | { readonly kind: 'points'; readonly points: number };

const MOST_POINTS = 20_000;

/** Reads `step` and `points`; both at once, or text that is neither, throws REQUEST_INVALID. */
export function readDensity(text: {
  readonly step?: string | undefined;
  readonly points?: string | undefined;
}): Density {
  if (text.step !== undefined && text.points !== undefined) {
    throw new RadarError(
      'REQUEST_INVALID',
      'The parameters "step" and "points" exclude each other.',
      {
        hint: 'Ask for one of them.',
      },
    );
  }
  if (text.step !== undefined) return { kind: 'step', stepMicros: readStep(text.step) };
  if (text.points === undefined) return { kind: 'raw' };
  const points = Number(text.points);
  if (!/^\d+$/.test(text.points) || points < 1 || points > MOST_POINTS) {
    throw new RadarError(
      'REQUEST_INVALID',
      `The parameter "points" is not a whole number from 1 to ${MOST_POINTS}: "${text.points}".`,
      { hint: 'Write it as points=1000.' },
    );
  }
  return { kind: 'points', points };
}

function readStep(text: string): number {
  const stepMicros = (parseDurationMs(text) ?? 0) * 1_000;
  if (stepMicros >= MICROS_PER_SECOND && stepMicros <= LONGEST_DAYS * MICROS_PER_DAY) {
    return stepMicros;
  }
  throw new RadarError(
    'REQUEST_INVALID',
    `The parameter "step" is not a duration from 1s to ${LONGEST_DAYS}d: "${text}".`,
    { hint: 'Write it as 30s, 5m or 1h.' },
  );
}

/** Steps that people know, up to half a day, in seconds; whole days doubled follow. */
const STEPS = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200,
];
const LONGEST_STEP_DAYS = 2 ** 16;

/**
 * The smallest familiar step, in microseconds, with which a range has at most `points` points.
 * Steps are counted from 1970, so a range that begins inside one touches one more.
 */
export function stepForPoints(range: TimeRange, points: number): number {
  const fits = (stepMicros: number) =>
    Math.floor((range.end - 1) / stepMicros) - Math.floor(range.start / stepMicros) < points;
  const familiar = STEPS.map((seconds) => seconds * MICROS_PER_SECOND).find(fits);
  if (familiar !== undefined) return familiar;
  let days = 1;
  while (!fits(days * MICROS_PER_DAY) && days < LONGEST_STEP_DAYS) days *= 2;
  return days * MICROS_PER_DAY;
}
