import type { MaintenanceJob, StorageDataset, StorageReport } from '../../contract/index.ts';
import { formatInstant } from '../../core/index.ts';
import type { Database, Storage } from '../../database/index.ts';
import { instantText } from './value.ts';

/** What the store holds, and whether what is declared is what the server does. */
export function storageReport(
  storage: Storage,
  server: {
    readonly database: Database;
    readonly embedded: boolean;
    readonly maintenanceIntervalMs: number;
  },
): StorageReport {
  const { engine, capabilities, options } = server.database;
  const { maintenance } = storage;
  return {
    engine: {
      name: engine.name,
      embedded: server.embedded,
      server_version: engine.serverVersion,
      timescaledb_version: engine.timescaledbVersion,
      layout: engine.layout,
      capabilities: capabilities.map((one) => ({ ...one })),
    },
    schema: { name: options.schema, version: storage.schemaVersion },
    database_bytes: storage.databaseBytes,
    maintenance: {
      interval_seconds: Math.round(server.maintenanceIntervalMs / 1_000),
      last_run: instantText(maintenance.lastRun),
      last_error: maintenance.lastError,
      leader: {
        led: maintenance.led,
        holder: maintenance.holder,
        since: instantText(maintenance.since),
        epoch: maintenance.epoch,
      },
      jobs: maintenance.jobs.map(maintenanceJob),
    },
    datasets: storage.datasets.map(storageDataset),
  };
}

function maintenanceJob(status: Storage['maintenance']['jobs'][number]): MaintenanceJob {
  const { job, meaning, state, record } = status;
  return {
    job,
    meaning,
    state,
    last_started: instantText(record?.last_started_at ?? null),
    last_succeeded: instantText(record?.last_finished_at ?? null),
    last_duration_ms: record?.last_duration_ms ?? null,
    last_rows: record?.last_rows ?? null,
    last_error: record?.last_error ?? null,
    next_run: instantText(record?.next_run_at ?? null),
    runs: record?.runs ?? 0,
    failures: record?.failures ?? 0,
  };
}

function storageDataset(stored: Storage['datasets'][number]): StorageDataset {
  const { dataset, size, chosen, reason } = stored;
  const isView = dataset.kind === 'view';
  return {
    name: dataset.name,
    title: dataset.title,
    area: dataset.area,
    kind: dataset.kind,
    rows: isView && !stored.rowsExact ? null : stored.rows,
    rows_exact: stored.rowsExact,
    bytes: isView ? null : size.bytes,
    chunks: size.chunks,
    chunk_seconds: stored.chunkSeconds,
    oldest: instantText(stored.oldest),
    newest: instantText(stored.newest),
    retention: {
      declared_seconds: stored.declaredSeconds,
      catalogue_seconds: stored.catalogueSeconds,
      chosen:
        chosen === null
          ? null
          : { actor: chosen.actor, changed_at: formatInstant(chosen.changedAt) },
      effective_seconds: stored.effectiveSeconds,
      enforced_by: stored.enforcedBy,
      ...(reason === undefined ? {} : { reason }),
    },
  };
}
