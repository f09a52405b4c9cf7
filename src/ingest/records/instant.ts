import { type ExactJson, type Instant, MICROS_PER_SECOND, parseInstant } from '../../core/index.ts';
import { RecordFault } from './fault.ts';

/** Units in which a number may count from 1970. */
export const TIME_UNITS = ['s', 'ms', 'us', 'ns'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

export function isTimeUnit(text: string): text is TimeUnit {
  return (TIME_UNITS as readonly string[]).includes(text);
}

const MICROS_PER = { s: MICROS_PER_SECOND, ms: 1_000, us: 1 } as const;

/**
 * An instant of a record: RFC 3339 text, or a number in the unit that the sender names for the
 * whole request. A number without unit is refused: to guess it from its size would be wrong for the
 * years around 1970. Seconds and milliseconds may have a fraction; what is finer than a microsecond
 * is cut. Throws {@link RecordFault}.
 */
export function readInstant(name: string, value: ExactJson, unit: TimeUnit | undefined): Instant {
  if (typeof value === 'string') {
    const instant = parseInstant(value);
    if (instant !== undefined && Number.isSafeInteger(instant)) return instant;
    const what = `"${shortened(value)}", not an instant such as 2026-01-31T08:00:00Z`;
    throw new RecordFault('bad_value', `${name} is ${what}`, name);
  }
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throw new RecordFault('bad_value', `${name} is ${kindOf(value)}, not an instant`, name);
  }
  if (unit === undefined) {
    const message = `${name} is the number ${value}, and nothing says whether it counts seconds, ms, us or ns: add ?time_unit=s|ms|us|ns to the address, or write RFC 3339`;
    throw new RecordFault('unit_unknown', message, name);
  }
  const instant = typeof value === 'bigint' ? fromBigint(value, unit) : fromNumber(value, unit);
  if (Number.isSafeInteger(instant)) return instant;
  throw new RecordFault('bad_value', `${name} is ${value} ${unit}, beyond the year 2255`, name);
}

function fromNumber(value: number, unit: TimeUnit): Instant {
  if (unit === 'ns') return Math.floor(value / 1_000);
  return Math.floor(Number((value * MICROS_PER[unit]).toFixed(1)));
}

function fromBigint(value: bigint, unit: TimeUnit): Instant {
  if (unit !== 'ns') return Number(value) * MICROS_PER[unit];
  // Division of bigints cuts towards zero, and instants before 1970 are cut downwards too.
  const cut = value / 1_000n - (value < 0n && value % 1_000n !== 0n ? 1n : 0n);
  return Number(cut);
}

/** A value in few words, for a message. */
export function kindOf(value: ExactJson): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return `the text "${shortened(value)}"`;
  if (typeof value === 'boolean') return String(value);
  return `the number ${value}`;
}

const LONGEST_SHOWN = 60;

/** A text as it may stand in a message. */
export function shortened(text: string): string {
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`;
}
