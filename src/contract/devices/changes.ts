import { Type } from 'typebox';
import { InstantText, nullable } from '../common.ts';

/** A visible change of one field of a device. */
export const DeviceChange = Type.Object({
  changed_at: Type.String({ description: 'RFC 3339: when the inventory changed its mind' }),
  field: Type.String(),
  before: Type.Unknown({ description: 'null where there was no value' }),
  after: Type.Unknown({ description: 'null where there is none any more' }),
  source: nullable(Type.String({ description: 'kind of source that led to it' })),
  observed_at: nullable(InstantText),
});
export type DeviceChange = Type.Static<typeof DeviceChange>;

/** A page of the changes of a device. */
export const DeviceChanges = Type.Object(
  {
    device_id: Type.String(),
    redirected_from: Type.Optional(Type.String({ description: 'the id that was asked for' })),
    start: InstantText,
    end: InstantText,
    changes: Type.Array(DeviceChange, { description: 'the newest first' }),
    next_cursor: nullable(Type.String({ description: 'where to go on; null: there are no more' })),
  },
  { $id: 'DeviceChanges', title: 'DeviceChanges' },
);
export type DeviceChanges = Type.Static<typeof DeviceChanges>;

export const DeviceChangesQuery = Type.Object({
  at: Type.Optional(
    Type.String({
      description: 'RFC 3339: of each field the last change until then; goes with no other one',
    }),
  ),
  start: Type.Optional(
    Type.String({ description: 'RFC 3339, belongs to the range; 7 days before end by default' }),
  ),
  end: Type.Optional(
    Type.String({ description: 'RFC 3339, does not belong to the range; now by default' }),
  ),
  field: Type.Optional(Type.String({ description: 'changes of this field alone' })),
  limit: Type.Optional(
    Type.String({ description: 'changes per page; 100 by default, at most 1000' }),
  ),
  cursor: Type.Optional(Type.String({ description: 'next_cursor of the page before' })),
});
export type DeviceChangesQuery = Type.Static<typeof DeviceChangesQuery>;

/** What the inventory believed of a device at an instant. */
export const DeviceAsOf = Type.Object(
  {
    device_id: Type.String(),
    redirected_from: Type.Optional(Type.String({ description: 'the id that was asked for' })),
    at: InstantText,
    known: Type.Boolean({ description: 'whether the inventory showed the device then' }),
    hidden_by: nullable(
      Type.String({ description: '`deletion` or `merge`, where that hid the device then' }),
    ),
    fields: Type.Record(Type.String(), Type.Unknown(), {
      description: 'its visible fields as they were, by their names',
    }),
  },
  { $id: 'DeviceAsOf', title: 'DeviceAsOf' },
);
export type DeviceAsOf = Type.Static<typeof DeviceAsOf>;

export const DeviceQuery = Type.Object({
  at: Type.Optional(
    Type.String({
      description:
        'RFC 3339, within the last 90 days: the answer is what the inventory believed then (DeviceAsOf)',
    }),
  ),
});
