import { Type } from 'typebox';

/** Parameters of every list that goes on behind a cursor. */
export const PAGED = {
  limit: Type.Optional(
    Type.String({ description: 'entries per page; 100 by default, at most 1000' }),
  ),
  cursor: Type.Optional(
    Type.String({
      description: 'where to go on: x-next-cursor of the page before, with the same filters',
    }),
  ),
};

/** The range of a history. */
export const RANGED = {
  start: Type.Optional(
    Type.String({ description: 'RFC 3339: first instant; by default 3 days before `end`' }),
  ),
  end: Type.Optional(
    Type.String({ description: 'RFC 3339: instant behind the last one; now by default' }),
  ),
};

/** Headers of such a list. */
export const CURSOR_HEADERS = {
  /** Opaque; absent on the last page. */
  nextCursor: 'x-next-cursor',
} as const;
