import { DATASETS, type Dataset } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import type { Database } from '../connection/index.ts';
import { type Retentions, readRetentions } from '../retention/index.ts';
import type { Guard } from '../rollups/index.ts';
import { retentionMicros, type Slice, writableWindow } from './grid.ts';
import { dropHypertableChunks, listHypertableChunks } from './hypertables.ts';
import { listPartitions } from './partition.ts';
import { createPartitions, type DropOptions, dropPartitions, type Range } from './partitions.ts';

/**
 * Makes the chunks that rows between `from` and `to` need. TimescaleDB makes its own, so this does
 * nothing there. Answers how many were made.
 */
export async function ensureChunks(
  database: Database,
  dataset: Dataset,
  range: Range & { readonly retentions?: Retentions; readonly guard?: Guard | undefined },
): Promise<number> {
  if (database.engine.layout === 'hypertables') return 0;
  const retentions = range.retentions ?? (await readRetentions(database));
  const time = retentions.slicing(dataset);
  if (time === undefined) return 0;
  return createPartitions(database, dataset, { time, range, guard: range.guard });
}

/** Makes the chunks of every dataset from now to the end of its window. */
export async function createChunksAhead(
  database: Database,
  now: Instant,
  guard?: Guard,
): Promise<number> {
  const retentions = await readRetentions(database);
  let created = 0;
  for (const dataset of DATASETS) {
    const time = retentions.slicing(dataset);
    if (time === undefined) continue;
    const { to } = writableWindow(time, now);
    created += await ensureChunks(database, dataset, { from: now, to, retentions, guard });
  }
  return created;
}

/** The chunks of a dataset by their bounds, oldest first. */
export async function listChunks(database: Database, dataset: Dataset): Promise<Slice[]> {
  if (database.engine.layout === 'hypertables') return listHypertableChunks(database, dataset);
  return (await listPartitions(database, dataset)).map((one) => one.slice);
}

/** Drops the chunks of a dataset that end at or before `cutoff`. Answers their names. */
function dropChunks(database: Database, dataset: Dataset, options: DropOptions): Promise<string[]> {
  return database.engine.layout === 'hypertables'
    ? dropHypertableChunks(database, dataset, options)
    : dropPartitions(database, dataset, options);
}

export interface ExpiryOptions {
  readonly guard?: Guard | undefined;
  /** No further dataset is begun once this is aborted. */
  readonly stop?: AbortSignal;
  /**
   * Called before chunks of a dataset go that end at or before `expired`; answers the instant at or
   * before which a chunk must end to go all the same.
   */
  readonly prepare?: (dataset: Dataset, expired: Instant) => Promise<Instant>;
}

/**
 * Drops the chunks of every dataset that hold nothing younger than its retention. Only whole
 * chunks go, so a row may outlive its retention by one chunk width.
 */
export async function dropExpiredChunks(
  database: Database,
  now: Instant,
  options: ExpiryOptions = {},
): Promise<string[]> {
  const { guard, stop, prepare } = options;
  const retentions = await readRetentions(database);
  const dropped: string[] = [];
  for (const dataset of DATASETS) {
    const time = retentions.slicing(dataset);
    if (time === undefined || stop?.aborted === true) continue;
    const expired = now - retentionMicros(time);
    const end = await lastExpired(database, dataset, expired);
    if (end === undefined) continue;
    const cutoff = prepare === undefined ? expired : Math.min(expired, await prepare(dataset, end));
    dropped.push(...(await dropChunks(database, dataset, { cutoff, guard })));
  }
  return dropped;
}

/** The end of the youngest chunk that ends at or before an instant. */
async function lastExpired(
  database: Database,
  dataset: Dataset,
  expired: Instant,
): Promise<Instant | undefined> {
  const chunks = await listChunks(database, dataset);
  return chunks.findLast((chunk) => chunk.to <= expired)?.to;
}
