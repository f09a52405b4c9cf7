import { JsonFault, type JsonObject, type JsonValue, parseExactJson } from '../../../core/index.ts';
import { member, type Part, Unreadable, type UnreadableReason } from './part.ts';

/** Deeper values are no facts about a network, and would exhaust the stack of whoever reads them. */
const DEEPEST = 64;

/**
 * A member as JSON for a `jsonb` column, null where it is absent or says nothing (SW-3): whole
 * numbers beyond 2^53 as their digits.
 */
export function json(part: Part, name: string): JsonValue | null {
  const { value, path } = member(part, name);
  try {
    return meaningful(plain(value, 0));
  } catch (fault) {
    if (fault instanceof NotJson)
      throw new Unreadable(path, fault.reason, `${name} ${fault.message}`);
    throw fault;
  }
}

/**
 * As {@link json}, for a member that is an object or the JSON text of one; null for any other
 * (IF-5).
 */
export function looseJson(part: Part, name: string): JsonObject | null {
  const { value, path } = member(part, name);
  const told = typeof value === 'string' ? parsed(value) : value;
  const read = json({ members: { [name]: told }, path: path.slice(0, -1) }, name);
  return typeof read === 'object' && read !== null && !Array.isArray(read)
    ? (read as JsonObject)
    : null;
}

function parsed(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch (fault) {
    if (fault instanceof JsonFault) return null;
    throw fault;
  }
}

/** A map of texts as a member tells it: other values as their JSON; null where it is empty. */
export function texts(part: Part, name: string): { [key: string]: string } | null {
  const value = json(part, name);
  if (value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new Unreadable([...part.path, name], 'bad_value', `${name} is not an object`);
  }
  const entries = Object.entries(value).map(
    ([key, one]) => [key, typeof one === 'string' ? one : JSON.stringify(one)] as const,
  );
  return Object.fromEntries(entries);
}

class NotJson extends Error {
  readonly reason: UnreadableReason;
  constructor(reason: UnreadableReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

function plain(value: unknown, depth: number): JsonValue {
  if (depth > DEEPEST) throw new NotJson('bad_value', `is nested deeper than ${DEEPEST} levels`);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return value.toString();
    case 'number':
      if (!Number.isFinite(value)) throw new NotJson('not_finite', 'holds no finite number');
      return value;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return value.map((one) => plain(one, depth + 1));
      return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, plain(one, depth + 1)]),
      );
    default:
      throw new NotJson('bad_value', `holds a value of type ${typeof value}`);
  }
}

function meaningful(value: JsonValue): JsonValue | null {
  if (value === null || value === '') return null;
  if (typeof value === 'object' && Object.keys(value).length === 0) return null;
  return value;
}
