/**
 * Series out of an hourly rollup and, for what it does not hold yet, out of raw rows. One statement
 * reads both together with the notes of what is to be computed, so it sees each stored row once,
 * whatever is refreshed meanwhile (docs/invariants/rollups.md). Read raw are
 *
 * - the hours that the rollup has yet to take in: the present one, and those of late rows;
 * - hours before the first that the rollup has;
 * - the hours at the ends of the range that lie only partly in it.
 */
import { formatInstant, type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import { type Database, empty, identifier, join, type Sql, sql } from '../../database/index.ts';
import {
  equalities,
  finite,
  instantOf,
  MOST_ROWS,
  type SeriesRequest,
  type SeriesSource,
} from './series-request.ts';

/** Width of a bucket of the rollups that readers use. */
export const ROLLUP_MICROS = 3_600 * MICROS_PER_SECOND;

const HOUR = sql`interval '1 hour'`;
const EPOCH = sql`timestamptz '1970-01-01 00:00+00'`;

/** Begin of the hour in which an instant lies. */
const hourOf = (instant: Instant) => Math.floor(instant / ROLLUP_MICROS) * ROLLUP_MICROS;

/** A rollup that is read, and how far it was then. */
export interface RollupReading {
  readonly name: string;
  /** From here on there are hours that it has yet to take in, which are read raw; null: none. */
  readonly openFrom: Instant | null;
  /** Hours of the range that have samples and are older than all that it has; null: none. */
  readonly rawHours: { readonly from: Instant; readonly last: Instant } | null;
}

type RolledUp = SeriesRequest & { readonly rollup: RollupReading };

/** What holds for the rows of a rollup that a request may use: whole hours inside its range. */
export function hoursCondition(request: SeriesRequest): Sql {
  const from = hourOf(request.range.start + ROLLUP_MICROS - 1);
  const times = sql`bucket >= ${instantOf(from)} and bucket < ${instantOf(hourOf(request.range.end))}`;
  return join([...equalities(request), times], ' and ');
}

/**
 * The series of one device, for a step of whole hours: averages are sums divided by counts. An hour
 * that is yet to be computed comes from whichever of raw rows and rollup has counted more samples,
 * since raw rows may be gone. An hour of the rollup that holds NaN or infinity gives no average.
 */
export function rolledUpStatement(database: Database, request: RolledUp, stepMicros: number): Sql {
  const { source, subject, range, rollup } = request;
  const series = source.series.map(identifier);
  const group = join([sql`bucket`, ...series]);
  const columns = join([group, ...statesOf(source)]);
  const step = `${stepMicros / MICROS_PER_SECOND} seconds`;
  return sql`with open as materialized (${openHours(database, request)}),
      span as materialized (${spans(request)}),
      hours as (
        select ${columns} from ${database.relation(rollup.name)}
         where ${hoursCondition(request)} and bucket not in (select bucket from open)
        union all
        select ${columns} from (
          select distinct on (${group}) ${columns}
            from (${rawHours(database, request)} union all ${openRollup(database, request)}) as either
           order by ${group}, sample_count desc, is_raw desc) as fuller
      )
      select greatest(date_bin(${step}::interval, bucket, ${EPOCH}), ${instantOf(range.start)}) as "timestamp",
             ${join([sql`${subject.id}::text as device_id`, ...series, ...pointOf(source)])}
        from hours
       group by ${join([sql`1`, ...series])}
       order by ${join([sql`1 desc`, ...series])}
       limit ${MOST_ROWS + 1}`;
}

/**
 * The hours of the range in which something is yet to be computed, and those before the first that
 * the rollup has: it may be kept for less than the raw rows.
 */
function openHours(database: Database, request: RolledUp): Sql {
  const { source, range, rollup } = request;
  const unknown =
    rollup.rawHours === null
      ? empty
      : sql`union
        select generate_series(${instantOf(rollup.rawHours.from)}, ${instantOf(rollup.rawHours.last)}, ${HOUR})`;
  const times = sql`bucket >= ${instantOf(hourOf(range.start))} and bucket < ${instantOf(range.end)}`;
  return sql`
        select bucket from ${database.relation('rollup_pending')}
         where rollup = ${rollup.name} and ${times}
        union
        select date_bin(${HOUR}, bucket, ${EPOCH}) from ${database.relation('rollup_touched')}
         where source = ${source.dataset} and ${times}
        ${unknown}`;
}

/** The stretches that are read raw: what is open, and the ends of the range, cut to the range. */
function spans({ range }: SeriesRequest): Sql {
  const ends = [range.start, range.end].filter((instant) => instant % ROLLUP_MICROS !== 0);
  return sql`
        select bucket, greatest(bucket, ${instantOf(range.start)}) as begins,
               least(bucket + ${HOUR}, ${instantOf(range.end)}) as ends
          from (select bucket from open
                union
                select unnest(${ends.map(hourOf).map(formatInstant)}::timestamptz[])) as hour (bucket)`;
}

/** What the rollup would hold of each stretch, from the raw rows. */
function rawHours(database: Database, request: RolledUp): Sql {
  const { source } = request;
  const group = source.series.map(identifier);
  const states = [
    sql`count(*) as sample_count`,
    ...kept(source).flatMap((column) => rawStates(source, column)),
    ...(source.extremes === undefined ? [] : rawExtremes(source.extremes)),
  ];
  return sql`
              select ${join([sql`bucket`, ...group, ...statesOf(source), sql`true as is_raw`])}
                from span cross join lateral (
                  select ${join([...group, ...states])} from ${database.relation(source.dataset)}
                   where ${join(equalities(request), ' and ')}
                     and "timestamp" >= span.begins and "timestamp" < span.ends
                  ${group.length === 0 ? sql`having count(*) > 0` : sql`group by ${join(group)}`}) as raw`;
}

/** What the rollup holds of the open hours, all network partitions together. */
function openRollup(database: Database, request: RolledUp): Sql {
  const { source, rollup } = request;
  const group = source.series.map(identifier);
  const sums = [
    sql`sum(sample_count)::bigint as sample_count`,
    ...kept(source).flatMap((column) => {
      const [count, sum] = [identifier(`${column}_count`), identifier(`${column}_sum`)];
      return [sql`sum(${count})::bigint as ${count}`, sql`sum(${sum}) as ${sum}`];
    }),
    ...(source.extremes === undefined
      ? []
      : (['min', 'max'] as const).map((which) => {
          const name = identifier(`${source.extremes}_${which}`);
          return sql`${identifier(which)}(${name}) as ${name}`;
        })),
  ];
  return sql`
              select ${join([sql`open.bucket`, ...group, ...statesOf(source), sql`false`])}
                from open cross join lateral (
                  select ${join([...group, ...sums])} from ${database.relation(rollup.name)}
                   where ${hoursCondition(request)} and bucket = open.bucket
                  ${group.length === 0 ? sql`having count(*) > 0` : sql`group by ${join(group)}`}) as held`;
}

/** The averaged columns of which the rollup keeps state; the others follow from these. */
function kept(source: SeriesSource): string[] {
  return source.averaged.filter((column) => column !== source.remainder?.column);
}

/** Columns of a rollup that a series needs. */
function statesOf(source: SeriesSource): Sql[] {
  return [
    'sample_count',
    ...kept(source).flatMap((column) => [`${column}_count`, `${column}_sum`]),
    ...(source.extremes === undefined ? [] : [`${source.extremes}_min`, `${source.extremes}_max`]),
  ].map(identifier);
}

const isWhole = (source: SeriesSource, column: string) => source.whole?.includes(column) === true;

function rawStates(source: SeriesSource, column: string): Sql[] {
  const value = identifier(column);
  const which = isWhole(source, column) ? sql`true` : finite(value);
  return [
    sql`count(${value}) filter (where ${which}) as ${identifier(`${column}_count`)}`,
    sql`sum(${value}) filter (where ${which}) as ${identifier(`${column}_sum`)}`,
  ];
}

function rawExtremes(column: string): Sql[] {
  const value = identifier(column);
  return [
    sql`min(${value}) filter (where ${finite(value)}) as ${identifier(`${column}_min`)}`,
    sql`max(${value}) filter (where ${finite(value)}) as ${identifier(`${column}_max`)}`,
  ];
}

/** The columns of a point, from the states of the hours in its step. */
function pointOf(source: SeriesSource): Sql[] {
  const { remainder, extremes } = source;
  const averages = kept(source).map(
    (column) => sql`${average(source, column)} as ${identifier(column)}`,
  );
  if (remainder !== undefined) {
    const left = sql`(${average(source, remainder.of)} - ${average(source, remainder.less)})`;
    averages.push(
      sql`case when ${left} < 0 then 0 else ${left} end as ${identifier(remainder.column)}`,
    );
  }
  if (extremes === undefined) return averages;
  const [least, greatest] = [identifier(`${extremes}_min`), identifier(`${extremes}_max`)];
  return [
    ...averages,
    sql`min(${least}) filter (where ${finite(least)}) as ${least}`,
    sql`max(${greatest}) filter (where ${finite(greatest)}) as ${greatest}`,
    sql`sum(sample_count)::bigint as sample_count`,
  ];
}

function average(source: SeriesSource, column: string): Sql {
  const [count, sum] = [identifier(`${column}_count`), identifier(`${column}_sum`)];
  if (isWhole(source, column)) return sql`round(sum(${sum}) / nullif(sum(${count}), 0))::bigint`;
  const which = sql`filter (where ${finite(sum)})`;
  return sql`sum(${sum}) ${which} / nullif(sum(${count}) ${which}, 0)::double precision`;
}
