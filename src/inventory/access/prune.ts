import { formatInstant, MICROS_PER_MILLI } from '../../core/index.ts';
import { type Job, type JobContext, type Sql, sql } from '../../database/index.ts';

/** Rows that one transaction deletes. */
const BATCH = 5_000;

const DAY_MS = 86_400_000;

/** Sessions and tokens that ended stay for so long, for whoever asks what happened. */
const ENDED_MS = 30 * DAY_MS;

/** Access tokens live for a day at most, and keys verify them for as long. */
const KEY_MS = 2 * DAY_MS;

/** Deletes access events after their retention, and what nobody can use any more. */
export function pruneAccess({ eventsMs }: { readonly eventsMs: number }): Job {
  return {
    name: 'prune_access',
    meaning: 'deletes old access events, and sessions, spent tokens and keys that ended long ago',
    async run(context) {
      const now = context.clock.now();
      const before = (ms: number) =>
        sql`${formatInstant(now - ms * MICROS_PER_MILLI)}::timestamptz`;
      const ended = before(ENDED_MS);
      const { database } = context;
      const sessions = database.relation('access_sessions');
      const old: readonly (readonly [string, Sql])[] = [
        ['access_events', sql`occurred_at < ${before(eventsMs)}`],
        ['access_sessions', sql`expires_at < ${ended} or ended_at < ${ended}`],
        [
          'access_spent_tokens',
          sql`not exists (select from ${sessions} as session where session.id = session_id)`,
        ],
        ['access_keys', sql`retired_at < ${before(KEY_MS)}`],
      ];
      const deleted: { [table: string]: number } = {};
      for (const [table, which] of old) {
        const rows = await prune(context, table, which);
        if (rows > 0) deleted[table] = rows;
      }
      const rows = Object.values(deleted).reduce((sum, one) => sum + one, 0);
      return { rows, detail: { deleted }, complete: !context.stop.aborted };
    },
  };
}

async function prune(context: JobContext, table: string, which: Sql): Promise<number> {
  const { database, guard, stop } = context;
  const relation = database.relation(table);
  let total = 0;
  while (!stop.aborted) {
    const rows = await database.transaction('access.prune', async (session) => {
      await guard?.(session);
      return session.execute(
        'access.prune',
        sql`delete from ${relation}
             where ctid = any(array(select ctid from ${relation} where ${which} limit ${BATCH}
                                       for update skip locked))`,
      );
    });
    total += rows;
    if (rows < BATCH) break;
  }
  return total;
}
