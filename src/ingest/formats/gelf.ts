import type { Instant } from '../../core/index.ts';
import { MICROS_PER_SECOND, parseInstant } from '../../core/index.ts';
import { type ExactObject, textOf } from './json.ts';
import { syslogLevel } from './syslog.ts';

/** What a message of GELF (version 1.1) says; absent members are null. */
export interface Gelf {
  readonly remoteAddress: string | null;
  readonly host: string | null;
  readonly level: number | null;
  readonly severity: string | null;
  readonly message: string | null;
  readonly version: string | null;
  readonly instant: Instant | null;
}

/** Between these a time of GELF is believed; facts: telemetry §6.1. */
const BELIEVED_FROM = parseInstant('1925-01-01T00:00:00Z') ?? 0;
const BELIEVED_TO = parseInstant('2283-11-11T00:00:00Z') ?? 0;

/** Reads each member for itself, so that one of a wrong type costs only that member. */
export function readGelf(object: ExactObject): Gelf {
  return {
    remoteAddress: textOf(object._remote_addr),
    host: textOf(object.host),
    level: syslogLevel(object.level),
    severity: textOf(object.severity),
    message: textOf(object.short_message),
    version: textOf(object.version),
    instant: instantOf(object.timestamp),
  };
}

function instantOf(value: ExactObject[string] | undefined): Instant | null {
  const seconds = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const instant = Math.round(seconds * MICROS_PER_SECOND);
  return seconds > 0 && instant >= BELIEVED_FROM && instant <= BELIEVED_TO ? instant : null;
}
