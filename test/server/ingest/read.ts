import { sql } from '../../../src/database/index.ts';
import type { Served } from '../served.ts';

/** All rows of a relation, in the order in which they were stored as far as that is known. */
export async function read(
  served: Served,
  relation: string,
): Promise<readonly { readonly [column: string]: unknown }[]> {
  const { database } = served.db;
  return database.query(
    'test.read',
    sql`select * from ${database.relation(relation)} order by ctid`,
  );
}
