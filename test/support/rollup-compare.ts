import { expect } from 'vitest';
import { type Rollup, rollupDataset, rollupsOf } from '../../src/catalogue/index.ts';
import type { Instant } from '../../src/core/index.ts';
import { type Database, identifier, join, sql } from '../../src/database/index.ts';
import type { Histories } from './rollup-histories.ts';
import { modelRollup, type RawRow, type RollupRow } from './rollup-model.ts';

/** The difference that sums of floating-point numbers may have by the order of adding alone. */
const SUM_TOLERANCE = 1e-12;

/** Which buckets are compared: whole ones in this range. */
export interface Compared {
  /** Begin of the first bucket; the very first when absent. */
  readonly from?: Instant;
  /** Buckets that end later must not be there. */
  readonly until: Instant;
}

/**
 * Compares a rollup as stored with what its model computes from the stored rows: counts, least,
 * greatest, first and last exactly, float sums to 1e-12. Answers how many rows agree.
 */
export async function expectRollup(
  database: Database,
  rollup: Rollup,
  given: Compared & { readonly rows: readonly RawRow[]; readonly time: string },
): Promise<number> {
  const width = rollup.bucketSeconds * 1_000_000;
  const from = given.from ?? Number.NEGATIVE_INFINITY;
  const expected = modelRollup(
    rollup,
    given.rows.filter((row) => (row[given.time] as Instant) >= from),
    given.time,
  ).filter((row) => (row.bucket as Instant) + width <= given.until);
  const stored = (await readRollup(database, rollup)).filter(
    (row) => (row.bucket as Instant) >= from,
  );
  const byKey = new Map(stored.map((row) => [keyOf(rollup, row), row]));
  const wrong: object[] = [];
  for (const row of expected) {
    const found = byKey.get(keyOf(rollup, row));
    byKey.delete(keyOf(rollup, row));
    if (found === undefined) wrong.push({ missing: row });
    else wrong.push(...differences(found, row));
  }
  wrong.push(...[...byKey.values()].map((row) => ({ unexpected: row })));
  expect(wrong.slice(0, 3), `${rollup.name}: ${wrong.length} differences`).toEqual([]);
  return expected.length;
}

/** As {@link expectRollup}, for all rollups of all given histories. Answers how many rows agree. */
export async function expectAllRollups(
  database: Database,
  histories: Histories['stored'],
  compared: Compared,
): Promise<number> {
  let rows = 0;
  for (const [source, history] of histories) {
    for (const rollup of rollupsOf(source)) {
      rows += await expectRollup(database, rollup, { ...history, ...compared });
    }
  }
  return rows;
}

/** All rows of a rollup, in the order of its key. */
export function readRollup(database: Database, rollup: Rollup): Promise<RollupRow[]> {
  const columns = Object.keys(rollupDataset(rollup).columns);
  return database.query<RollupRow>(
    'test.rollup',
    sql`select ${join(columns.map(identifier))} from ${database.relation(rollup.name)}
         order by ${join(rollupDataset(rollup).key.map(identifier))}`,
  );
}

function keyOf(rollup: Rollup, row: RollupRow): string {
  return JSON.stringify([row.bucket, ...rollup.groupBy.map(({ name }) => plain(row[name]))]);
}

/** Columns of a stored row that differ from the model. Columns that only the model has are states that the rollup does not keep. */
function differences(stored: RollupRow, model: RollupRow): object[] {
  return Object.keys(stored)
    .filter((column) => !isSame(column, stored[column], model))
    .map((column) => ({ ...stored, column, stored: stored[column], model: model[column] }));
}

function isSame(column: string, stored: unknown, row: RollupRow): boolean {
  const model = row[column];
  if (column.endsWith('_histogram')) {
    return JSON.stringify(sorted(stored)) === JSON.stringify(sorted(model));
  }
  if (column.endsWith('_sum') && typeof stored === 'number' && model !== null) {
    const magnitude = row[column.replace(/_sum$/, '_magnitude')] as number;
    return Math.abs(stored - Number(model as number | bigint)) <= SUM_TOLERANCE * magnitude;
  }
  // Zero and minus zero are one value.
  return plain(stored) === plain(model);
}

/** Whole numbers come as number, bigint or decimal text, by their size and type. */
function plain(value: unknown): unknown {
  if (value === undefined) return 'undefined';
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'number' ? String(value) : value;
}

function sorted(histogram: unknown): unknown {
  return histogram === null ? null : Object.entries(histogram as object).sort();
}
