import { afterAll, beforeAll } from 'vitest';
import { CATALOGUE, type DatasetName, writableColumns } from '../../../src/catalogue/index.ts';
import { systemClock } from '../../../src/core/index.ts';
import { type Database, identifier, join, sql } from '../../../src/database/index.ts';
import { startWriter, type Writer, type WriterOptions } from '../../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../../src/observe/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import type { ServerName } from '../../support/engines.ts';

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

/** A database and a writer of it, there from the first test of a suite to its last. */
export interface WrittenDatabase {
  readonly db: TestDatabase;
  readonly writer: Writer;
}

/** Makes both before the tests of the suite in which it is called, and lets them go after them. */
export function writtenDatabase(engine: ServerName): WrittenDatabase {
  const made: { db?: TestDatabase; writer?: Writer } = {};
  beforeAll(async () => {
    made.db = await createTestDatabase(engine);
    made.writer = startTestWriter(made.db.database);
  });
  afterAll(async () => {
    await made.writer?.stop(1_000);
    await made.db?.drop();
  });
  const there = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('the suite has not begun');
    return one;
  };
  return {
    get db() {
      return there(made.db);
    },
    get writer() {
      return there(made.writer);
    },
  };
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
