import { formatInstant } from '../../../core/index.ts';
import { type FailedBucket, refreshRollups } from '../../rollups/index.ts';
import type { Job } from '../job.ts';

/** Buckets between two looks at the time. */
const PIECE = 200;

export const refreshRollupsJob: Job = {
  name: 'refresh_rollups',
  meaning: 'computes the buckets of rollups in which rows arrived, late ones among them',
  async run({ database, clock, guard, stop }) {
    let [refreshed, skipped] = [0, 0];
    let failed: readonly FailedBucket[] = [];
    let complete = false;
    while (!complete && !stop.aborted) {
      // Buckets that fail stay pending, and must not take the place of those behind them.
      const limit = PIECE + failed.length;
      const done = await refreshRollups(database, { now: clock.now(), guard, limit });
      refreshed += done.refreshed;
      skipped += done.skipped;
      failed = done.failed;
      complete = done.refreshed + done.skipped + done.failed.length < limit;
    }
    return {
      rows: refreshed,
      detail: { refreshed, skipped, failed: failed.length },
      complete,
      ...(failed.length === 0 ? {} : { error: describeFailed(failed) }),
    };
  },
};

/** The first of the buckets that could not be computed, as a sentence. */
export function describeFailed(failed: readonly FailedBucket[]): string {
  const [first] = failed;
  if (first === undefined) return '';
  const more = failed.length === 1 ? '' : ` (and ${failed.length - 1} more buckets)`;
  return `${first.rollup} cannot be computed for ${formatInstant(first.bucket)}${more}: ${first.message}`;
}
