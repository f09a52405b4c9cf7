import type { Dataset } from '../../catalogue/index.ts';
import { codeOf, formatInstant } from '../../core/index.ts';
import { type Database, identifier, SQLSTATE, sql } from '../connection/index.ts';
import type { Slice } from './grid.ts';
import { parentName } from './partition.ts';
import type { DropOptions } from './partitions.ts';

/** How long dropping waits for readers of a chunk before it leaves it to the next run. */
const LOCK_TIMEOUT = '5s';

/** The chunks of a hypertable by their bounds, oldest first. */
export async function listHypertableChunks(database: Database, dataset: Dataset): Promise<Slice[]> {
  return database.query<Slice>(
    'chunks.list',
    sql`select range_start as from, range_end as to
          from timescaledb_information.chunks
         where hypertable_schema = ${database.options.schema}
           and hypertable_name = ${dataset.name}
         order by range_start`,
  );
}

/** Drops every chunk of a hypertable that ends at or before `cutoff`. Answers their names. */
export async function dropHypertableChunks(
  database: Database,
  dataset: Dataset,
  { cutoff, guard }: DropOptions,
): Promise<string[]> {
  try {
    return await database.transaction('chunks.drop', async (session) => {
      await session.script('chunks.lock_timeout', `set local lock_timeout = '${LOCK_TIMEOUT}'`);
      await guard?.(session);
      const rows = await session.query<{ chunk: string }>(
        'chunks.drop',
        sql`select ${identifier(extensionSchema(database))}.drop_chunks(
                     ${parentName(database, dataset)}::regclass,
                     older_than => ${formatInstant(cutoff)}::timestamptz)::text as chunk`,
      );
      return rows.map((row) => row.chunk);
    });
  } catch (fault) {
    if (codeOf(fault) !== SQLSTATE.lockNotAvailable) throw fault;
    return [];
  }
}

/** Schema of TimescaleDB's functions; a caller knows from the layout that the extension is there. */
export function extensionSchema(database: Pick<Database, 'engine'>): string {
  return database.engine.extensionSchema ?? 'public';
}
