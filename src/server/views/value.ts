import { formatInstant, type Instant, type JsonObject, type JsonValue } from '../../core/index.ts';

/** An instant for an answer. */
export function instantText(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}

/** A text of a row, or null where it has none. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** As {@link textOf}, of a column in which '' stands for absence. */
export function keyTextOf(value: unknown): string | null {
  return value === '' ? null : textOf(value);
}

/** A measured number; NaN and infinity, which JSON does not know, are no value. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/**
 * A whole number of 64 bits. Beyond 2^53 it is a bigint in memory; the serialiser writes its digits,
 * so towards the contract, which describes JSON, it passes for a number.
 */
export function integer64Of(value: unknown): number | null {
  return typeof value === 'bigint' ? (value as unknown as number) : numberOf(value);
}

/** A JSON object of a row; anything else that somebody put into the column is no value. */
export function objectOf(value: JsonValue): { [key: string]: JsonValue } | null {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? { ...(value as JsonObject) } : null;
}

/** The present members of an object: null means absent. */
export function present<T extends { readonly [name: string]: unknown }>(
  members: T,
): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(members).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
