import { Type } from 'typebox';
import { InstantText, nullable } from './common.ts';

const text = (description: string) => Type.String({ description });
const count = (description: string) => Type.Integer({ description });
const optional = (description: string) => Type.Optional(Type.String({ description }));

const HEAD = {
  id: count('number of the letter'),
  dataset: nullable(text('dataset that the record was meant for; null where it is not known')),
  receiver: text('receiver by which it came'),
  reason: text('why it was refused, as a code'),
  field: nullable(text('field at fault; null where it is not one field')),
  message: text('why, as a sentence'),
  original_bytes: count('length of the record'),
  cut: Type.Boolean({ description: 'whether only its beginning is kept' }),
  received_at: InstantText,
  times_received: count('how often the same record came and was refused for the same reason'),
  last_received_at: InstantText,
  attempts: count('how often it was sent again in vain'),
  last_attempt_at: nullable(InstantText),
  last_error: nullable(text('why the last attempt failed')),
};

/** A record that was refused. */
export const DeadLetterItem = Type.Object(HEAD);
export type DeadLetterItem = Type.Static<typeof DeadLetterItem>;

export const DeadLetterList = Type.Object(
  {
    counts: Type.Array(
      Type.Object({
        dataset: nullable(Type.String()),
        receiver: Type.String(),
        reason: Type.String(),
        letters: count('letters for this reason'),
        received: count('how often their records came'),
      }),
      { description: 'all letters that the filter means, by dataset, receiver and reason' },
    ),
    letters: Type.Array(DeadLetterItem, { description: 'the newest first' }),
    next: nullable(count('`before` of the next page; null at the end')),
  },
  { $id: 'DeadLetterList', title: 'DeadLetterList' },
);
export type DeadLetterList = Type.Static<typeof DeadLetterList>;

export const DeadLetterDetail = Type.Object(
  {
    ...HEAD,
    content_type: nullable(text('media type of the record')),
    attributes: Type.Array(Type.Object({ name: Type.String(), value: Type.String() }), {
      description: 'what sending it again needs beside its bytes, such as its subject',
    }),
    original: Type.Object({
      encoding: Type.Union([Type.Literal('utf8'), Type.Literal('base64')]),
      text: text('the record; base64 where its bytes are no text'),
    }),
  },
  { $id: 'DeadLetterDetail', title: 'DeadLetterDetail' },
);
export type DeadLetterDetail = Type.Static<typeof DeadLetterDetail>;

/** What became of letters that were sent again. */
export const DeadLetterReplay = Type.Object(
  {
    stored: count('letters that are gone, because their records are stored'),
    kept: count('letters that stay, because their records were refused again'),
    left: count('letters that were not tried; send the same request again'),
    refused: Type.Array(
      Type.Object({ id: Type.Integer(), reason: Type.String(), message: Type.String() }),
      { description: 'why letters stay, the first 100' },
    ),
  },
  { $id: 'DeadLetterReplay', title: 'DeadLetterReplay' },
);
export type DeadLetterReplay = Type.Static<typeof DeadLetterReplay>;

export const DeadLetterDrop = Type.Object(
  { dropped: count('letters that are gone for good') },
  { $id: 'DeadLetterDrop', title: 'DeadLetterDrop' },
);
export type DeadLetterDrop = Type.Static<typeof DeadLetterDrop>;

const FILTER = {
  dataset: optional('dataset; `none` for letters of which none is known'),
  receiver: optional('receiver'),
  reason: optional('code of the reason'),
  since: optional('those that came last at this instant or later'),
  until: optional('those that came last before this instant'),
};

export const DeadLetterListQuery = Type.Object({
  ...FILTER,
  limit: optional('letters of a page: 1 to 1000, 100 unless given'),
  before: optional('`next` of the page before'),
});
export type DeadLetterListQuery = Type.Static<typeof DeadLetterListQuery>;

export const DeadLetterReplayQuery = Type.Object({
  ...FILTER,
  id: optional('one letter'),
  limit: optional('letters that are tried at most: 1 to 1000, 1000 unless given'),
});
export type DeadLetterReplayQuery = Type.Static<typeof DeadLetterReplayQuery>;

export const DeadLetterDropQuery = Type.Object({
  ...FILTER,
  id: optional('one letter'),
  all: optional('`true` is needed to drop every letter, without any filter'),
});
export type DeadLetterDropQuery = Type.Static<typeof DeadLetterDropQuery>;
