import { delay } from '../../core/index.ts';
import type { Logger } from '../../observe/index.ts';
import { type Database, type Session, sql } from '../connection/index.ts';

/** Time between two lines of the log about an index that is being made. */
const TELL_MS = 5_000;

export interface IndexWork {
  readonly database: Database;
  /** The connection on which the index is made. */
  readonly session: Session;
  readonly log: Logger;
  /** Name of the index. */
  readonly index: string;
  readonly tellEveryMs?: number | undefined;
}

/** Runs `work`, which makes an index, and tells in the log how far the server is with it. */
export async function tellingProgress(
  options: IndexWork,
  work: () => Promise<void>,
): Promise<void> {
  const [own] = await options.session.query<{ pid: number }>(
    'reconcile.pid',
    sql`select pg_backend_pid() as pid`,
  );
  const ended = new AbortController();
  // An index gets made whether or not somebody can watch.
  const telling = tell(options, own?.pid ?? 0, ended.signal).catch(() => {});
  try {
    await work();
  } finally {
    ended.abort();
    await telling;
  }
}

async function tell(
  { database, log, index, tellEveryMs = TELL_MS }: IndexWork,
  pid: number,
  ended: AbortSignal,
): Promise<void> {
  for (;;) {
    await delay(tellEveryMs, ended);
    if (ended.aborted) return;
    const progress = await readProgress(database, pid);
    if (progress !== undefined) log.info({ index, ...progress }, 'the index is being made');
  }
}

interface Progress {
  /** What the server is at, in its words. */
  readonly phase: string;
  /** Share of that phase; null where it does not count. */
  readonly percent: number | null;
}

/** Waiting is counted in transactions, reading in blocks, and sorting in rows. */
async function readProgress(database: Database, pid: number): Promise<Progress | undefined> {
  const [row] = await database.query<Progress>(
    'reconcile.progress',
    sql`select phase,
               round(100.0 * case when lockers_total > 0 then lockers_done
                                  when blocks_total > 0 then blocks_done
                                  else tuples_done end
                     / nullif(case when lockers_total > 0 then lockers_total
                                   when blocks_total > 0 then blocks_total
                                   else tuples_total end, 0))::integer as percent
          from pg_stat_progress_create_index where pid = ${pid}`,
  );
  return row;
}
