import { type JsonValue, RadarError } from '../../../core/index.ts';
import { fingerprint, readCursor, writeCursor } from '../devices/index.ts';

/** Which part of a list is asked for. */
export interface Paging {
  readonly limit: number;
  /** As the page before gave it. */
  readonly cursor: string | undefined;
}

/** One page of a list. */
export interface PageOf<R> {
  readonly rows: readonly R[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

/** The values of the sort columns of a row. */
export type Place = readonly (string | number)[];

/** A list by what it is asked for, and the types of its sort columns. */
export interface Listing {
  /** Its name and every filter, so that a cursor of another one is noticed. */
  readonly query: JsonValue;
  readonly place: readonly ('text' | 'number')[];
}

/** Where to go on; undefined at the begin. Throws REQUEST_INVALID for a cursor of another list. */
export function readPlace({ query, place }: Listing, { cursor }: Paging): Place | undefined {
  if (cursor === undefined) return undefined;
  const { id } = readCursor(fingerprint(query), cursor, 'text');
  const values = parsed(id);
  const fits = (kind: Listing['place'][number], value: unknown) =>
    kind === 'text'
      ? typeof value === 'string' && !value.includes('\u0000')
      : Number.isSafeInteger(value);
  if (values?.length === place.length && place.every((kind, at) => fits(kind, values[at]))) {
    return values as Place;
  }
  throw new RadarError('REQUEST_INVALID', 'The cursor is none that this server gave.', {
    hint: 'Take it as the page before gave it, or begin without it.',
  });
}

/** The page of rows, of which one more than its limit was read where there is a next one. */
export function pageOf<R>(
  { query }: Listing,
  read: readonly R[],
  { limit, placeOf }: { readonly limit: number; readonly placeOf: (row: R) => Place },
): PageOf<R> {
  const rows = read.slice(0, limit);
  const last = rows.at(-1);
  if (read.length <= limit || last === undefined) return { rows, next: null };
  const place = { value: null, id: JSON.stringify(placeOf(last)) };
  return { rows, next: writeCursor(fingerprint(query), place) };
}

function parsed(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
