import { type ExactJson, type Instant, MICROS_PER_SECOND, parseInstant } from '../../core/index.ts';

/** An instant with the nanoseconds that it was told in, where it was. */
export interface ToldTime {
  readonly instant: Instant;
  readonly nanos: bigint | null;
}

/** Numbers from which on a time is meant in the next finer unit, with digits to cut to microseconds. */
const NANOS_FROM = 1e18;
const MICROS_FROM = 1e15;
const MILLIS_FROM = 1e12;

/**
 * Reads a time as log lines tell it: RFC 3339, or a number since 1970 (also as text) whose size says
 * whether it is seconds, milliseconds, microseconds or nanoseconds. Zero and less mean no time, as
 * does anything else. Undefined when there is none.
 */
export function readTime(value: ExactJson | undefined): ToldTime | undefined {
  if (typeof value === 'string') {
    const text = value.trim();
    if (/^\d+$/.test(text)) return fromNumber(BigInt(text.slice(0, 40)));
    if (/^\d+\.\d+$/.test(text)) return fromNumber(Number(text));
    const instant = parseInstant(text);
    return instant === undefined || instant <= 0 ? undefined : { instant, nanos: nanosOf(text) };
  }
  return typeof value === 'number' || typeof value === 'bigint' ? fromNumber(value) : undefined;
}

function fromNumber(value: number | bigint): ToldTime | undefined {
  if (!(value > 0) || value === Number.POSITIVE_INFINITY) return undefined;
  if (value > NANOS_FROM) {
    const nanos = BigInt(value);
    return { instant: Number(nanos / 1_000n), nanos };
  }
  const number = Number(value);
  if (number > MICROS_FROM) return { instant: Math.round(number), nanos: null };
  if (number > MILLIS_FROM) return { instant: Math.round(number * 1_000), nanos: null };
  return { instant: Math.round(number * MICROS_PER_SECOND), nanos: null };
}

/** The nanoseconds of RFC 3339 text that has more digits than microseconds hold. */
function nanosOf(text: string): bigint | null {
  const fraction = /\.(\d{7,9})/.exec(text)?.[1];
  const whole = fraction === undefined ? undefined : parseInstant(text.replace(/\.\d+/, ''));
  if (fraction === undefined || whole === undefined) return null;
  return BigInt(whole) * 1_000n + BigInt(fraction.padEnd(9, '0'));
}
