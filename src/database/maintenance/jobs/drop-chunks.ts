import { rollupsOf } from '../../../catalogue/index.ts';
import { dropExpiredChunks } from '../../chunks/index.ts';
import { type FailedBucket, refreshBeforeDrop } from '../../rollups/index.ts';
import type { Job } from '../job.ts';
import { describeFailed } from './refresh-rollups.ts';

export const dropChunks: Job = {
  name: 'drop_chunks',
  meaning:
    'drops chunks of which every row is older than the retention, once its rollups have them',
  async run({ database, clock, guard, stop }) {
    const now = clock.now();
    const failed: FailedBucket[] = [];
    const dropped = await dropExpiredChunks(database, now, {
      guard,
      stop,
      async prepare(dataset, before) {
        if (rollupsOf(dataset.name).length === 0) return before;
        const { name: source } = dataset;
        const done = await refreshBeforeDrop(database, { source, before, now, guard });
        failed.push(...done.failed);
        // Rows that a rollup lacks stay until it has them.
        return Math.min(before, ...done.failed.map(({ bucket }) => bucket));
      },
    });
    return {
      rows: dropped.length,
      detail: { dropped },
      complete: !stop.aborted,
      ...(failed.length === 0 ? {} : { error: `${describeFailed(failed)}; its rows stay` }),
    };
  },
};
