import { RadarError } from './errors.ts';

/**
 * A point in time: whole microseconds since 1970-01-01T00:00:00Z. A safe integer until the year
 * 2255. Text forms exist at borders only.
 */
export type Instant = number;

export const MICROS_PER_MILLI = 1_000;
export const MICROS_PER_SECOND = 1_000_000;

const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9})\d*)?(?:([Zz])|([+-])(\d{2}):?(\d{2})?)$/;

/** The instant of a JavaScript time stamp in milliseconds. */
export function instantFromMillis(millis: number): Instant {
  return Math.round(millis * MICROS_PER_MILLI);
}

/** Milliseconds since 1970, with a fraction where the instant has one. */
export function instantToMillis(instant: Instant): number {
  return instant / MICROS_PER_MILLI;
}

/**
 * Reads RFC 3339 text (also PostgreSQL's form with a blank and an hour-only offset). Digits beyond
 * microseconds are cut. Returns undefined for anything else, an impossible date among it.
 */
export function parseInstant(text: string): Instant | undefined {
  const parts = RFC3339.exec(text);
  if (parts === null) return undefined;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction = '',
    ,
    sign,
    offsetHour,
    offsetMinute,
  ] = parts;
  const millis = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const check = new Date(millis);
  const leap = second === '60';
  if (!leap && (check.getUTCDate() !== Number(day) || check.getUTCHours() !== Number(hour))) {
    return undefined;
  }
  if (Number(minute) > 59 || Number(second) > 60 || Number(offsetMinute ?? 0) > 59)
    return undefined;
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0'));
  const offsetMinutes = Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0);
  const offset = (sign === '-' ? -1 : 1) * offsetMinutes * 60 * MICROS_PER_SECOND;
  return millis * MICROS_PER_MILLI + micros - offset;
}

/** RFC 3339 in UTC: milliseconds always, microseconds where they are not zero. */
export function formatInstant(instant: Instant): string {
  const millis = Math.floor(instant / MICROS_PER_MILLI);
  const rest = instant - millis * MICROS_PER_MILLI;
  const text = new Date(millis).toISOString();
  return rest === 0 ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

/** As {@link parseInstant}, but a text that is no instant throws `code`, naming `what`. */
export function requireInstant(text: string, what: string): Instant {
  const instant = parseInstant(text);
  if (instant === undefined) {
    throw new RadarError('RANGE_INVALID', `${what} is not an instant: "${text}".`, {
      hint: 'Use RFC 3339, for example 2026-01-31T08:00:00Z.',
    });
  }
  return instant;
}
