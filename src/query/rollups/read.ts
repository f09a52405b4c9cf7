import type { Rollup } from '../../catalogue/index.ts';
import { codeOf, type Instant } from '../../core/index.ts';
import { type Database, SQLSTATE, sql } from '../../database/index.ts';
import { MOST_ROWS, tooLarge } from '../readers/series-request.ts';
import { unpack, unpackInstants } from './packed.ts';
import { inOrder, type Points, together } from './points.ts';
import type { GroupValue, RollupReading, RollupRequest } from './request.ts';
import { chosenStates, SAMPLES, type StateColumn, type Values } from './state.ts';
import { rollupStatement } from './statement.ts';

/** The points of one series, oldest first; one begins where the range does if its step began before. */
export interface StateSeries extends Points {
  /** What tells it apart from the other series. */
  readonly group: { readonly [name: string]: GroupValue | null };
}

/** How far a rollup is; null before its first refresh, when there are only raw rows. */
export async function readReading(database: Database, name: string): Promise<RollupReading | null> {
  const [row] = await database.query<{ open_from: Instant | null; continuous: boolean }>(
    `query.${name}.status`,
    sql`select open_from, continuous from ${database.relation('rollup_status')}
         where rollup = ${name}`,
  );
  return row === undefined ? null : { name, openFrom: row.open_from, continuous: row.continuous };
}

/**
 * Reads series with every stored row of their range, each counted once, in the order of their
 * groups. Throws RESULT_TOO_LARGE beyond what one answer may hold.
 */
export async function readStates(
  database: Database,
  request: RollupRequest,
  reading: RollupReading | null,
): Promise<StateSeries[]> {
  const most = mostPoints(request);
  const read = (sums: 'fast' | 'wide') =>
    database.query<PackedRow>(
      `query.${request.rollup.name}`,
      rollupStatement(database, { ...request, reading, most, sums }),
    );
  const rows = await read('fast').catch((fault: unknown) => {
    if (codeOf(fault) !== SQLSTATE.numericValueOutOfRange) throw fault;
    return read('wide');
  });
  const columns = chosenStates(request.rollup, request.states);
  const series = bySeries(rows.map((row) => unpackSeries(row, request, columns)));
  if (series.reduce((sum, { at }) => sum + at.length, 0) > most)
    throw tooLarge(`${most} points`, HINT);
  return series
    .map((one) => ({ ...one, ...inOrder(one, columns) }))
    .sort((a, b) => compareGroups(request.by, a.group, b.group));
}

const HINT =
  'Ask for a shorter range, fewer points with points=1000 or step=1d, fewer columns, or for some groups only.';

/** Series of which there are two parts become one. */
function bySeries(parts: readonly StateSeries[]): StateSeries[] {
  const series = new Map<string, StateSeries>();
  for (const part of parts) {
    const key = JSON.stringify(Object.values(part.group).map((value) => value && String(value)));
    const known = series.get(key);
    series.set(key, known === undefined ? part : { ...part, ...together(known, part) });
  }
  return [...series.values()];
}

export type Group = StateSeries['group'];

/** By one column after the other, text by its code units; what has no value comes last. */
export function compareGroups(by: readonly string[], one: Group, other: Group): number {
  for (const name of by) {
    const [a, b] = [one[name] ?? null, other[name] ?? null];
    if (a === b) continue;
    if (a === null || b === null) return a === null ? 1 : -1;
    return a < b ? -1 : 1;
  }
  return 0;
}

/** One series as the server gives it. */
interface PackedRow {
  readonly [column: string]: unknown;
  readonly bucket: string;
}

/** As many values as {@link MOST_ROWS} rows of some columns have; a histogram is many numbers. */
function mostPoints(request: RollupRequest): number {
  const weight = chosenStates(request.rollup, request.states).reduce(
    (sum, { form }) => sum + (form === 'histogram' ? HISTOGRAM_WEIGHT : 1),
    0,
  );
  return Math.floor((MOST_ROWS * ROW_WEIGHT) / Math.max(weight, ROW_WEIGHT));
}

const ROW_WEIGHT = 10;
const HISTOGRAM_WEIGHT = 60;

function unpackSeries(
  row: PackedRow,
  { rollup, range, by }: RollupRequest,
  columns: readonly StateColumn[],
): StateSeries {
  const at = unpackInstants(row.bucket).map((bucket) => Math.max(bucket, range.start));
  const samples = unpack('count', row[SAMPLES] as string, at) as Float64Array;
  const states = new Map<string, Values>([[SAMPLES, samples]]);
  for (const { name, form } of columns) {
    if (name !== SAMPLES) states.set(name, unpack(form, row[name] as string, samples));
  }
  forgetUnsummed(rollup, states);
  const group = by.map((name) => [name, (row[name] ?? null) as GroupValue | null]);
  return { group: Object.fromEntries(group), at, states };
}

/** Values whose sum is NaN or infinite count in no average, as where the server merges. */
function forgetUnsummed(rollup: Rollup, states: ReadonlyMap<string, Values>): void {
  for (const name of Object.keys(rollup.measures)) {
    const [sums, counts] = [states.get(`${name}_sum`), states.get(`${name}_count`)];
    if (!(sums instanceof Float64Array) || !(counts instanceof Float64Array)) continue;
    for (let index = 0; index < sums.length; index++) {
      if (Number.isNaN(sums[index])) counts[index] = 0;
    }
  }
}
