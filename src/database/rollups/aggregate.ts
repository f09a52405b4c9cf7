/**
 * The SQL that makes the rows of a rollup from rows of its history. It uses nothing that only one
 * engine has, so every engine computes the same.
 */
import {
  BUCKET_COLUMN,
  comparesByCodeUnit,
  DATASETS,
  type Dataset,
  type GroupColumn,
  type Measure,
  type Rollup,
  type State,
  timeOf,
} from '../../catalogue/index.ts';
import { quoteIdentifier } from '../connection/index.ts';

const EPOCH = "timestamptz '1970-01-01 00:00+00'";

/** A column of a rollup with the SQL expression that makes it from the rows of the source. */
export interface Computed {
  readonly name: string;
  readonly of: string;
}

/** A column by which rows are grouped. */
export interface Grouped extends Computed {
  /** What is grouped by: the value before it is shortened, of which the planner has statistics. */
  readonly by: string;
}

export interface AggregateOptions {
  /** Schema of our relations and functions. */
  readonly schema: string;
  /** SQL expression of the bucket of a row; counted from 1970 when absent. */
  readonly bucket?: string;
  /** Whether text to group by is kept short enough for the key; it is unless told otherwise. */
  readonly shorten?: boolean;
  /**
   * How the sum of floating-point numbers is made. The server refuses a sum beyond the range of
   * its type; `wide` adds in decimal, which is dear, and gives infinity then.
   */
  readonly sums?: 'fast' | 'wide';
}

/** The hypertable that a rollup aggregates. */
export function sourceOf(rollup: Rollup): Dataset {
  const source = DATASETS.find((dataset) => dataset.name === rollup.source);
  if (source === undefined) throw new Error(`${rollup.name}: no dataset ${rollup.source}`);
  return source;
}

/** The time column of a rollup's source. */
export function timeColumnOf(rollup: Rollup): string {
  const time = timeOf(sourceOf(rollup));
  if (time === undefined) throw new Error(`${rollup.name}: ${rollup.source} has no time`);
  return time.column;
}

/** Width of a bucket in microseconds. */
export const bucketMicros = (rollup: Rollup) => rollup.bucketSeconds * 1_000_000;

/** The bucket of a row, or of another SQL expression of a time; counted from 1970 in UTC. */
export function bucketOf(rollup: Rollup, time = quoteIdentifier(timeColumnOf(rollup))): string {
  return `date_bin(interval '${rollup.bucketSeconds} seconds', ${time}, ${EPOCH})`;
}

/** The columns by which a rollup has one row: its bucket and its groups. */
export function groupColumns(rollup: Rollup, options: AggregateOptions): Grouped[] {
  const bucket = options.bucket ?? bucketOf(rollup);
  return [
    { name: BUCKET_COLUMN, of: bucket, by: bucket },
    ...rollup.groupBy.map((group) => groupOf(rollup, group, options)),
  ];
}

function groupOf(
  rollup: Rollup,
  group: GroupColumn,
  { schema, shorten = true }: AggregateOptions,
): Grouped {
  const expression = group.of ?? quoteIdentifier(group.name);
  const by = group.type === 'text' ? byCodeUnit(rollup, expression) : expression;
  const of =
    group.type === 'text' && shorten ? `${quoteIdentifier(schema)}.rollup_group(${by})` : by;
  return { name: group.name, of, by };
}

/**
 * Text is grouped by its code units, whatever the server's locale or a column's own collation holds
 * for equal. Identifiers compare so already, and are left as they are for the planner.
 */
function byCodeUnit(rollup: Rollup, expression: string): string {
  const source = sourceOf(rollup);
  const already = Object.keys(source.columns)
    .filter((name) => new RegExp(`\\b${name}\\b`).test(expression))
    .every((name) => comparesByCodeUnit(source, name));
  return already ? expression : `(${expression} collate "C")`;
}

/** How each column of a rollup is made from rows of some relation. */
export interface ColumnSql {
  readonly samples: string;
  tally(name: string, where: string): string;
  state(name: string, measure: Measure, state: State): string;
  histogram(name: string, measure: Measure): string;
}

/** The columns that a rollup keeps beside its groups: one list, whatever they are made from. */
export function keptColumns({ tallies = {}, measures }: Rollup, of: ColumnSql): Computed[] {
  return [
    { name: 'sample_count', of: of.samples },
    ...Object.entries(tallies).map(([name, { where }]) => ({ name, of: of.tally(name, where) })),
    ...Object.entries(measures).flatMap(([name, measure]) => [
      ...measure.states.map((state) => ({
        name: `${name}_${state}`,
        of: of.state(name, measure, state),
      })),
      ...(measure.histogram === undefined
        ? []
        : [{ name: `${name}_histogram`, of: of.histogram(name, measure) }]),
    ]),
  ];
}

/** The state that a rollup keeps of each bucket and group. The same SQL on every engine. */
export function stateColumns(rollup: Rollup, options: AggregateOptions): Computed[] {
  const time = quoteIdentifier(timeColumnOf(rollup));
  return keptColumns(rollup, {
    samples: 'count(*)',
    tally: (_name, where) => `count(*) filter (where ${where})`,
    state: (_name, measure, state) => stateOf(measure, state, { ...options, time }),
    histogram: (_name, measure) => histogramOf(measure, options),
  });
}

function stateOf(
  measure: Measure,
  state: State,
  { time, sums }: AggregateOptions & { readonly time: string },
): string {
  const value = measured(measure);
  switch (state) {
    case 'count':
    case 'min':
    case 'max':
      return `${state}(${value})`;
    case 'sum':
      return sums === 'wide' && measure.type === 'double precision'
        ? wideSum(value)
        : `sum(${value})`;
    case 'first':
      return outermost('min', { measure, value, time });
    case 'last':
      return outermost('max', { measure, value, time });
  }
}

const measured = ({ of }: Measure) => (of.startsWith('(') ? of : quoteIdentifier(of));

/**
 * The value at the least or greatest time; of several at that time the least or greatest. Arrays
 * compare member by member, so this is one pass without a sort. Seconds since 1970 keep microseconds
 * apart as double precision until the year 2242; beside whole numbers they are decimal. They are
 * those of an interval, because those of an instant are not immutable to the server, as continuous
 * aggregates want.
 */
export function outermost(
  which: 'min' | 'max',
  { measure, value, time }: { measure: Measure; value: string; time: string },
): string {
  const since1970 = `${time} - ${EPOCH}`;
  const seconds =
    measure.type === 'bigint'
      ? `extract(epoch from ${since1970})`
      : `date_part('epoch', ${since1970})`;
  return `(${which}(array[${seconds}, ${value}]) filter (where ${value} is not null))[2]::${measure.type}`;
}

const GREATEST_DOUBLE = '1.797693134862315e308';

/** The sum in decimal, of the rows that `filter` (a FILTER clause) lets through. */
export function wideSum(value: string, filter = ''): string {
  const sum = `sum(${value}::numeric)${filter}`;
  return `case when ${sum} = 'NaN' then 'NaN'
          when ${sum} > ${GREATEST_DOUBLE} then 'Infinity'
          when ${sum} < -${GREATEST_DOUBLE} then '-Infinity'
          else ${sum}::double precision end`;
}

function histogramOf(measure: Measure, { schema }: AggregateOptions): string {
  const which = measure.histogram === 'true' ? '' : ` filter (where ${measure.histogram})`;
  const value =
    measure.type === 'bigint' ? `${measured(measure)}::double precision` : measured(measure);
  return `${quoteIdentifier(schema)}.histogram(${value})${which}`;
}
