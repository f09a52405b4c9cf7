import type { Job } from '../maintenance/index.ts';
import { applyReconcile, type ReconcileOptions } from './apply.ts';

/**
 * Brings the database in line again and again, so that a policy that somebody changed, or a licence
 * that became another, is noticed without a restart. It never shortens a retention.
 */
export function reconcileJob(
  options: Pick<ReconcileOptions, 'desired' | 'actor' | 'programVersion'>,
): Job {
  return {
    name: 'reconcile',
    meaning: 'makes chunk widths, policies, columnstore and indexes what is declared',
    async run({ database, log, guard }) {
      await database.refresh();
      const result = await applyReconcile(database, { ...options, mayShorten: false, log, guard });
      const [first] = result.failed;
      return {
        rows: result.applied.length,
        detail: {
          applied: result.applied.map(({ fact, object }) => `${fact} of ${object}`),
          remaining: result.remaining.length,
        },
        complete: true,
        ...(first === undefined
          ? {}
          : {
              error: `${first.difference.fact} of ${first.difference.object}: ${first.message}`,
            }),
      };
    },
  };
}
