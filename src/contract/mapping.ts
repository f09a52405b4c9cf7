import { Type } from 'typebox';
import { InstantText, nullable } from './common.ts';

const Names = Type.Array(Type.String());
const seconds = (description: string) => nullable(Type.Integer({ description }));

/** A dataset that stands for a Proton object, or for a part of it. */
export const MappingTarget = Type.Object({
  dataset: Type.String(),
  title: Type.String(),
  area: Type.String(),
  kind: Type.Union([Type.Literal('hypertable'), Type.Literal('table'), Type.Literal('view')]),
  role: Type.Union(
    [
      Type.Literal('main'),
      Type.Literal('merged'),
      Type.Literal('latest'),
      Type.Literal('beside'),
      Type.Literal('view'),
    ],
    {
      description:
        'main: takes the rows; merged: takes them beside those of another object; latest: latest state beside a history; beside: kept with it; view: stands under the name of the object',
    },
  ),
  retention: Type.Object({
    declared_seconds: seconds('null: kept for ever'),
    effective_seconds: seconds('age that no row exceeds; null: nothing drops rows, or unknown'),
    enforced_by: nullable(Type.String()),
    reason: Type.Optional(Type.String({ description: 'why nothing drops rows' })),
  }),
  present: nullable(Type.Boolean({ description: 'null: no database was asked' })),
  rows: nullable(Type.Integer({ description: 'an estimate unless `rows_exact`; null: unknown' })),
  rows_exact: Type.Boolean(),
  bytes: nullable(Type.Integer()),
  oldest: nullable(InstantText),
  newest: nullable(InstantText),
  features: Type.Array(Type.String(), {
    description: 'hypertable, partitions, columnstore, continuous aggregate',
  }),
  rollups: Type.Array(Type.String(), { description: 'rollups that are made from it' }),
  query_names: Type.Array(Type.String(), { description: 'names under which queries ask for it' }),
  handled_by: Type.Object(
    { writer: Names, reader: Names, query_name: Names, backfill: Names, parity: Names },
    { description: 'parts of the program that deal with it, as they declare themselves' },
  ),
});
export type MappingTarget = Type.Static<typeof MappingTarget>;

export const MappingGap = Type.Union([
  Type.Literal('relation'),
  Type.Literal('writer'),
  Type.Literal('reader'),
  Type.Literal('query_name'),
  Type.Literal('backfill'),
  Type.Literal('parity'),
]);
export type MappingGap = Type.Static<typeof MappingGap>;

export const MappingEntry = Type.Object({
  object: Type.String({ description: 'name of the Proton stream' }),
  kind: Type.Union([
    Type.Literal('stream'),
    Type.Literal('versioned_kv'),
    Type.Literal('changelog_kv'),
  ]),
  seed: Type.Object(
    {
      status: Type.Union([
        Type.Literal('existing'),
        Type.Literal('deferred'),
        Type.Literal('merged'),
      ]),
      ttl: Type.String(),
      target: Type.String(),
      retention_days: nullable(Type.Integer()),
    },
    { description: 'what the mapping document said when the move began' },
  ),
  note: nullable(Type.String()),
  targets: Type.Array(MappingTarget),
  gaps: Type.Array(MappingGap, { description: 'what is missing until the object has moved' }),
});
export type MappingEntry = Type.Static<typeof MappingEntry>;

export const MappingReport = Type.Object(
  {
    database: nullable(
      Type.Object({
        engine: Type.String(),
        schema: Type.String(),
        maintenance_interval_seconds: Type.Integer(),
      }),
    ),
    summary: Type.Object({
      objects: Type.Integer(),
      without_gap: Type.Integer(),
      gaps: Type.Record(MappingGap, Type.Integer(), {
        description: 'number of objects with each gap',
      }),
    }),
    objects: Type.Array(MappingEntry),
  },
  { $id: 'MappingReport', title: 'MappingReport' },
);
export type MappingReport = Type.Static<typeof MappingReport>;
