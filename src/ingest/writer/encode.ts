import type { Column } from '../../catalogue/index.ts';
import { formatInstant, repairText } from '../../core/index.ts';
import type { RefusalReason } from './batch.ts';

/** A value as the driver takes it. */
export type Encoded = string | number | boolean | null;

/** Why a row cannot be stored. Thrown while a row is checked, and caught there. */
export class Refusal extends Error {
  readonly reason: RefusalReason;
  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Turns a value into a parameter. Throws {@link Refusal} for one that the column cannot hold. */
export function encode(name: string, column: Column, value: unknown): Encoded {
  if (value === undefined || value === null) {
    if (column.nullable) return null;
    throw new Refusal('missing_value', `${name} has no value`);
  }
  switch (column.type) {
    case 'timestamp with time zone':
      return instantText(name, value);
    case 'integer':
      return wholeNumber(name, value, [-(2 ** 31), 2 ** 31 - 1]);
    case 'bigint':
      return wholeNumber(name, value, [-(2n ** 63n), 2n ** 63n - 1n]);
    case 'real':
      return finiteNumber(name, Math.fround(finiteNumber(name, value)));
    case 'double precision':
      return finiteNumber(name, value);
    case 'boolean':
      if (typeof value !== 'boolean') throw notA(name, value, 'a truth value');
      return value;
    case 'text':
      return repairedText(name, value);
    case 'text[]':
      if (!Array.isArray(value)) throw notA(name, value, 'a list of texts');
      return textArray(value.map((member: unknown) => repairedText(name, member)));
    case 'jsonb':
      return jsonText(name, value);
    case 'bytea':
      if (!(value instanceof Uint8Array)) throw notA(name, value, 'a row of bytes');
      return `\\x${Buffer.from(value).toString('hex')}`;
  }
}

function notA(name: string, value: unknown, what: string): Refusal {
  const said =
    typeof value === 'number' || typeof value === 'bigint' ? String(value) : typeof value;
  return new Refusal('bad_value', `${name} is ${said}, not ${what}`);
}

function finiteNumber(name: string, value: unknown): number {
  if (typeof value !== 'number') throw notA(name, value, 'a number');
  if (Number.isFinite(value)) return value;
  throw new Refusal('not_finite', `${name} is ${value}, not a finite number of its type`);
}

/** Bounds are inclusive. A number beyond 2^53 has lost digits already, so it must be a bigint. */
function wholeNumber(
  name: string,
  value: unknown,
  [least, greatest]: readonly [number | bigint, number | bigint],
): string | number {
  const whole = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (!whole) throw notA(name, value, 'a whole number');
  const number = value as number | bigint;
  if (number < least || number > greatest) {
    throw new Refusal('bad_value', `${name} is ${number}, beyond what its column can hold`);
  }
  return typeof number === 'bigint' ? number.toString() : number;
}

/** Safe integers are the years 1684 to 2255, which all have a text form. */
function instantText(name: string, value: unknown): string {
  if (!Number.isSafeInteger(value)) throw notA(name, value, 'an instant');
  return formatInstant(value as number);
}

function repairedText(name: string, value: unknown): string {
  if (typeof value !== 'string') throw notA(name, value, 'text');
  return repairText(value);
}

/** Arrays travel inside an array of rows, where PostgreSQL would flatten them; so as literals. */
function textArray(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

/** jsonb refuses NUL and lone surrogates even in their escaped form, in keys as in values. */
function jsonText(name: string, value: unknown): string {
  if (typeof value !== 'object') throw notA(name, value, 'a JSON object');
  try {
    return JSON.stringify(value, (_key, member: unknown) => repairedMember(name, member));
  } catch (fault) {
    if (fault instanceof Refusal) throw fault;
    // A cycle, a bigint, or nesting deeper than the stack.
    throw new Refusal('bad_value', `${name} cannot be written as JSON`);
  }
}

function repairedMember(name: string, member: unknown): unknown {
  if (typeof member === 'string') return repairText(member);
  if (typeof member === 'number') return finiteNumber(name, member);
  if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
  const entries = Object.entries(member);
  if (entries.every(([key]) => repairText(key) === key)) return member;
  return Object.fromEntries(entries.map(([key, inner]) => [repairText(key), inner]));
}
