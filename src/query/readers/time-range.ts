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
const DEFAULT_HOURS = 24;
const LONGEST_DAYS = 90;

/** Text parameters of a time range, as requests carry them. */
export interface TimeRangeText {
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly hours?: string | undefined;
}

/**
 * Reads a range: the last 24 hours unless told otherwise; `hours` means the last N; `start` and
 * `end` win over it. Throws RANGE_INVALID for text that is no instant, hours that are no positive
 * whole number, start not before end, and more than 90 days.
 */
export function readTimeRange(text: TimeRangeText, clock: Clock): TimeRange {
  const hours = readHours(text.hours);
  const end = text.end === undefined ? clock.now() : requireInstant(text.end, 'end');
  const start =
    text.start === undefined ? end - hours * MICROS_PER_HOUR : requireInstant(text.start, 'start');
  if (start >= end) {
    throw new RadarError('RANGE_INVALID', 'The time range is empty: start is not before end.', {
      hint: 'Let start be earlier than end.',
    });
  }
  if (end - start > LONGEST_DAYS * 24 * MICROS_PER_HOUR) {
    throw new RadarError('RANGE_INVALID', `The time range is longer than ${LONGEST_DAYS} days.`, {
      hint: 'Ask for a shorter range.',
    });
  }
  return { start, end };
}

function readHours(text: string | undefined): number {
  if (text === undefined) return DEFAULT_HOURS;
  const hours = Number(text);
  if (/^\d+$/.test(text) && hours > 0) return hours;
  throw new RadarError('RANGE_INVALID', `hours is not a positive whole number: "${text}".`);
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
    throw new RadarError('REQUEST_INVALID', 'step and points exclude each other.', {
      hint: 'Ask for one of them.',
    });
  }
  if (text.step !== undefined) {
    const stepMs = parseDurationMs(text.step);
    if (stepMs === undefined || stepMs < 1_000) {
      throw new RadarError(
        'REQUEST_INVALID',
        `step is not a duration of at least 1s: "${text.step}".`,
        {
          hint: 'Write it as 30s, 5m or 1h.',
        },
      );
    }
    return { kind: 'step', stepMicros: stepMs * 1_000 };
  }
  if (text.points === undefined) return { kind: 'raw' };
  const points = Number(text.points);
  if (!/^\d+$/.test(text.points) || points < 1 || points > MOST_POINTS) {
    throw new RadarError(
      'REQUEST_INVALID',
      `points is not a whole number from 1 to ${MOST_POINTS}: "${text.points}".`,
    );
  }
  return { kind: 'points', points };
}

/** Steps that people know, in seconds. */
const STEPS = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600,
];

/** The smallest familiar step with which a range has at most `points` points; in microseconds. */
export function stepForPoints(range: TimeRange, points: number): number {
  const seconds = (range.end - range.start) / MICROS_PER_SECOND / points;
  const step = STEPS.find((one) => one >= seconds) ?? Math.ceil(seconds / 86_400) * 86_400;
  return step * MICROS_PER_SECOND;
}
