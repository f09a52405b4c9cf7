import type { StorageDataset, StorageReport } from '../../contract/index.ts';
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
  const { engine, options } = server.database;
  return {
    engine: {
      name: engine.name,
      embedded: server.embedded,
      server_version: engine.serverVersion,
      timescaledb_version: engine.timescaledbVersion,
      layout: engine.layout,
    },
    schema: { name: options.schema, version: storage.schemaVersion },
    database_bytes: storage.databaseBytes,
    maintenance: {
      interval_seconds: Math.round(server.maintenanceIntervalMs / 1_000),
      last_run: instantText(storage.maintenance.lastRun),
      last_error: storage.maintenance.lastError,
    },
    datasets: storage.datasets.map(storageDataset),
  };
}

function storageDataset(stored: Storage['datasets'][number]): StorageDataset {
  const { dataset, size, reason } = stored;
  return {
    name: dataset.name,
    title: dataset.title,
    area: dataset.area,
    kind: dataset.kind,
    rows: stored.rows,
    rows_exact: stored.rowsExact,
    bytes: size.bytes,
    chunks: size.chunks,
    chunk_seconds: dataset.time === undefined ? null : dataset.time.chunkHours * 3_600,
    oldest: instantText(stored.oldest),
    newest: instantText(stored.newest),
    retention: {
      declared_seconds: stored.declaredSeconds,
      effective_seconds: stored.effectiveSeconds,
      enforced_by: stored.enforcedBy,
      ...(reason === undefined ? {} : { reason }),
    },
  };
}
