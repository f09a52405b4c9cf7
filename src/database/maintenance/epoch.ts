import type { Instant } from '../../core/index.ts';
import { type Database, type Session, sql } from '../connection/index.ts';
import type { Guard } from '../rollups/index.ts';

/** Another process leads maintenance now. What was under way is rolled back. */
export class LeadershipLost extends Error {
  override readonly name = 'LeadershipLost';

  constructor(epoch: number) {
    super(`another process leads maintenance since epoch ${epoch} ended`);
  }
}

/** Who leads maintenance, or led last. */
export interface Epoch {
  /** Counts the leaders; 0 before the first. */
  readonly number: number;
  readonly holder: string | null;
  readonly takenAt: Instant | null;
  /** Milliseconds since then, by the clock of the server. */
  readonly ageMs: number | null;
}

/** How long a new leader waits for transactions of the one before it. */
const TAKE_TIMEOUT = '30s';

/**
 * Begins an epoch. It waits until no transaction of the epoch before is under way: those hold the
 * row, so that from here on none of them can commit anything.
 */
export async function takeEpoch(
  database: Database,
  session: Session,
  holder: string,
): Promise<number> {
  await session.script('maintenance.lock_timeout', `set lock_timeout = '${TAKE_TIMEOUT}'`);
  const [row] = await session.query<{ epoch: number }>(
    'maintenance.take_epoch',
    sql`update ${database.relation('maintenance_epoch')}
           set epoch = epoch + 1, holder = ${holder}, taken_at = clock_timestamp()
        returning epoch`,
  );
  if (row === undefined) throw new Error('the table maintenance_epoch has lost its row');
  return row.epoch;
}

/** The first statement of each transaction of a job: holds the epoch until the transaction ends. */
export function guardOf(database: Database, epoch: number): Guard {
  return async (session) => {
    const [row] = await session.query<{ epoch: number }>(
      'maintenance.guard',
      sql`select epoch from ${database.relation('maintenance_epoch')} for share`,
    );
    if (row?.epoch !== epoch) throw new LeadershipLost(epoch);
  };
}

/** The present epoch. */
export async function readEpoch(database: Database): Promise<Epoch> {
  const [row] = await database.query<{
    epoch: number;
    holder: string | null;
    taken_at: Instant | null;
    age_ms: number | null;
  }>(
    'maintenance.epoch',
    sql`select epoch, holder, taken_at,
               (extract(epoch from clock_timestamp() - taken_at) * 1000)::float8 as age_ms
          from ${database.relation('maintenance_epoch')}`,
  );
  const { epoch: number = 0, holder = null, taken_at = null, age_ms = null } = row ?? {};
  return { number, holder, takenAt: taken_at, ageMs: age_ms };
}
