import { DATASETS, type Dataset, timeOf } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import { chunkMicros, retentionMicros } from '../chunks/index.ts';
import { type Database, identifier, sql } from '../connection/index.ts';
import { lastRun, readJobs } from '../maintenance/index.ts';
import { schemaStatus } from '../schema/index.ts';
import { measureSizes, type Size } from './size.ts';

/** Rows, space and retention of one dataset. Durations in seconds. */
export interface DatasetStorage {
  readonly dataset: Dataset;
  readonly size: Size;
  /** True when every row was counted, else the number is the server's estimate. */
  readonly rowsExact: boolean;
  readonly rows: number;
  readonly oldest: Instant | null;
  readonly newest: Instant | null;
  readonly declaredSeconds: number | null;
  /** Age that no row exceeds; null while nothing drops rows. */
  readonly effectiveSeconds: number | null;
  readonly enforcedBy: string | null;
  readonly reason?: string;
}

export interface Storage {
  readonly schemaVersion: number;
  readonly databaseBytes: number;
  readonly maintenance: { readonly lastRun: Instant | null; readonly lastError: string | null };
  readonly datasets: readonly DatasetStorage[];
}

export interface StorageOptions {
  /** Count every row instead of estimating. */
  readonly exact: boolean;
  readonly maintenanceIntervalMs: number;
  readonly now: Instant;
}

/** Reads what the store holds, and whether what is declared is what the server does. */
export async function readStorage(database: Database, options: StorageOptions): Promise<Storage> {
  const [status, sizes, jobs, databaseBytes] = await Promise.all([
    schemaStatus(database),
    measureSizes(database),
    readJobs(database),
    readDatabaseBytes(database),
  ]);
  const maintained = lastRun(jobs);
  const lastError = jobs.find((job) => job.last_error !== null)?.last_error ?? null;
  const datasets: DatasetStorage[] = [];
  for (const dataset of DATASETS) {
    const size = sizes.get(dataset.name) ?? { estimatedRows: 0, bytes: 0, chunks: null };
    const [edges, counted] = await Promise.all([
      readEdges(database, dataset),
      options.exact ? countRows(database, dataset) : undefined,
    ]);
    datasets.push({
      dataset,
      size,
      rowsExact: counted !== undefined,
      rows: counted ?? size.estimatedRows,
      ...edges,
      ...retentionOf(dataset, options, maintained, lastError),
    });
  }
  return {
    schemaVersion: status.version,
    databaseBytes,
    maintenance: { lastRun: maintained, lastError },
    datasets,
  };
}

type Retention = Pick<
  DatasetStorage,
  'declaredSeconds' | 'effectiveSeconds' | 'enforcedBy' | 'reason'
>;

function retentionOf(
  dataset: Dataset,
  options: StorageOptions,
  maintained: Instant | null,
  lastError: string | null,
): Retention {
  const time = timeOf(dataset);
  if (time === undefined) {
    return { declaredSeconds: null, effectiveSeconds: null, enforcedBy: null };
  }
  const declaredSeconds = retentionMicros(time) / 1e6;
  const intervalSeconds = options.maintenanceIntervalMs / 1e3;
  const stale = maintained === null || (options.now - maintained) / 1e6 > 2 * intervalSeconds + 60;
  if (stale || lastError !== null) {
    const reason = lastError ?? 'no process has run maintenance lately';
    return { declaredSeconds, effectiveSeconds: null, enforcedBy: null, reason };
  }
  return {
    declaredSeconds,
    effectiveSeconds: declaredSeconds + chunkMicros(time) / 1e6 + intervalSeconds,
    enforcedBy: 'maintenance',
  };
}

async function readDatabaseBytes(database: Database): Promise<number> {
  const [row] = await database.query<{ bytes: number }>(
    'storage.database_bytes',
    sql`select pg_database_size(current_database()) as bytes`,
  );
  return row?.bytes ?? 0;
}

async function countRows(database: Database, dataset: Dataset): Promise<number> {
  const [row] = await database.query<{ rows: number }>(
    'storage.count',
    sql`select count(*) as rows from ${database.relation(dataset.name)}`,
  );
  return row?.rows ?? 0;
}

/** The oldest and the newest row by the time column; both come from the ends of its index. */
async function readEdges(
  database: Database,
  dataset: Dataset,
): Promise<{ oldest: Instant | null; newest: Instant | null }> {
  const column =
    timeOf(dataset)?.column ?? (dataset.name === 'unified_devices' ? 'last_seen' : undefined);
  if (column === undefined) return { oldest: null, newest: null };
  const [row] = await database.query<{ oldest: Instant | null; newest: Instant | null }>(
    'storage.edges',
    sql`select min(${identifier(column)}) as oldest, max(${identifier(column)}) as newest
          from ${database.relation(dataset.name)}`,
  );
  return row ?? { oldest: null, newest: null };
}
