import { DATASETS, type Dataset, timeOf } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import type { Database } from '../connection/index.ts';
import { retentionMicros, writableWindow } from './grid.ts';
import { dropHypertableChunks } from './hypertables.ts';
import { createPartitions, dropPartitions } from './partitions.ts';

/**
 * Makes the chunks that rows between `from` and `to` need. TimescaleDB makes its own, so this does
 * nothing there. Answers how many were made.
 */
export async function ensureChunks(
  database: Database,
  dataset: Dataset,
  range: { readonly from: Instant; readonly to: Instant },
): Promise<number> {
  const time = timeOf(dataset);
  if (time === undefined || database.engine.layout === 'hypertables') return 0;
  return createPartitions(database, dataset, time, range);
}

/** Makes the chunks of every dataset from now to the end of its window. */
export async function createChunksAhead(database: Database, now: Instant): Promise<number> {
  let created = 0;
  for (const dataset of DATASETS) {
    const time = timeOf(dataset);
    if (time === undefined) continue;
    created += await ensureChunks(database, dataset, {
      from: now,
      to: writableWindow(time, now).to,
    });
  }
  return created;
}

/**
 * Drops the chunks of every dataset that hold nothing younger than its retention. Only whole
 * chunks go, so a row may outlive its retention by one chunk width.
 */
export async function dropExpiredChunks(database: Database, now: Instant): Promise<string[]> {
  const dropped: string[] = [];
  for (const dataset of DATASETS) {
    const time = timeOf(dataset);
    if (time === undefined) continue;
    const cutoff = now - retentionMicros(time);
    dropped.push(
      ...(database.engine.layout === 'hypertables'
        ? await dropHypertableChunks(database, dataset, cutoff)
        : await dropPartitions(database, dataset, time, cutoff)),
    );
  }
  return dropped;
}
