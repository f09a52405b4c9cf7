import { type TSchema, Type } from 'typebox';
import { CURSOR_HEADERS } from '../../contract/index.ts';
import { type Clock, MICROS_PER_SECOND } from '../../core/index.ts';
import { type Paging, readTimeRange, type TimeRange } from '../../query/index.ts';
import { named, readAnswers } from '../schema/index.ts';
import { readPage } from '../views/index.ts';

/** Reads which part of a list is wanted. Limits that cannot be used fall back (RE-2). */
export function readPaging(query: {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
}): Paging {
  return { limit: readPage({ limit: query.limit }).limit, cursor: query.cursor };
}

const USUAL_MICROS = 3 * 86_400 * MICROS_PER_SECOND;

/** Reads the range of a history: the last three days, as long as most are kept, unless told otherwise. */
export function readRange(
  query: { readonly start?: string | undefined; readonly end?: string | undefined },
  clock: Clock,
): TimeRange {
  if (query.start !== undefined) return readTimeRange(query, clock);
  const { end } = readTimeRange(query, clock);
  // The last one is at the present instant, and belongs to it.
  return { start: end - USUAL_MICROS, end: query.end === undefined ? end + 1 : end };
}

/** Answers of a list that goes on behind a cursor. */
export const listAnswers = <T extends TSchema>(item: T, description: string) =>
  readAnswers(
    Type.Array(named(item), {
      description,
      headers: {
        [CURSOR_HEADERS.nextCursor]: {
          type: 'string',
          description: 'where the next page begins; absent on the last one',
        },
      },
    }),
  );

/** The header of a page that is not the last. */
export const cursorHeader = (next: string | null): { readonly [name: string]: string } =>
  next === null ? {} : { [CURSOR_HEADERS.nextCursor]: next };
