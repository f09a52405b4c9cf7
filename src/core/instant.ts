import { RadarError } from './errors.ts';

/**
 * A point in time: whole microseconds since 1970-01-01T00:00:00Z. A safe integer from the
 * year 1684 to 2255; beyond, it is rounded. Text forms exist at borders only.
 */
export type Instant = number;

export const MICROS_PER_MILLI = 1_000;
export const MICROS_PER_SECOND = 1_000_000;

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
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)];
  const [hour, minute, second] = [digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2)];
  const isPunctuated =
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    isSeparator(text.charCodeAt(10)) &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON;
  if (!isPunctuated || !(year >= 0 && day >= 1 && day <= daysOf(year, month))) return undefined;
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return undefined;
  let at = 19;
  let micros = 0;
  if (text.charCodeAt(at) === DOT) {
    const from = ++at;
    for (; isDigit(text.charCodeAt(at)); at++) {
      if (at - from < 6) micros = micros * 10 + text.charCodeAt(at) - ZERO;
    }
    if (at === from) return undefined;
    for (let length = at - from; length < 6; length++) micros *= 10;
  }
  const offsetMinutes = offsetOf(text, at);
  if (offsetMinutes === undefined) return undefined;
  // Date.UTC takes the years 0 to 99 for those of the 20th century; after 400 years the calendar repeats.
  const millis = Date.UTC(year + 400, month - 1, day, hour, minute - offsetMinutes, second);
  return (millis - MILLIS_OF_400_YEARS) * MICROS_PER_MILLI + micros;
}

const BLANK = 32;
const PLUS = 43;
const DASH = 45;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const UPPER_T = 84;
const UPPER_Z = 90;
const LOWER_T = 116;
const LOWER_Z = 122;

const MILLIS_OF_400_YEARS = 146_097 * 86_400_000;

const isDigit = (code: number) => code >= ZERO && code <= NINE;

const isSeparator = (code: number) => code === UPPER_T || code === LOWER_T || code === BLANK;

/** A number of so many digits; NaN where there are none. */
function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return Number.NaN;
    value = value * 10 + code - ZERO;
  }
  return value;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** NaN for what is no month. */
function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? Number.NaN);
}

/** Minutes east of UTC that the rest of a text tells: `Z`, `+05:30`, `+0530` or `+05`. */
function offsetOf(text: string, at: number): number | undefined {
  const code = text.charCodeAt(at);
  if (text.length === at + 1 && (code === UPPER_Z || code === LOWER_Z)) return 0;
  if (code !== PLUS && code !== DASH) return undefined;
  const hours = digits(text, at + 1, 2);
  const from = text.charCodeAt(at + 3) === COLON ? at + 4 : at + 3;
  const minutes = text.length === at + 3 ? 0 : digits(text, from, 2);
  if (!(hours <= 23 && minutes <= 59) || text.length > from + 2) return undefined;
  return (code === DASH ? -1 : 1) * (hours * 60 + minutes);
}

/**
 * RFC 3339 in UTC: milliseconds always, microseconds where they are not zero. Throws RangeError for
 * what is no instant of a calendar year from 0 to 9999.
 */
export function formatInstant(instant: Instant): string {
  const millis = Math.floor(instant / MICROS_PER_MILLI);
  const rest = instant - millis * MICROS_PER_MILLI;
  const day = Math.floor(millis / MILLIS_OF_A_DAY);
  const time = millis - day * MILLIS_OF_A_DAY;
  const seconds = Math.floor(time / 1_000);
  const minutes = Math.floor(seconds / 60);
  const clock = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`;
  const fraction = String(time % 1_000).padStart(3, '0');
  const text = `${dateOf(day)}T${clock}.${fraction}`;
  return rest === 0 ? `${text}Z` : `${text}${String(rest).padStart(3, '0')}Z`;
}

const MILLIS_OF_A_DAY = 86_400_000;

const two = (value: number) => (value < 10 ? `0${value}` : String(value));

/** Instants of one moment lie side by side nearly everywhere, so the last date is made once. */
let lastDay = 0;
let lastDate = '1970-01-01';

function dateOf(day: number): string {
  if (day === lastDay) return lastDate;
  const text = new Date(day * MILLIS_OF_A_DAY).toISOString();
  if (text.length !== ISO_LENGTH) throw new RangeError(`no day of RFC 3339: ${day} since 1970`);
  lastDate = text.slice(0, 10);
  lastDay = day;
  return lastDate;
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
