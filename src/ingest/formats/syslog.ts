import type { ExactJson } from '../../core/index.ts';
import { wholeOf } from './json.ts';

/** OpenTelemetry's numbers of the syslog levels 0 emergency to 7 debug; 0 to 2 are fatal. */
const NUMBERS = [23, 22, 21, 17, 13, 10, 9, 5] as const;

/** The syslog level of a member, from 0 emergency to 7 debug; null for anything else. */
export function syslogLevel(value: ExactJson | undefined): number | null {
  return wholeOf(value, [0, 7]);
}

/** The severity number of OpenTelemetry that says the same as a syslog level. */
export function severityOfLevel(level: number): number | null {
  return NUMBERS[level] ?? null;
}
