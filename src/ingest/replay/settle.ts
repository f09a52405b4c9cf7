import { formatInstant, type Instant, repairText } from '../../core/index.ts';
import { type Database, type Session, sql } from '../../database/index.ts';
import type { Refusal } from './remade.ts';

/** Letters after an attempt. */
export interface Settled {
  /** How many are gone, because their records are stored. */
  readonly stored: number;
  readonly kept: readonly (Refusal & { readonly id: number })[];
}

/**
 * Drops the letters that are done with, and notes the attempt on the others. Those that somebody
 * else dropped meanwhile are not counted.
 */
export async function settle(
  database: Database,
  session: Session,
  found: { readonly verdicts: ReadonlyMap<number, Refusal | undefined>; readonly now: Instant },
): Promise<Settled> {
  const { verdicts, now } = found;
  const table = database.relation('dead_letters');
  const gone: number[] = [];
  const kept: Settled['kept'][number][] = [];
  for (const [id, refusal] of verdicts) {
    if (refusal === undefined) gone.push(id);
    else kept.push({ id, reason: refusal.reason, message: refusal.message });
  }
  const stored = await session.execute(
    'dead_letters.replayed',
    sql`delete from ${table} where id = any(${gone}::bigint[])`,
  );
  const noted = await session.query<{ id: number }>(
    'dead_letters.attempt',
    sql`update ${table} as letter
           set attempts = attempts + 1,
               last_attempt_at = ${formatInstant(now)},
               last_error = given.error
          from unnest(${kept.map(({ id }) => id)}::bigint[],
                      ${kept.map(({ reason, message }) => repairText(`${reason}: ${message}`))}::text[])
                 as given (id, error)
         where letter.id = given.id
        returning letter.id`,
  );
  const ids = new Set(noted.map(({ id }) => id));
  return { stored, kept: kept.filter(({ id }) => ids.has(id)) };
}
