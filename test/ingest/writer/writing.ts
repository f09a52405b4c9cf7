import { CATALOGUE, type DatasetName, writableColumns } from '../../../src/catalogue/index.ts';
import { systemClock } from '../../../src/core/index.ts';
import { type Database, identifier, join, sql } from '../../../src/database/index.ts';
import { startWriter, type Writer, type WriterOptions } from '../../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../../src/observe/index.ts';

/** A writer as tests mostly need it; the caller stops it. */
export function startTestWriter(database: Database, options: Partial<WriterOptions> = {}): Writer {
  return startWriter({
    database,
    clock: systemClock,
    metrics: createMetrics('test'),
    log: silentLogger,
    ...options,
  });
}

/** Everything that writers filled in a dataset, as text, in an order of its own. */
export async function readRows(database: Database, name: DatasetName): Promise<string[]> {
  const columns = writableColumns(CATALOGUE[name]).map(([column]) => identifier(column));
  const rows = await database.query<{ row: string }>(
    'test.rows',
    sql`select row(${join(columns)})::text as row from ${database.relation(name)}
         order by row(${join(columns)})::text collate "C"`,
  );
  return rows.map(({ row }) => row);
}
