/** A value that JSON can carry. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export type JsonObject = { readonly [key: string]: JsonValue };

/**
 * JSON with the keys of every object in code-unit order, so that equal values give equal text. A
 * member without a value is left out, as JSON itself does.
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'string') return quoteJson(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const object = value as { readonly [key: string]: JsonValue | undefined };
  let text = '';
  for (const key of sortedKeys(object)) {
    const member = object[key];
    if (member === undefined) continue;
    const written = `${quoteJson(key)}:${canonicalJson(member)}`;
    text = text === '' ? written : `${text},${written}`;
  }
  return `{${text}}`;
}

/** Names of members in code-unit order, which most objects have already. */
export function sortedKeys(object: object): readonly string[] {
  const keys = Object.keys(object);
  let before = '';
  for (const key of keys) {
    if (key < before) return keys.sort();
    before = key;
  }
  return keys;
}

/** Most texts are such, and stand in JSON as they are. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** A text of JSON. */
export const quoteJson = (text: string): string =>
  PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
