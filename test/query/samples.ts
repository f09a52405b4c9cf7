import { CATALOGUE, type DatasetName, type NewRow } from '../../src/catalogue/index.ts';
import { startWriter } from '../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../src/observe/index.ts';
import type { ManualClock } from '../support/clock.ts';
import type { TestDatabase } from '../support/database.ts';

/** Stores rows of one dataset as the receivers do, and expects that all were new. */
export async function store<N extends DatasetName>(
  db: TestDatabase,
  clock: ManualClock,
  batch: { readonly dataset: N; readonly rows: readonly NewRow<N>[] },
): Promise<void> {
  const { dataset, rows } = batch;
  const writer = startWriter({
    database: db.database,
    clock,
    metrics: createMetrics('test'),
    log: silentLogger,
  });
  try {
    const outcome = await writer.write({ rows: { [dataset]: rows } });
    const found = outcome[dataset];
    if (found?.stored !== rows.length) {
      throw new Error(`${CATALOGUE[dataset].name}: not all stored: ${JSON.stringify(found)}`);
    }
  } finally {
    await writer.stop(1_000);
  }
}
