import { Type } from 'typebox';
import { InstantText, nullable } from './common.ts';

const Group = Type.Object({
  name: Type.String(),
  type: Type.String({ description: 'type of the column: text, integer, bigint' }),
  optional: Type.Boolean({ description: 'whether some series have no value here' }),
  meaning: Type.String(),
});

const Column = Type.Object({
  name: Type.String(),
  unit: Type.Optional(Type.String()),
  meaning: Type.String(),
});

/** A rollup that can be read, and how far it is. */
export const RollupItem = Type.Object(
  {
    name: Type.String(),
    title: Type.String(),
    sources: Type.Array(Type.String(), { description: 'histories that it is made from' }),
    bucket_seconds: Type.Integer({ description: 'the shortest step' }),
    retention_seconds: nullable(
      Type.Integer({ description: 'how long its rows stay; null: as long as those of its parts' }),
    ),
    groups: Type.Array(Group, {
      description: 'what tells its series apart; each is a parameter of its address',
    }),
    columns: Type.Array(Column, { description: 'what a point may have' }),
    percentiles: Type.Array(Type.String(), {
      description: 'measures of which `percentiles` may be asked for',
    }),
    complete_to: nullable(
      Type.String({
        description:
          'RFC 3339: before this instant it holds every sample; from it on samples are read beside it, so that answers miss none; null: it was never refreshed',
      }),
    ),
    pending_buckets: Type.Integer({ description: 'buckets that it has yet to compute' }),
    last_refreshed: nullable(InstantText),
    oldest: nullable(InstantText),
  },
  { $id: 'RollupItem', title: 'RollupItem' },
);
export type RollupItem = Type.Static<typeof RollupItem>;

/** One series of a rollup: columns of equal length, a place per point. */
export const RollupSeries = Type.Object(
  {
    group: Type.Record(
      Type.String(),
      Type.Union([Type.String(), Type.Integer({ format: 'int64' }), Type.Null()]),
      { description: 'what tells the series apart' },
    ),
    timestamp: Type.Array(InstantText, {
      description: 'where each point begins, oldest first; a step in which nothing was is left out',
    }),
    columns: Type.Record(Type.String(), Type.Array(nullable(Type.Number())), {
      description:
        'by the names of the columns: a number per point; whole numbers are written with all digits; null: no value',
    }),
  },
  { $id: 'RollupSeries', title: 'RollupSeries' },
);
export type RollupSeries = Type.Static<typeof RollupSeries>;

const range = {
  start: Type.Optional(Type.String({ description: 'RFC 3339, inclusive; default 24 hours ago' })),
  end: Type.Optional(Type.String({ description: 'RFC 3339, exclusive; default now' })),
  hours: Type.Optional(
    Type.String({ description: 'whole number: the last N hours; start and end win over it' }),
  ),
};

const columns = Type.Optional(
  Type.String({ description: 'names of columns, by commas; default all' }),
);

/** Parameters that every rollup takes, beside its groups. */
export const RollupQuery = Type.Object({
  ...range,
  step: Type.Optional(
    Type.String({ description: 'what a point stands for, in whole buckets: `1h`, `6h`, `7d`' }),
  ),
  points: Type.Optional(
    Type.String({ description: 'choose a step that gives at most this many points per series' }),
  ),
  columns,
  by: Type.Optional(
    Type.String({
      description:
        'groups that tell series apart, by commas, the others put together; `none`: one series; default all',
    }),
  ),
});
export type RollupQuery = Type.Static<typeof RollupQuery>;

/** Beside them where a rollup keeps distributions. */
export const PercentilesQuery = Type.Object({
  percentiles: Type.Optional(
    Type.String({
      description: 'percentiles from 0 to 100, by commas: `50,90,99.9`; each is a column `…_p99.9`',
    }),
  ),
});
export type PercentilesQuery = Type.Static<typeof PercentilesQuery>;

/** Parameters of `device_metrics_summary`, beside its groups. */
export const SummaryQuery = Type.Object({ ...range, columns });
export type SummaryQuery = Type.Static<typeof SummaryQuery>;
