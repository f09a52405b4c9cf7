import {
  cleanText,
  type ExactJson,
  JsonFault,
  type JsonValue,
  parseExactJson,
} from '../../core/index.ts';
import { FormatFault } from './fault.ts';

/** An object of JSON whose whole numbers are exact. */
export type ExactObject = { readonly [key: string]: ExactJson };

/** Reads a text of JSON. Throws {@link FormatFault}. */
export function readJson(text: string): ExactJson {
  if (text.trim() === '') throw new FormatFault('empty', 'The message is empty.');
  try {
    return parseExactJson(text);
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    throw new FormatFault(
      'not_json',
      `The message is not JSON that can be taken: ${fault.message}.`,
    );
  }
}

export function isObject(value: ExactJson | undefined): value is ExactObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as the database keeps JSON: a whole number beyond 2^53 becomes the text of its digits. */
export function plainJson(value: ExactJson): JsonValue {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  return plainObject(value as ExactObject);
}

/** As {@link plainJson}, of an object. */
export function plainObject(object: ExactObject): { readonly [key: string]: JsonValue } {
  return Object.fromEntries(
    Object.entries(object).map(([key, member]) => [key, plainJson(member)]),
  );
}

/** A text as it is, a number or truth value in words; null for anything else and for blank text. */
export function textOf(value: ExactJson | undefined): string | null {
  switch (typeof value) {
    case 'string':
      return cleanText(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return null;
  }
}

/** The first of several members that has a text, by the order of the names. */
export function firstText(object: ExactObject, names: readonly string[]): string | null {
  for (const name of names) {
    const text = textOf(object[name]);
    if (text !== null) return text;
  }
  return null;
}

/** A whole number within the bounds, from a number or its digits; null for anything else. */
export function wholeOf(
  value: ExactJson | undefined,
  [least, most]: readonly [number, number],
): number | null {
  if (typeof value !== 'number' && !(typeof value === 'string' && /^\s*-?\d+\s*$/.test(value))) {
    return null;
  }
  const number = Number(value);
  return Number.isInteger(number) && number >= least && number <= most ? number : null;
}
