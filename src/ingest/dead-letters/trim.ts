import { type Database, sql } from '../../database/index.ts';

/** How many letters are kept, and how many bytes of their originals. */
export interface LetterBounds {
  readonly letters: number;
  readonly bytes: number;
}

export const LETTER_BOUNDS: LetterBounds = { letters: 100_000, bytes: 256 * 1_048_576 };

/**
 * Drops the oldest letters beyond the bounds, so that a producer of nothing but bad records cannot
 * fill the disk. Answers how many went. While another process does it, this one leaves it to that.
 */
export async function trimDeadLetters(
  database: Database,
  bounds: LetterBounds = LETTER_BOUNDS,
): Promise<number> {
  const table = database.relation('dead_letters');
  return database.transaction('dead_letters.trim', async (session) => {
    const [lock] = await session.query<{ taken: boolean }>(
      'dead_letters.lock',
      sql`select pg_try_advisory_xact_lock(
            hashtextextended(${`radarstore dead letters ${database.options.schema}`}, 0)) as taken`,
    );
    if (lock?.taken !== true) return 0;
    return session.execute(
      'dead_letters.trim',
      sql`delete from ${table}
           where id <= (select max(id)
                          from (select id, row_number() over newest as letters,
                                       sum(octet_length(original)) over newest as bytes
                                  from ${table} window newest as (order by id desc)) as kept
                         where letters > ${bounds.letters} or bytes > ${bounds.bytes})`,
    );
  });
}
