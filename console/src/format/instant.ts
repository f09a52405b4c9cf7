import { DASH, formatDuration, type Maybe } from './number.ts';

/** Zone in which instants are shown. */
export type Zone = 'local' | 'utc';

const formats = new Map<string, Intl.DateTimeFormat>();

function parts(timeMs: number, zone: Zone): Readonly<Record<string, string>> {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      weekday: 'short',
      hourCycle: 'h23',
      ...(zone === 'utc' ? { timeZone: 'UTC' } : {}),
    });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(timeMs).map(({ type, value }) => [type, value]));
}

/** `2026-11-23 14:05:09`, in the zone. */
export function formatDateTime(timeMs: number, zone: Zone): string {
  const { year, month, day, hour, minute, second } = parts(timeMs, zone);
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

/** `14:05:09`, in the zone. */
export function formatClock(timeMs: number, zone: Zone): string {
  const { hour, minute, second } = parts(timeMs, zone);
  return `${hour}:${minute}:${second}`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** What a time axis writes at a tick, by the distance between ticks. */
export function formatTick(timeMs: number, zone: Zone, stepMs: number): string {
  const { weekday, day, month, hour, minute, second } = parts(timeMs, zone);
  if (hour === '00' && minute === '00' && second === '00') {
    return `${weekday} ${Number(day)} ${MONTHS[Number(month) - 1]}`;
  }
  return stepMs < 60_000 ? `${hour}:${minute}:${second}` : `${hour}:${minute}`;
}

let localZone: string | undefined;

/** How the zone is called where times stand: `UTC`, `Europe/Berlin`. */
export function zoneName(zone: Zone): string {
  if (zone === 'utc') return 'UTC';
  // Asked once: the answer costs more than all the rest of a row, and each of a long list has one.
  localZone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return localZone;
}

/** Milliseconds of an RFC 3339 text; undefined when there is none. */
export function readInstant(text: Maybe<string>): number | undefined {
  if (text === null || text === undefined) return undefined;
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** RFC 3339 in UTC, without a fraction where that is zero. */
export function writeInstant(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}

/** `3 s ago`, `in 2 min`; a dash when there is no instant. */
export function formatRelative(timeMs: Maybe<number>, nowMs: number): string {
  if (timeMs === null || timeMs === undefined) return DASH;
  const seconds = (nowMs - timeMs) / 1_000;
  if (Math.abs(seconds) < 1) return 'now';
  const [largest] = formatDuration(Math.floor(Math.abs(seconds))).split(/(?<=[a-z]) /);
  return seconds < 0 ? `in ${largest}` : `${largest} ago`;
}
