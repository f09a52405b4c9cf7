import { type Static, Type } from 'typebox';
import { InstantText, nullable } from '../common.ts';

/** Something that happened to users, tokens and keys. */
export const AccessEventItem = Type.Object({
  id: Type.Integer({ description: 'number of the event' }),
  occurred_at: InstantText,
  kind: Type.String({ description: 'what happened, such as login_failed' }),
  actor: Type.String({ description: 'who did it' }),
  subject: nullable(Type.String({ description: 'user or token to which it happened' })),
  address: nullable(Type.String({ description: 'address from which it was done' })),
  detail: Type.Unsafe<{ readonly [name: string]: unknown }>(
    Type.Object({}, { additionalProperties: true, description: 'more about it' }),
  ),
});
export type AccessEventItem = Static<typeof AccessEventItem>;

/** A page of events, the newest first. */
export const AccessEventList = Type.Object(
  {
    events: Type.Array(AccessEventItem, { description: 'the newest first' }),
    next: nullable(Type.Integer({ description: '`before` of the next page; null at the end' })),
  },
  { $id: 'AccessEventList' },
);
export type AccessEventList = Static<typeof AccessEventList>;

const text = (description: string) => Type.Optional(Type.String({ description }));

/** Which events are asked for. */
export const AccessEventQuery = Type.Object({
  kind: text('only events of a kind'),
  actor: text('only what somebody did'),
  subject: text('only what happened to a user or token'),
  before: text('only events with a smaller number, for the next page'),
  limit: text('events of a page, 1 to 1000 (default: 100)'),
});
export type AccessEventQuery = Static<typeof AccessEventQuery>;
