import { agingOf, DATASETS, type Dataset } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import { type Database, identifier, sql } from '../connection/index.ts';
import {
  type Job,
  lastRun,
  type MaintenanceStatus,
  maintenanceStatus,
  readJobs,
} from '../maintenance/index.ts';
import { type LivePolicy, RETENTION_POLICY, readPolicies } from '../reconcile/index.ts';
import { readRetentions } from '../retention/index.ts';
import { schemaStatus } from '../schema/index.ts';
import { type DatasetRetention, retentionOf } from './retention.ts';
import { measureSizes, type Size } from './size.ts';

/** Rows, space and retention of one dataset. */
export interface DatasetStorage extends DatasetRetention {
  readonly dataset: Dataset;
  readonly size: Size;
  /** True when every row was counted, else the number is the server's estimate. */
  readonly rowsExact: boolean;
  readonly rows: number;
  readonly oldest: Instant | null;
  readonly newest: Instant | null;
}

export interface Storage {
  readonly schemaVersion: number;
  readonly databaseBytes: number;
  readonly maintenance: MaintenanceStatus & {
    readonly lastRun: Instant | null;
    readonly lastError: string | null;
  };
  readonly datasets: readonly DatasetStorage[];
}

export interface StorageOptions {
  /** Count every row instead of estimating. */
  readonly exact: boolean;
  readonly maintenanceIntervalMs: number;
  readonly now: Instant;
  /** The jobs of the leader, where it has more than every database needs. */
  readonly jobs?: readonly Job[];
}

const UNMEASURED: Size = {
  estimatedRows: 0,
  bytes: 0,
  chunks: null,
  widestSeconds: 0,
  readable: false,
};

/** Reads what the store holds, and whether what is declared is what the server does. */
export async function readStorage(database: Database, options: StorageOptions): Promise<Storage> {
  const { now, maintenanceIntervalMs: intervalMs, jobs: extended } = options;
  const more = extended === undefined ? {} : { jobs: extended };
  const [status, sizes, jobs, databaseBytes, retentions, policies, maintenance] = await Promise.all(
    [
      schemaStatus(database),
      measureSizes(database),
      readJobs(database),
      readDatabaseBytes(database),
      readRetentions(database),
      readLivePolicies(database),
      maintenanceStatus({ database, now, intervalMs, ...more }),
    ],
  );
  const known = { retentions, jobs, policies, now, intervalMs };
  const datasets: DatasetStorage[] = [];
  for (const dataset of DATASETS) {
    const size = sizes.get(dataset.name) ?? UNMEASURED;
    const [edges, counted] = await Promise.all([
      size.readable ? readEdges(database, dataset) : NO_EDGES,
      options.exact && size.readable ? countRows(database, dataset) : undefined,
    ]);
    datasets.push({
      dataset,
      size,
      rowsExact: counted !== undefined,
      rows: counted ?? size.estimatedRows,
      ...edges,
      ...retentionOf(dataset, size, known),
    });
  }
  const lastError = jobs.find((job) => job.last_error !== null)?.last_error ?? null;
  return {
    schemaVersion: status.version,
    databaseBytes,
    maintenance: { ...maintenance, lastRun: lastRun(jobs), lastError },
    datasets,
  };
}

/** Retention policies run under the Community licence only. */
async function readLivePolicies(database: Database): Promise<ReadonlyMap<string, LivePolicy>> {
  if (database.engine.name !== 'timescale') return new Map();
  return readPolicies(database, database, RETENTION_POLICY);
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

interface Edges {
  readonly oldest: Instant | null;
  readonly newest: Instant | null;
}

const NO_EDGES: Edges = { oldest: null, newest: null };

/** The oldest and the newest row by the time column; both come from the ends of its index. */
async function readEdges(database: Database, dataset: Dataset): Promise<Edges> {
  const column =
    agingOf(dataset)?.column ?? (dataset.name === 'unified_devices' ? 'last_seen' : undefined);
  if (column === undefined) return NO_EDGES;
  const [row] = await database.query<Edges>(
    'storage.edges',
    sql`select min(${identifier(column)}) as oldest, max(${identifier(column)}) as newest
          from ${database.relation(dataset.name)}`,
  );
  return row ?? NO_EDGES;
}
