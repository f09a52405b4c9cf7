import type { JsonObject, JsonValue } from '../../../core/index.ts';
import type { AnyValue, KeyValue } from '../messages/index.ts';

/**
 * Attributes as one object that keeps their types: whole numbers beyond 2^53 and numbers that JSON
 * does not have become text, bytes base64. Of one key twice the last counts; none is undefined.
 */
export function attributesOf(list: readonly KeyValue[]): JsonObject | undefined {
  return list.length === 0 ? undefined : objectOf(list);
}

function objectOf(list: readonly KeyValue[]): JsonObject {
  return Object.fromEntries(list.map(({ key, value }) => [key, jsonOf(value)]));
}

/** A value as JSON; a value without a type is null. */
export function jsonOf(value: AnyValue | undefined): JsonValue {
  if (value === undefined) return null;
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.intValue !== undefined) return wholeOf(value.intValue);
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.doubleValue !== undefined) return realOf(value.doubleValue);
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(jsonOf);
  if (value.kvlistValue !== undefined) return objectOf(value.kvlistValue.values);
  if (value.bytesValue !== undefined) return Buffer.from(value.bytesValue).toString('base64');
  return null;
}

/** A whole number; beyond 2^53 its digits as text. */
export function wholeOf(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** A number; NaN and the infinities, which JSON does not have, as text. */
export function realOf(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** The first of some attributes that has a value, as text. */
export function textAt(
  attributes: JsonObject | undefined,
  ...names: readonly string[]
): string | undefined {
  for (const name of names) {
    const value = attributes !== undefined && Object.hasOwn(attributes, name) && attributes[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}

/** Text, or no value where it is blank. */
export const given = (text: string): string | undefined => (text.trim() === '' ? undefined : text);

/** A count, or no value where it is the zero that also stands for absence. */
export const counted = (count: number): number | undefined => (count === 0 ? undefined : count);
