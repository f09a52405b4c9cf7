import { Type } from 'typebox';
import { InstantText, nullable } from './common.ts';

const count = (description: string) => Type.Integer({ description });
const seconds = (description: string) => nullable(Type.Number({ description }));

/** Records of one dataset by one receiver, counted since the process started. */
export const IngestLine = Type.Object({
  dataset: Type.String({ description: '`none` for records of which it is not known' }),
  receiver: Type.String({ description: '`self` for rows that the store makes itself' }),
  received: count('records that came'),
  accepted: count('rows that are new and stored'),
  duplicates: count('rows that were there already'),
  conflicts: count('rows that met another one with their key and other content'),
  refused: count('records that cannot be stored'),
  abandoned: count('rows that were not stored before a stop; their senders were told'),
  turned_away: count('rows that a full queue did not take; their senders were told'),
  reasons: Type.Array(Type.Object({ reason: Type.String(), rows: Type.Integer() }), {
    description: 'why they were refused, the most frequent first',
  }),
  lag_seconds: seconds('from the receipt of the newest stored rows to their commit'),
  last_stored: nullable(InstantText),
});
export type IngestLine = Type.Static<typeof IngestLine>;

/** How long something took, since the process started; by the bounds of a histogram. */
export const LatencyReport = Type.Object({
  count: count('how often'),
  p50_seconds: seconds('half took at most so long; null while there was none'),
  p95_seconds: seconds('of twenty, nineteen took at most so long'),
  p99_seconds: seconds('of a hundred, ninety-nine took at most so long'),
});
export type LatencyReport = Type.Static<typeof LatencyReport>;

export const IngestReport = Type.Object(
  {
    now: InstantText,
    started_at: InstantText,
    lines: Type.Array(IngestLine, { description: 'by dataset and receiver' }),
    queue: Type.Object({
      rows: count('rows that wait or are being stored'),
      bytes: count('estimate of the memory that they take'),
      datasets: Type.Array(
        Type.Object({ dataset: Type.String(), rows: Type.Integer(), bytes: Type.Integer() }),
      ),
    }),
    batch: LatencyReport,
    commit: LatencyReport,
    retries: Type.Array(Type.Object({ reason: Type.String(), transactions: Type.Integer() }), {
      description: 'transactions that were tried again, by reason',
    }),
    dead_letters: Type.Object({
      kept: count('letters that this process kept'),
      dropped: count('letters that it dropped because there were too many'),
    }),
    last_refusal: nullable(
      Type.Object(
        {
          id: count('number of the letter'),
          dataset: nullable(Type.String()),
          receiver: Type.String(),
          reason: Type.String(),
          message: Type.String(),
          received_at: InstantText,
        },
        { description: 'the newest dead letter; null where there is none or the database is away' },
      ),
    ),
  },
  { $id: 'IngestReport', title: 'IngestReport' },
);
export type IngestReport = Type.Static<typeof IngestReport>;
