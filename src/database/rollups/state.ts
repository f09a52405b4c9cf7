import { ROLLUPS } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import { type Database, join, sql } from '../connection/index.ts';
import { bucketMicros } from './aggregate.ts';

/** How far a rollup is. */
export interface RollupState {
  readonly rollup: string;
  readonly source: string;
  /** A continuous aggregate of the server stands in for the table. */
  readonly continuous: boolean;
  /**
   * Before this instant the rollup holds every raw row that was stored; from it on, raw rows have to
   * be asked. Null before the first refresh.
   */
  readonly completeTo: Instant | null;
  /** Buckets that have to be computed, the present one among them. */
  readonly pendingBuckets: number;
  /** When a bucket was last computed. */
  readonly lastRefreshedAt: Instant | null;
  /** Begin of the oldest bucket that is kept. */
  readonly oldestBucket: Instant | null;
  /** Buckets that were left as they are because raw rows of them were gone. */
  readonly skippedBuckets: number;
}

interface StateRow {
  readonly rollup: string;
  readonly open_from: Instant | null;
  readonly continuous: boolean;
  readonly pending: number;
  readonly refreshed_at: Instant | null;
  readonly skipped: number;
}

/** How far each rollup is at `now`, in the order of the catalogue. */
export async function rollupState(database: Database, now: Instant): Promise<RollupState[]> {
  const rows = await database.query<StateRow>(
    'rollups.state',
    sql`select rollup, open_from, continuous, pending_buckets as pending, refreshed_at,
               skipped_buckets as skipped
          from ${database.relation('rollup_status')}`,
  );
  const byName = new Map(rows.map((row) => [row.rollup, row]));
  const oldest = await readOldest(database);
  return ROLLUPS.map((rollup) => {
    const row = byName.get(rollup.name);
    const present = Math.floor(now / bucketMicros(rollup)) * bucketMicros(rollup);
    return {
      rollup: rollup.name,
      source: rollup.source,
      continuous: row?.continuous ?? false,
      completeTo: row === undefined ? null : Math.min(row.open_from ?? present, present),
      pendingBuckets: row?.pending ?? 0,
      lastRefreshedAt: row?.refreshed_at ?? null,
      oldestBucket: oldest.get(rollup.name) ?? null,
      skippedBuckets: row?.skipped ?? 0,
    };
  });
}

async function readOldest(database: Database): Promise<Map<string, Instant | null>> {
  const rows = await database.query<{ rollup: string; oldest: Instant | null }>(
    'rollups.oldest',
    join(
      ROLLUPS.map(
        ({ name }) =>
          sql`select ${name}::text as rollup, min(bucket) as oldest from ${database.relation(name)}`,
      ),
      ' union all ',
    ),
  );
  return new Map(rows.map((row) => [row.rollup, row.oldest]));
}
