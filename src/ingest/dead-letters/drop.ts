import { type Database, sql } from '../../database/index.ts';
import { type LetterFilter, letterCondition } from './filter.ts';

/** Drops letters for good. Answers how many. */
export async function dropLetters(database: Database, filter: LetterFilter): Promise<number> {
  return database.execute(
    'dead_letters.drop',
    sql`delete from ${database.relation('dead_letters')} where ${letterCondition(filter)}`,
  );
}
