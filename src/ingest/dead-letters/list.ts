import { type Database, sql } from '../../database/index.ts';
import { type LetterFilter, letterCondition } from './filter.ts';
import { LETTER_COLUMNS, type LetterHead } from './letter.ts';

/** A page of letters, the newest first. */
export interface LetterPage {
  readonly letters: readonly LetterHead[];
  /** The `before` of the next page; null at the end. */
  readonly next: number | null;
}

/** Reads at most `limit` letters whose id is below `before`. */
export async function listLetters(
  database: Database,
  filter: LetterFilter,
  page: { readonly limit: number; readonly before?: number | undefined },
): Promise<LetterPage> {
  const { limit, before } = page;
  const more = before === undefined ? [] : [sql`id < ${before}`];
  const found = await database.query<LetterHead>(
    'dead_letters.list',
    sql`select ${LETTER_COLUMNS} from ${database.relation('dead_letters')}
         where ${letterCondition(filter, ...more)}
         order by id desc limit ${limit + 1}`,
  );
  const letters = found.slice(0, limit);
  return { letters, next: found.length > limit ? (letters.at(-1)?.id ?? null) : null };
}

/** How many letters there are for one reason. */
export interface LetterCount {
  readonly dataset: string | null;
  readonly receiver: string;
  readonly reason: string;
  readonly letters: number;
  /** How often their records came. */
  readonly received: number;
}

/** Counts letters by dataset, receiver and reason, the most frequent first. */
export async function countLetters(
  database: Database,
  filter: LetterFilter,
): Promise<LetterCount[]> {
  return database.query<LetterCount>(
    'dead_letters.count',
    sql`select dataset, receiver, reason, count(*) as letters,
               sum(times_received)::bigint as received
          from ${database.relation('dead_letters')}
         where ${letterCondition(filter)}
         group by dataset, receiver, reason
         order by letters desc, dataset, receiver, reason`,
  );
}
