import { RadarError } from './errors.ts';

/**
 * A point in time: whole microseconds since 1970-01-01T00:00:00Z. A safe integer from the
 * year 1684 to 2255; beyond, it is rounded. Text forms exist at borders only.
 */
export type Instant = number;

export const MICROS_PER_MILLI = 1_000;
export const MICROS_PER_SECOND = 1_000_000;

const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9})\d*)?(?:([Zz])|([+-])(\d{2}):?(\d{2})?)$/;

/** Length of `1970-01-01T00:00:00.000Z`; years beyond four digits are longer. */
const ISO_LENGTH = 24;

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
 * microseconds are cut, and a leap second counts as the first of the next minute. Returns
 * undefined for anything else, an impossible date among it.
 */
export function parseInstant(text: string): Instant | undefined {
  const parts = RFC3339.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map(Number);
  const [fraction = '', , sign, offsetHour = 0, offsetMinute = 0] = parts.slice(7);
  // Set field by field: Date.UTC would take the years 0 to 99 for those of the 20th century.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const dateExists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const timeExists = hour <= 23 && minute <= 59 && second <= 60;
  if (!dateExists || !timeExists) return undefined;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  date.setUTCHours(hour, minute, second);
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0'));
  const offsetMinutes = Number(offsetHour) * 60 + Number(offsetMinute);
  const offset = (sign === '-' ? -1 : 1) * offsetMinutes * 60 * MICROS_PER_SECOND;
  return date.getTime() * MICROS_PER_MILLI + micros - offset;
}

/**
 * RFC 3339 in UTC: milliseconds always, microseconds where they are not zero. Throws RangeError for
 * what is no instant of a calendar year from 0 to 9999.
 */
export function formatInstant(instant: Instant): string {
  const millis = Math.floor(instant / MICROS_PER_MILLI);
  const rest = instant - millis * MICROS_PER_MILLI;
  const text = new Date(millis).toISOString();
  if (text.length !== ISO_LENGTH) throw new RangeError(`not an instant of RFC 3339: ${instant}`);
  return rest === 0 ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

/** As {@link parseInstant}, but a text that is no instant throws RANGE_INVALID, naming `what`. */
export function requireInstant(text: string, what: string): Instant {
  const instant = parseInstant(text);
  if (instant === undefined) {
    throw new RadarError('RANGE_INVALID', `${what} is not an instant: "${text}".`, {
      hint: 'Use RFC 3339, for example 2026-01-31T08:00:00Z.',
    });
  }
  return instant;
}
