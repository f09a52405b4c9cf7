import type { Dataset } from '../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';
import { type Database, identifier, sql } from '../connection/index.ts';

/** Drops every chunk of a hypertable that ends at or before `cutoff`. Answers their names. */
export async function dropHypertableChunks(
  database: Database,
  dataset: Dataset,
  cutoff: Instant,
): Promise<string[]> {
  const rows = await database.query<{ chunk: string }>(
    'chunks.drop',
    sql`select ${identifier(extensionSchema(database))}.drop_chunks(
                 ${`${identifier(database.options.schema).sql}.${identifier(dataset.name).sql}`}::regclass,
                 older_than => ${formatInstant(cutoff)}::timestamptz)::text as chunk`,
  );
  return rows.map((row) => row.chunk);
}

/** Schema of TimescaleDB's functions; a caller knows from the layout that the extension is there. */
export function extensionSchema(database: Database): string {
  return database.engine.extensionSchema ?? 'public';
}
