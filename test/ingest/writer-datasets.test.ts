import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CATALOGUE,
  type Dataset,
  type DatasetName,
  writableColumns,
} from '../../src/catalogue/index.ts';
import { instantFromMillis } from '../../src/core/index.ts';
import { identifier, join, sql } from '../../src/database/index.ts';
import { startWriter, type Writer } from '../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../src/observe/index.ts';
import { manualClock } from '../support/clock.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { pairsAt } from './pairs.ts';

describeEachEngine('writing', (engine) => {
  const clock = manualClock();
  const pairs = pairsAt(instantFromMillis(Math.floor(clock.now() / 1_000)));
  let db: TestDatabase;
  let writer: Writer;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
    writer = startWriter({
      database: db.database,
      clock,
      metrics: createMetrics('test'),
      log: silentLogger,
    });
  });
  afterAll(async () => {
    await writer.stop(0);
    await db.drop();
  });

  describe.each(Object.keys(CATALOGUE) as DatasetName[])('%s', (name) => {
    const [row, other] = pairs[name];
    const write = async (...rows: readonly object[]) =>
      (await writer.write({ rows: { [name]: rows } }))[name];

    test(`keeps apart ${CATALOGUE[name].keepsApart}`, async () => {
      expect(await write(row, other)).toEqual({ stored: 2, duplicate: 0, refused: [] });
    });

    test('takes the same row twice as one, in one batch and in another', async () => {
      expect(await write(row)).toEqual({ stored: 0, duplicate: 1, refused: [] });
      expect(await write(row, other, row)).toEqual({ stored: 0, duplicate: 3, refused: [] });
      const [count] = await db.database.query<{ count: number }>(
        'test.count',
        sql`select count(*) from ${db.database.relation(name)}`,
      );
      expect(count?.count).toBe(2);
    });

    test('gives back every value as it was written', async () => {
      const columns = writableColumns(CATALOGUE[name]).map(([column]) => column);
      const stored = await db.database.query<{ [column: string]: unknown }>(
        'test.read',
        sql`select ${join(columns.map(identifier))} from ${db.database.relation(name)}`,
      );
      const expected = [row, other].map((one) => {
        const given = one as { readonly [column: string]: unknown };
        return Object.fromEntries(columns.map((column) => [column, given[column] ?? null]));
      });
      expect(stored).toHaveLength(2);
      expect(stored).toEqual(expect.arrayContaining(expected));
    });

    test('takes the same row as one also where everything that may be absent is', async () => {
      const dataset: Dataset = CATALOGUE[name];
      const required = Object.entries(row).filter(
        ([column]) => dataset.columns[column]?.nullable === false,
      );
      const time = dataset.kind === 'table' ? {} : later(Object.fromEntries(required));
      const sparse = { ...Object.fromEntries(required), ...time };
      const isNew = dataset.kind === 'hypertable';
      expect(await write(sparse, sparse)).toMatchObject({ stored: isNew ? 1 : 0, refused: [] });
      expect(await write(sparse)).toEqual({ stored: 0, duplicate: 1, refused: [] });
    });
  });

  const later = (row: { [column: string]: unknown }) => ({
    ...('timestamp' in row ? { timestamp: Number(row.timestamp) + 5 } : {}),
    ...('observed_at' in row ? { observed_at: Number(row.observed_at) + 5 } : {}),
  });

  test('rows from the whole window are stored, and those beyond refused with the reason', async () => {
    const { timestamp: _when, ...memory } = pairs.memory_metrics[0];
    const hour = 3_600_000_000;
    const hours = [-73, -71, -48, -24, -1, 0, 1, 23, 25];
    const rows = hours.map((offset) => ({ ...memory, timestamp: clock.now() + offset * hour + 7 }));
    const outcome = (await writer.write({ rows: { memory_metrics: rows } })).memory_metrics;
    expect(outcome?.stored).toBe(7);
    expect(outcome?.refused).toEqual([
      {
        index: 0,
        reason: 'too_old',
        message: expect.stringMatching(/^timestamp .*Z is older than the 3 days/),
      },
      {
        index: 8,
        reason: 'too_new',
        message: expect.stringMatching(/more than a day in the future$/),
      },
    ]);
  });

  test('several datasets of one batch are counted each', async () => {
    const at = pairsAt(clock.now() + 1_000_000);
    const outcome = await writer.write({
      rows: { cpu_metrics: at.cpu_metrics, disk_metrics: at.disk_metrics, memory_metrics: [] },
    });
    expect(outcome).toEqual({
      cpu_metrics: { stored: 2, duplicate: 0, refused: [] },
      disk_metrics: { stored: 2, duplicate: 0, refused: [] },
    });
  });
});
