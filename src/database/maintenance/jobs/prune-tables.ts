import { DATASETS, type Dataset } from '../../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../../core/index.ts';
import { retentionMicros } from '../../chunks/index.ts';
import { identifier, sql } from '../../connection/index.ts';
import { readRetentions } from '../../retention/index.ts';
import type { Job, JobContext } from '../job.ts';

/** Rows that one transaction deletes: few enough that writers of the table hardly wait. */
const BATCH_ROWS = 5_000;

export const pruneTables: Job = {
  name: 'prune_tables',
  meaning: 'deletes rows of ordinary tables that are older than the retention',
  async run(context) {
    const now = context.clock.now();
    const retentions = await readRetentions(context.database);
    const deleted: { [table: string]: number } = {};
    for (const dataset of DATASETS.filter(({ pruning }) => pruning !== undefined)) {
      const aging = retentions.aging(dataset);
      if (aging === undefined || context.stop.aborted) continue;
      const rows = await prune(context, dataset, now - retentionMicros(aging));
      if (rows > 0) deleted[dataset.name] = rows;
    }
    const rows = Object.values(deleted).reduce((sum, one) => sum + one, 0);
    return { rows, detail: { deleted }, complete: !context.stop.aborted };
  },
};

/** Batch by batch along the index of the time, until nothing is left or time is up. */
async function prune(context: JobContext, dataset: Dataset, cutoff: Instant): Promise<number> {
  let total = 0;
  for (;;) {
    const rows = await pruneBatch(context, dataset, cutoff);
    total += rows;
    if (rows < BATCH_ROWS || context.stop.aborted) return total;
  }
}

/** Rows that a writer holds are looked at again the next time: it may make them young. */
function pruneBatch(
  { database, guard }: JobContext,
  dataset: Dataset,
  cutoff: Instant,
): Promise<number> {
  const table = database.relation(dataset.name);
  const column = identifier(dataset.pruning?.column ?? '');
  return database.transaction('maintenance.prune', async (session) => {
    await guard?.(session);
    return session.execute(
      'maintenance.prune',
      sql`delete from ${table}
           where ctid = any(array(
                   select ctid from ${table}
                    where ${column} < ${formatInstant(cutoff)}::timestamptz
                    order by ${column} limit ${BATCH_ROWS} for update skip locked))`,
    );
  });
}
