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
  const ordered = inOrder(value);
  return ordered === undefined ? spelledOut(value) : JSON.stringify(ordered);
}

/**
 * The same value with its keys in order, which the engine writes several times faster than we could; undefined
 * where an object cannot hold its keys in that order, since it puts whole numbers first, or cannot hold one at all.
 */
function inOrder(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const all = (value as readonly JsonValue[]).map(inOrder);
    return all.includes(undefined) ? undefined : (all as JsonValue[]);
  }
  const object = value as JsonObject;
  const ordered: { [key: string]: JsonValue } = {};
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member === undefined) continue;
    if (isOdd(key)) return undefined;
    const placed = inOrder(member);
    if (placed === undefined) return undefined;
    ordered[key] = placed;
  }
  return ordered;
}

const ZERO = 48;
const NINE = 57;

function isOdd(key: string): boolean {
  const first = key.charCodeAt(0);
  return (first >= ZERO && first <= NINE) || key === '__proto__';
}

function spelledOut(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(spelledOut).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const object = value as JsonObject;
    const members = Object.keys(object)
      .filter((key) => object[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${spelledOut(object[key] as JsonValue)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}
