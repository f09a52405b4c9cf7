import { canonicalJson, type JsonValue, RadarError, sha256Hex } from '../../../core/index.ts';

/** Place in a list: the sort value of the last row that was given, and its id (UD-41). */
export interface Place {
  readonly value: string | number | null;
  readonly id: string;
}

/** Changes when the meaning of a place does. */
const VERSION = 1;

/** A name of a query that another query does not have. */
export function fingerprint(query: JsonValue): string {
  return sha256Hex(canonicalJson(query)).slice(0, 16);
}

/** A place as opaque text that fits the query alone. */
export function writeCursor(query: string, { value, id }: Place): string {
  return Buffer.from(JSON.stringify([VERSION, query, value, id])).toString('base64url');
}

/**
 * The place of a cursor, whose sort value is an instant or a text. Throws REQUEST_INVALID for one that is
 * none, or of another query.
 */
export function readCursor(query: string, cursor: string, sort: 'instant' | 'text'): Place {
  const parts = parse(cursor);
  if (!Array.isArray(parts) || parts[0] !== VERSION || parts.length !== 4) throw noCursor();
  const [, made, value, id] = parts as readonly unknown[];
  const sorted = sort === 'instant' ? isInstant(value) : isText(value);
  if (made === query) {
    if (!isText(id) || !(value === null || sorted)) throw noCursor();
    return { value: value as Place['value'], id };
  }
  throw new RadarError('REQUEST_INVALID', 'The cursor belongs to another query.', {
    hint: 'Ask with the same filters and order as for the page that gave it, or begin without it.',
  });
}

const isInstant = (value: unknown) => Number.isSafeInteger(value);

/** What may stand in a statement: no stored text has NUL or half a character. */
const isText = (value: unknown): value is string =>
  typeof value === 'string' && !value.includes('\u0000') && value.isWellFormed();

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

const noCursor = () =>
  new RadarError('REQUEST_INVALID', 'The cursor is none that this server gave.', {
    hint: 'Take it as the page before gave it, or begin without it.',
  });
