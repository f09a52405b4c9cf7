import { Type } from 'typebox';
import { nullable } from './common.ts';

const count = (description: string) => Type.Integer({ description });

/** A record that did not become a row. */
export const IngestRejection = Type.Object({
  index: count('position of the record in the request, from 0; blank lines do not count'),
  field: nullable(Type.String({ description: 'field at fault; null where it is not one field' })),
  code: Type.String({ description: 'why, as a code' }),
  message: Type.String({ description: 'why, as a sentence' }),
});
export type IngestRejection = Type.Static<typeof IngestRejection>;

/** What became of the records of a request, told after the commit. */
export const IngestAnswer = Type.Object(
  {
    accepted: count('rows that are new'),
    duplicates: count('rows that were there already'),
    conflicts: count('rows that met another one with their key and other content'),
    rejected: Type.Array(IngestRejection, {
      description: 'records that were refused, the first 1,000; each is kept as a dead letter',
    }),
    rejected_count: count('records that were refused'),
  },
  { $id: 'IngestAnswer', title: 'IngestAnswer' },
);
export type IngestAnswer = Type.Static<typeof IngestAnswer>;

export const IngestQuery = Type.Object({
  time_unit: Type.Optional(
    Type.String({
      description:
        'unit of numbers that stand for instants, since 1970: s, ms, us or ns; without it an instant is RFC 3339 text',
    }),
  ),
});
export type IngestQuery = Type.Static<typeof IngestQuery>;

/** Headers that a sender may set. */
export const IngestHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description:
        'a name of the request: repetitions count as received when the first one was, for 24 hours',
    }),
  ),
});

/** What a payload of the old system does not tell itself. */
export const PayloadQuery = Type.Object({
  poller_id: Type.Optional(Type.String({ description: 'poller that reported' })),
  agent_id: Type.Optional(Type.String({ description: 'agent that measured' })),
  partition: Type.Optional(
    Type.String({ description: 'network partition (tenant); `default` unless given' }),
  ),
  service_name: Type.Optional(
    Type.String({ description: 'service that was checked, by its name' }),
  ),
  source_ip: Type.Optional(Type.String({ description: "address of the agent's host" })),
});
export type PayloadQuery = Type.Static<typeof PayloadQuery>;
