import type { Column, ColumnType } from '../../../catalogue/index.ts';
import { repairText } from '../../../core/index.ts';
import { fallbackOf } from './fallback.ts';
import { jsonText } from './json-text.ts';
import { notA, Refusal } from './refusal.ts';

/**
 * A value as its column holds it, in one form only, so that two values are the same exactly when
 * they are stored the same: whole numbers are numbers while they are safe, JSON is text, UUIDs are
 * lower case, text is repaired.
 */
export type Value =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly (string | number | bigint)[];

/** The values of a row, in the order of the writable columns. */
export type Values = readonly Value[];

/** Checks what a row has in one column. Throws {@link Refusal} for what the column cannot hold. */
export type Check = (given: unknown) => Value;

/** Makes the check of a column, once per dataset. */
export function checkOf(name: string, column: Column): Check {
  const absent = absence(name, column);
  const present = CHECKS[column.type](name);
  return (given) => (given === undefined || given === null ? absent() : present(given));
}

/** What stands in the column of a row without a value. */
function absence(name: string, column: Column): () => Value {
  const filled = fallbackOf(name, column);
  if (filled !== undefined) return () => filled;
  return () => {
    throw new Refusal('missing_value', name, `${name} has no value`);
  };
}

const CHECKS: { readonly [T in ColumnType]: (name: string) => Check } = {
  'timestamp with time zone': (name) => (given) => {
    // Safe integers are the years 1684 to 2255, all of which the server knows.
    if (Number.isSafeInteger(given)) return given as number;
    throw notA(name, given, 'an instant');
  },
  text: (name) => (given) => {
    if (typeof given === 'string') return repaired(given);
    throw notA(name, given, 'text');
  },
  integer: (name) => (given) => whole32(name, given),
  bigint: (name) => (given) => whole64(name, given),
  real: (name) => (given) => finite(name, Math.fround(finite(name, given))),
  'double precision': (name) => (given) => finite(name, given),
  boolean: (name) => (given) => {
    if (typeof given === 'boolean') return given;
    throw notA(name, given, 'a truth value');
  },
  jsonb: (name) => (given) => jsonText(name, given),
  bytea: (name) => (given) => {
    if (given instanceof Uint8Array) return given;
    throw notA(name, given, 'a row of bytes');
  },
  uuid: (name) => (given) => {
    if (typeof given === 'string' && UUID.test(given)) return given.toLowerCase();
    throw notA(name, given, 'a UUID');
  },
  numeric: (name) => (given) => {
    if (typeof given === 'string' && DECIMAL.test(given)) return plainDecimal(given);
    throw notA(name, given, 'a decimal number as text');
  },
  'text[]': (name) => list(name, CHECKS.text(name)),
  'integer[]': (name) => list(name, CHECKS.integer(name)),
  'bigint[]': (name) => list(name, CHECKS.bigint(name)),
  'double precision[]': (name) => list(name, CHECKS['double precision'](name)),
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** As many digits as the server takes. */
const DECIMAL = /^-?\d{1,1000}(\.\d{1,1000})?$/;

function repaired(text: string): string {
  return text.includes('\u0000') || !text.isWellFormed() ? repairText(text) : text;
}

/** Without zeros before the number; those behind the point are kept, as the server does. */
function plainDecimal(text: string): string {
  const [, sign = '', digits = '', rest = ''] = /^(-?)0*(\d+)(.*)$/.exec(text) ?? [];
  return /^[0.]*$/.test(digits + rest) ? digits + rest : sign + digits + rest;
}

function finite(name: string, given: unknown): number {
  if (typeof given !== 'number') throw notA(name, given, 'a number');
  if (Number.isFinite(given)) return given;
  throw new Refusal('not_finite', name, `${name} is ${given}, not a finite number of its type`);
}

function whole32(name: string, given: unknown): number {
  if (typeof given === 'number' && (given | 0) === given) return given | 0;
  const value = wholeOf(name, given);
  if (value < -(2 ** 31) || value > 2 ** 31 - 1) throw beyond(name, value);
  return Number(value);
}

/** A number beyond 2^53 has lost digits already, so it must be a bigint. */
function whole64(name: string, given: unknown): number | bigint {
  const value = wholeOf(name, given);
  if (typeof value === 'number') return value + 0; // there is no -0
  if (value < -(2n ** 63n) || value > 2n ** 63n - 1n) throw beyond(name, value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function wholeOf(name: string, given: unknown): number | bigint {
  if (typeof given === 'bigint' || Number.isSafeInteger(given)) return given as number | bigint;
  throw notA(name, given, 'a whole number');
}

const beyond = (name: string, value: number | bigint) =>
  new Refusal('bad_value', name, `${name} is ${value}, beyond what its column can hold`);

function list(name: string, member: Check): Check {
  return (given) => {
    if (!Array.isArray(given)) throw notA(name, given, 'a list');
    return given.map((one) => member(one) as string | number | bigint);
  };
}
