import type { Rollup } from '../../catalogue/index.ts';
import { codeOf, type Instant, MICROS_PER_MILLI, messageOf, RadarError } from '../../core/index.ts';
import { classifyFault, type Database } from '../connection/index.ts';
import { readRetentions } from '../retention/index.ts';
import { computeBucket } from './bucket.ts';
import { collectTouched, findUncounted, type PendingBucket, pendingBuckets } from './pending.ts';
import { type Counts, maintainedRollups, type Place, recordProgress } from './progress.ts';
import type { Guard } from './transaction.ts';

export interface RefreshOptions {
  readonly now: Instant;
  readonly guard?: Guard | undefined;
  /** Most buckets that one call computes; the rest waits for the next. */
  readonly limit?: number;
  /** How long after its end a bucket is computed first, so that rows on their way are in it. */
  readonly settleMs?: number;
}

/** A bucket that could not be computed. It stays pending. */
export interface FailedBucket extends PendingBucket {
  readonly message: string;
}

export interface RefreshOutcome {
  readonly refreshed: number;
  /** Buckets that stay as they are because raw rows of them are gone. */
  readonly skipped: number;
  readonly failed: readonly FailedBucket[];
}

const SETTLE_MS = 60_000;

/**
 * Computes every bucket anew that has ended and in which rows were stored since the last time, the
 * oldest first; each in a transaction of its own, so an interrupted run loses nothing.
 */
export async function refreshRollups(
  database: Database,
  options: RefreshOptions,
): Promise<RefreshOutcome> {
  const settle = (options.settleMs ?? SETTLE_MS) * MICROS_PER_MILLI;
  return database.session('rollups.refresh', async (session) => {
    const place = { database, session, guard: options.guard };
    const rollups = await maintainedRollups(place);
    await collectTouched(place);
    const due = await pendingBuckets(place, rollups, {
      endedBy: options.now - settle,
      limit: options.limit ?? Number.POSITIVE_INFINITY,
    });
    return computeAll(place, rollups, { due, now: options.now });
  });
}

/**
 * Brings the rollups of a history up to date before its rows older than `before` are dropped, rows
 * among them of which nobody left a record. Drop nothing in which a bucket failed.
 */
export async function refreshBeforeDrop(
  database: Database,
  options: {
    readonly source: string;
    readonly before: Instant;
    readonly now: Instant;
    readonly guard?: Guard | undefined;
  },
): Promise<RefreshOutcome> {
  const { source, before, now, guard } = options;
  return database.session('rollups.before_drop', async (session) => {
    const place = { database, session, guard };
    const rollups = (await maintainedRollups(place)).filter((rollup) => rollup.source === source);
    if (rollups.length === 0) return { refreshed: 0, skipped: 0, failed: [] };
    await collectTouched(place);
    for (const rollup of rollups) await findUncounted(place, rollup, before);
    const due = await pendingBuckets(place, rollups, {
      endedBy: before,
      limit: Number.POSITIVE_INFINITY,
    });
    return computeAll(place, rollups, { due, now });
  });
}

async function computeAll(
  place: Place,
  rollups: readonly Rollup[],
  { due, now }: { readonly due: readonly PendingBucket[]; readonly now: Instant },
): Promise<RefreshOutcome> {
  const byName = new Map(rollups.map((rollup) => [rollup.name, rollup]));
  const retentions = await readRetentions(place.database, place.session);
  const counts = new Map<string, Counts>();
  const failed: FailedBucket[] = [];
  for (const pending of due) {
    const rollup = byName.get(pending.rollup);
    if (rollup === undefined) continue;
    try {
      const work = { rollup, bucket: pending.bucket, now, retentions };
      const outcome = await computeBucket(place, work);
      const before = counts.get(rollup.name) ?? { refreshed: 0, skipped: 0 };
      if (outcome !== 'nothing') {
        counts.set(rollup.name, { ...before, [outcome]: before[outcome] + 1 });
      }
    } catch (fault) {
      // One bucket that fails must not keep the others from being right.
      if (!isOfBucket(fault)) throw fault;
      failed.push({ ...pending, message: messageOf(fault) });
    }
  }
  await recordProgress(place, now, counts);
  const total = (which: keyof Counts) =>
    [...counts.values()].reduce((sum, one) => sum + one[which], 0);
  return { refreshed: total('refreshed'), skipped: total('skipped'), failed };
}

/** Whether the server refused the statement for what the bucket holds, and not because it is away. */
function isOfBucket(fault: unknown): boolean {
  if (fault instanceof RadarError || !/^[0-9A-Z]{5}$/.test(codeOf(fault) ?? '')) return false;
  return ['permanent', 'chunk-missing', 'duplicate', 'limit'].includes(classifyFault(fault));
}
