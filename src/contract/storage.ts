import { Type } from 'typebox';
import { InstantText, nullable } from './common.ts';

export const StorageDataset = Type.Object({
  name: Type.String(),
  title: Type.String(),
  area: Type.String(),
  kind: Type.Union([Type.Literal('hypertable'), Type.Literal('table'), Type.Literal('view')]),
  rows: nullable(
    Type.Integer({
      description:
        'number of rows; an estimate unless `rows_exact`; null: a view that was not counted',
    }),
  ),
  rows_exact: Type.Boolean(),
  bytes: nullable(Type.Integer({ description: 'table, indexes and TOAST; null for a view' })),
  chunks: nullable(Type.Integer({ description: 'null for an ordinary table' })),
  chunk_seconds: nullable(Type.Integer({ description: 'width of a chunk' })),
  oldest: nullable(InstantText),
  newest: nullable(InstantText),
  retention: Type.Object({
    declared_seconds: nullable(
      Type.Integer({
        description: 'what was chosen, else what the catalogue declares; null: kept for ever',
      }),
    ),
    catalogue_seconds: nullable(Type.Integer({ description: 'what the catalogue declares' })),
    chosen: nullable(
      Type.Object(
        { actor: Type.String(), changed_at: InstantText },
        { description: 'who chose another retention than the catalogue declares, and when' },
      ),
    ),
    effective_seconds: nullable(
      Type.Integer({
        description:
          'age that no row exceeds while maintenance runs: declared + the widest chunk + one interval; null: nothing drops rows',
      }),
    ),
    enforced_by: nullable(
      Type.String({ description: 'what drops rows: maintenance, policy; null when nothing does' }),
    ),
    reason: Type.Optional(Type.String({ description: 'why nothing drops rows' })),
  }),
});
export type StorageDataset = Type.Static<typeof StorageDataset>;

/** One thing that server, database and role can or cannot do for the store. */
export const EngineCapability = Type.Object({
  name: Type.String(),
  meaning: Type.String(),
  present: Type.Boolean(),
  reason: nullable(Type.String({ description: 'why it is missing' })),
  hint: nullable(Type.String({ description: 'how to get it, where it can be had' })),
  needed: Type.Boolean({
    description: 'false: radarstore does the same in another way, so that only cost differs',
  }),
});
export type EngineCapability = Type.Static<typeof EngineCapability>;

/** A job of maintenance, and what it did last. */
export const MaintenanceJob = Type.Object({
  job: Type.String(),
  meaning: Type.String(),
  state: Type.Union([
    Type.Literal('ok'),
    Type.Literal('failing'),
    Type.Literal('overdue'),
    Type.Literal('never'),
  ]),
  last_started: nullable(InstantText),
  last_succeeded: nullable(InstantText),
  last_duration_ms: nullable(Type.Integer()),
  last_rows: nullable(Type.Integer({ description: 'rows, chunks or buckets that it changed' })),
  last_error: nullable(Type.String({ description: 'null while the last run went well' })),
  next_run: nullable(InstantText),
  runs: Type.Integer(),
  failures: Type.Integer(),
});
export type MaintenanceJob = Type.Static<typeof MaintenanceJob>;

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
      capabilities: Type.Array(EngineCapability),
    }),
    schema: Type.Object({ name: Type.String(), version: Type.Integer() }),
    database_bytes: Type.Integer(),
    maintenance: Type.Object({
      interval_seconds: Type.Integer(),
      last_run: nullable(InstantText),
      last_error: nullable(Type.String()),
      leader: Type.Object({
        led: Type.Boolean({ description: 'whether a process leads now' }),
        holder: nullable(Type.String({ description: 'the process that leads, or led last' })),
        since: nullable(InstantText),
        epoch: Type.Integer({ description: 'counts the leaders' }),
      }),
      jobs: Type.Array(MaintenanceJob),
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
