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
 * It is the value itself, and no copy, where they are in order already.
 */
function inOrder(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return arrayInOrder(value as readonly JsonValue[]);
  const object = value as JsonObject;
  const keys = Object.keys(object);
  let same = isSorted(keys);
  if (!same) keys.sort();
  const members: (JsonValue | undefined)[] = [];
  for (const key of keys) {
    const member = object[key];
    const placed = member === undefined ? undefined : inOrder(member);
    if (placed !== member) {
      if (placed === undefined) return undefined;
      same = false;
    }
    members.push(placed);
  }
  return same ? object : objectOf(keys, members);
}

function arrayInOrder(array: readonly JsonValue[]): JsonValue | undefined {
  const all = array.map(inOrder);
  if (all.includes(undefined)) return undefined;
  return all.every((one, index) => one === array[index]) ? array : (all as JsonValue[]);
}

function isSorted(keys: readonly string[]): boolean {
  let before = '';
  for (const key of keys) {
    if (key < before) return false;
    before = key;
  }
  return true;
}

function objectOf(
  keys: readonly string[],
  members: readonly (JsonValue | undefined)[],
): JsonObject | undefined {
  const object: { [key: string]: JsonValue } = {};
  for (const [index, key] of keys.entries()) {
    const member = members[index];
    if (member === undefined) continue;
    if (isOdd(key)) return undefined;
    object[key] = member;
  }
  return object;
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
