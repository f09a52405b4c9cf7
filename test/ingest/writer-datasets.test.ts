import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CATALOGUE, type Dataset, timeOf, writableColumns } from '../../src/catalogue/index.ts';
import { instantFromMillis } from '../../src/core/index.ts';
import { identifier, join, sql } from '../../src/database/index.ts';
import { startWriter, type Writer } from '../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../src/observe/index.ts';
import { manualClock } from '../support/clock.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { pairsAt, WRITABLE } from './pairs.ts';

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

  describe.each(WRITABLE)('%s', (name) => {
    const [row, other] = pairs[name];
    const empty = () => db.database.script('test.empty', `truncate radar.${name}`);
    // A history that was written before left its latest states.
    beforeAll(async () => {
      if (CATALOGUE[name].kind === 'table') await empty();
    });
    const write = async (...rows: readonly object[]) =>
      (await writer.write({ rows: { [name]: rows } }))[name];

    test(`keeps apart ${CATALOGUE[name].keepsApart}`, async () => {
      expect(await write(row, other)).toEqual({
        stored: 2,
        duplicate: 0,
        conflict: 0,
        refused: [],
      });
    });

    test('takes the same row twice as one, in one batch and in another', async () => {
      expect(await write(row)).toEqual({ stored: 0, duplicate: 1, conflict: 0, refused: [] });
      expect(await write(row, other, row)).toEqual({
        stored: 0,
        duplicate: 3,
        conflict: 0,
        refused: [],
      });
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
      const required = Object.entries(row as { readonly [column: string]: unknown }).filter(
        ([column]) =>
          dataset.columns[column]?.nullable === false &&
          (dataset.columns[column]?.fallback === undefined || dataset.key.includes(column)),
      );
      const sparse = laterRow(dataset, Object.fromEntries(required));
      if (dataset.kind === 'table') await empty();
      const once = { stored: 1, duplicate: 1, conflict: 0, refused: [] };
      expect(await write(sparse, sparse)).toEqual(once);
      expect(await write(sparse)).toEqual({ stored: 0, duplicate: 1, conflict: 0, refused: [] });
    });
  });

  const laterRow = (dataset: Dataset, row: { readonly [column: string]: unknown }) => {
    const column = timeOf(dataset)?.column;
    return column === undefined ? row : { ...row, [column]: Number(row[column]) + 5 };
  };

  const keyed = WRITABLE.map((name) => ({ name, absent: blankColumns(CATALOGUE[name]) }));
  test.each(keyed.filter(({ absent }) => absent.length > 0))(
    "$name holds '' for what is absent from its key, left out or NULL: $absent",
    async ({ name, absent }) => {
      const dataset: Dataset = CATALOGUE[name];
      // A latest state holds what followed from its history.
      if (dataset.kind === 'table') {
        await db.database.script('test.empty', `truncate radar.${name}`);
      }
      const whole = { ...pairs[name][0] } as { [column: string]: unknown };
      const time = timeOf(dataset)?.column;
      if (time !== undefined) whole[time] = Number(whole[time]) + 9;
      const without = (value: unknown) => ({
        ...whole,
        ...Object.fromEntries(absent.map((column) => [column, value])),
      });
      const rows = [without(null), without(undefined), without('')];
      const outcome = await writer.write({ rows: { [name]: rows } });
      expect(outcome[name]).toEqual({ stored: 1, duplicate: 2, conflict: 0, refused: [] });
      const blank = absent.map((column) => sql`${identifier(column)} = ''`);
      const stored = await db.database.query(
        'test.blank',
        sql`select count(*) from ${db.database.relation(name)} where ${join(blank, ' and ')}`,
      );
      expect(stored).toEqual([{ count: 1 }]);
    },
  );

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
        field: 'timestamp',
        reason: 'too_old',
        message: expect.stringMatching(/^timestamp .*Z is older than the 3 days/),
      },
      {
        index: 8,
        field: 'timestamp',
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
      cpu_metrics: { stored: 2, duplicate: 0, conflict: 0, refused: [] },
      disk_metrics: { stored: 2, duplicate: 0, conflict: 0, refused: [] },
    });
  });
});

/** Key columns in which '' stands for absence. */
function blankColumns({ columns }: Dataset): string[] {
  return Object.keys(columns).filter((name) => columns[name]?.blank === true);
}
