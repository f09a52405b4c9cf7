import { Type } from 'typebox';
import { InstantText, nullable } from './common.ts';

export const StorageDataset = Type.Object({
  name: Type.String(),
  title: Type.String(),
  area: Type.String(),
  kind: Type.Union([Type.Literal('hypertable'), Type.Literal('table')]),
  rows: Type.Integer({ description: 'number of rows; an estimate unless `rows_exact`' }),
  rows_exact: Type.Boolean(),
  bytes: Type.Integer({ description: 'table, indexes and TOAST' }),
  chunks: nullable(Type.Integer({ description: 'null for an ordinary table' })),
  chunk_seconds: nullable(Type.Integer({ description: 'width of a chunk' })),
  oldest: nullable(InstantText),
  newest: nullable(InstantText),
  retention: Type.Object({
    declared_seconds: nullable(Type.Integer({ description: 'null: kept for ever' })),
    effective_seconds: nullable(
      Type.Integer({
        description:
          'age that no row exceeds while maintenance runs: declared + one chunk + one interval; null: nothing drops rows',
      }),
    ),
    enforced_by: nullable(Type.String({ description: 'what drops rows; null when nothing does' })),
    reason: Type.Optional(Type.String({ description: 'why nothing drops rows' })),
  }),
});
export type StorageDataset = Type.Static<typeof StorageDataset>;

export const StorageReport = Type.Object(
  {
    engine: Type.Object({
      name: Type.Union([
        Type.Literal('postgres'),
        Type.Literal('timescale-apache'),
        Type.Literal('timescale'),
      ]),
      embedded: Type.Boolean(),
      server_version: Type.String(),
      timescaledb_version: nullable(Type.String()),
      layout: Type.Union([Type.Literal('partitions'), Type.Literal('hypertables')]),
    }),
    schema: Type.Object({ name: Type.String(), version: Type.Integer() }),
    database_bytes: Type.Integer(),
    maintenance: Type.Object({
      interval_seconds: Type.Integer(),
      last_run: nullable(InstantText),
      last_error: nullable(Type.String()),
    }),
    datasets: Type.Array(StorageDataset),
  },
  { $id: 'StorageReport', title: 'StorageReport' },
);
export type StorageReport = Type.Static<typeof StorageReport>;

export const StorageQuery = Type.Object({
  exact: Type.Optional(
    Type.String({ description: '`true`: count every row instead of estimating' }),
  ),
});
export type StorageQuery = Type.Static<typeof StorageQuery>;
