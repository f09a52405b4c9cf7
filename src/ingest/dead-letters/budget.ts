import { formatInstant, type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import { type Database, sql } from '../../database/index.ts';
import type { HealthCheck } from '../../observe/index.ts';

const HOUR = 3_600 * MICROS_PER_SECOND;

/** What `/readyz` says of refused records: too many within an hour are somebody's fault. */
export async function checkDeadLetters(
  database: Database,
  options: { readonly budget: number; readonly now: Instant },
): Promise<HealthCheck> {
  const { budget, now } = options;
  const most = budget + 1;
  const [worst, ...others] = await database.query<{
    reason: string;
    dataset: string | null;
    letters: number;
  }>(
    'dead_letters.budget',
    sql`select reason, dataset, count(*) as letters
          from (select reason, dataset from ${database.relation('dead_letters')}
                 where last_received_at > ${formatInstant(now - HOUR)}
                 order by last_received_at desc limit ${most}) as recent
         group by reason, dataset order by letters desc, reason, dataset`,
  );
  const letters = [worst, ...others].reduce((sum, one) => sum + (one?.letters ?? 0), 0);
  const detail = { letters: Math.min(letters, budget), budget, over: letters > budget };
  const name = 'dead_letters';
  if (worst === undefined) {
    return { name, state: 'ok', message: 'No record was refused within the last hour.', detail };
  }
  if (letters <= budget) {
    const message = `${letters} different records were refused within the last hour.`;
    return { name, state: 'ok', message, detail };
  }
  const where = worst.dataset === null ? '' : ` for ${worst.dataset}`;
  return {
    name,
    state: 'degraded',
    message: `More than ${budget} different records were refused within the last hour, most of the newest${where} because of ${worst.reason}.`,
    hint: 'See GET /api/dead-letters or `radarstore dead-letters list`; correct whoever sends them, then replay.',
    detail,
  };
}
