/** Rows of one device's series, as the other readers give them, out of its hourly rollup. */
import { ROLLUPS } from '../../catalogue/index.ts';
import { type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import type { Database } from '../../database/index.ts';
import { type RollupReading, readStates, type StateSeries, type Values } from '../rollups/index.ts';
import type { SeriesRequest, SeriesRow, SeriesSource } from './series-request.ts';

/** Width of a bucket of the rollups that series use. */
export const ROLLUP_MICROS = 3_600 * MICROS_PER_SECOND;

/**
 * The series of one device, for a step of whole hours, newest first: averages are sums divided by
 * counts. An hour that holds NaN or infinity gives no average.
 */
export async function readRolledUp(
  database: Database,
  request: SeriesRequest & { readonly rollup: RollupReading },
  stepMicros: number,
): Promise<SeriesRow[]> {
  const { source, subject, where = {}, range, rollup: reading } = request;
  const rollup = ROLLUPS.find((one) => one.name === reading.name);
  if (rollup === undefined) throw new Error(`there is no rollup ${reading.name}`);
  const given = {
    rollup,
    range,
    stepMicros,
    where: { ...where, [subject.column]: subject.id },
    by: source.series,
    states: statesOf(source),
  };
  const series = await readStates(database, given, reading);
  return newestFirst(series, { source, deviceId: subject.id });
}

/** The averaged columns of which the rollup keeps state; the others follow from these. */
function kept(source: SeriesSource): string[] {
  return source.averaged.filter((column) => column !== source.remainder?.column);
}

/** Columns of a rollup that a series needs. */
function statesOf(source: SeriesSource): string[] {
  const { extremes } = source;
  return [
    'sample_count',
    ...kept(source).flatMap((column) => [`${column}_count`, `${column}_sum`]),
    ...(extremes === undefined ? [] : [`${extremes}_min`, `${extremes}_max`]),
  ];
}

/** Names of the values of a row, in the order of {@link valuesOf}. */
function valueNames(source: SeriesSource): string[] {
  const { remainder, extremes } = source;
  return [
    'sample_count',
    ...kept(source),
    ...(extremes === undefined ? [] : [`${extremes}_min`, `${extremes}_max`]),
    ...(remainder === undefined ? [] : [remainder.column]),
  ];
}

/** The values of the rows of one series, column by column, a place per point. */
function valuesOf(source: SeriesSource, { states }: StateSeries): Values[] {
  const state = (name: string) => states.get(name) ?? [];
  const { remainder, extremes } = source;
  const averages = kept(source).map((column) => averageOf(source, column, state));
  const average = (column: string) => averages[kept(source).indexOf(column)] ?? [];
  return [
    state('sample_count'),
    ...averages,
    ...(extremes === undefined ? [] : [state(`${extremes}_min`), state(`${extremes}_max`)]),
    ...(remainder === undefined ? [] : [left(average(remainder.of), average(remainder.less))]),
  ];
}

function averageOf(source: SeriesSource, column: string, state: (name: string) => Values): Values {
  const [sums, counts] = [state(`${column}_sum`), state(`${column}_count`)];
  if (source.whole?.includes(column) === true) {
    return Array.from(sums, (sum, index) => wholeAverage(sum, Number(counts[index])));
  }
  return (sums as Float64Array).map((sum, place) => sum / Number(counts[place]));
}

type Whole = number | bigint | null;

/** Rounded as numeric is, a half away from zero, and exact beyond 2^53. */
function wholeAverage(sum: Values[number] | undefined, count: number): Whole {
  if (sum === null || sum === undefined || typeof sum === 'object' || count === 0) return null;
  const [total, parts] = [BigInt(sum), BigInt(count)];
  const half = total < 0n ? -parts : parts;
  return small((2n * total + half) / (2n * parts));
}

/** What is left of each value, never below 0. */
function left(of: Values, less: Values): Whole[] {
  return Array.from(of, (value, place) => {
    const other = less[place];
    if (!isWhole(value) || !isWhole(other)) return null;
    const rest = BigInt(value) - BigInt(other);
    return rest < 0n ? 0 : small(rest);
  });
}

const isWhole = (value: Values[number] | undefined): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

function small(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The points of all series by their instants; those of one instant in the order of their series. */
function newestFirst(
  series: readonly StateSeries[],
  { source, deviceId }: { readonly source: SeriesSource; readonly deviceId: string },
): SeriesRow[] {
  const Row = rowClassOf(source);
  const lists = series.map(({ at, group, ...one }) => ({
    points: { at, group, deviceId, columns: valuesOf(source, { at, group, ...one }) },
    next: at.length - 1,
  }));
  const rows: SeriesRow[] = [];
  for (;;) {
    let newest = Number.NEGATIVE_INFINITY;
    for (const { points, next } of lists) newest = Math.max(newest, points.at[next] ?? newest);
    if (newest === Number.NEGATIVE_INFINITY) return rows;
    for (const list of lists) {
      if (list.points.at[list.next] === newest) rows.push(new Row(list.points, list.next--));
    }
  }
}

/** The points of one series, which its rows share. */
interface PointList {
  readonly at: Float64Array;
  readonly group: StateSeries['group'];
  readonly deviceId: string;
  readonly columns: readonly Values[];
}

/**
 * A row that looks its columns up when it is asked for them: to fill seventy thousand objects with
 * ten fields each takes half as long as all the rest.
 */
class PointRow {
  readonly points: PointList;
  readonly place: number;

  constructor(points: PointList, place: number) {
    this.points = points;
    this.place = place;
  }

  get timestamp(): Instant {
    return this.points.at[this.place] as Instant;
  }

  get device_id(): string {
    return this.points.deviceId;
  }
}

type RowClass = new (points: PointList, place: number) => SeriesRow;

const rowClasses = new Map<SeriesSource, RowClass>();

/** The class of the rows of a source; one for ever, so that whoever reads rows meets few shapes. */
function rowClassOf(source: SeriesSource): RowClass {
  const known = rowClasses.get(source);
  if (known !== undefined) return known;
  class Row extends PointRow {}
  const define = (name: string, get: (this: PointRow) => unknown) =>
    Object.defineProperty(Row.prototype, name, { get });
  for (const name of source.series) {
    define(name, function group() {
      return this.points.group[name];
    });
  }
  valueNames(source).forEach((name, index) => {
    define(name, function value() {
      const one = this.points.columns[index]?.[this.place];
      return one === undefined || Number.isNaN(one) ? null : one;
    });
  });
  const made = Row as unknown as RowClass;
  rowClasses.set(source, made);
  return made;
}
