/**
 * The statement that reads points of a rollup and, for what it does not hold yet, of its raw rows.
 * Being one statement it sees each stored row once, whatever is refreshed meanwhile
 * (docs/invariants/rollups.md). Read raw are
 *
 * - the buckets that the rollup has yet to take in: the present one, and those of late rows;
 * - what lies before the first bucket that the rollup has;
 * - the buckets at the ends of the range that lie only partly in it.
 */
import { BUCKET_COLUMN, type GroupColumn } from '../../catalogue/index.ts';
import { formatInstant, type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import {
  bucketMicros,
  type Database,
  empty,
  groupColumns,
  identifier,
  join,
  mergedColumns,
  type Sql,
  sql,
  stateColumns,
  timeColumnOf,
  trusted,
} from '../../database/index.ts';
import { instantOf } from '../readers/series-request.ts';
import { ofRaw, ofRollup } from './condition.ts';
import { pack, packInstants } from './packed.ts';
import type { RollupReading, RollupRequest } from './request.ts';
import { chosenStates, SAMPLES } from './state.ts';

const EPOCH = sql`timestamptz '1970-01-01 00:00+00'`;
const BUCKET = identifier(BUCKET_COLUMN);

/** A request, the rollup as it stands (null: it was never refreshed), and how many points it may give. */
export interface Reading extends RollupRequest {
  readonly reading: RollupReading | null;
  readonly most: number;
  /** `wide` where a sum of floating-point numbers leaves the range of its type. */
  readonly sums: 'fast' | 'wide';
}

/**
 * Rows of series, in any order and of one series two at most, whose points add up: its groups, its
 * instants under the name `bucket` and the states that are wanted, packed. A point more than `most`
 * in a row means that there are more.
 */
export function rollupStatement(database: Database, request: Reading): Sql {
  const lists = isMerged(request)
    ? [mergedPoints(database, request)]
    : [closed(database, request), fuller(request)];
  return sql`with first as materialized (${firstBucket(database, request)}),
      open as materialized (${openBuckets(database, request)}),
      span as materialized (${spans(request)}),
      either as materialized (${rawBuckets(database, request)} union all ${openRows(database, request)}),
      fuller as materialized (${fullerSides()})
      ${join(
        lists.map((points) => packedSeries(request, points)),
        ' union all ',
      )}`;
}

function packedSeries(request: Reading, points: Sql): Sql {
  const columns = chosenStates(request.rollup, request.states).map(
    (column) => sql`${pack(column)} as ${identifier(column.name)}`,
  );
  const by = groups(request);
  return sql`
      select ${join([...by, sql`${packInstants(BUCKET)} as ${BUCKET}`, ...columns])}
        from (${points} limit ${request.most + 1}) as point
       ${by.length === 0 ? sql`having count(*) > 0` : sql`group by ${join(by)}`}`;
}

const names = ({ rollup, states }: RollupRequest) =>
  chosenStates(rollup, states).map(({ name }) => identifier(name));
const groups = (request: RollupRequest) => request.by.map(identifier);
const allGroups = ({ rollup }: RollupRequest) =>
  rollup.groupBy.map((group) => identifier(group.name));

const width = ({ rollup }: RollupRequest) => trusted(`interval '${rollup.bucketSeconds} seconds'`);

function edges({ rollup, range }: RollupRequest) {
  const micros = bucketMicros(rollup);
  const floor = (instant: Instant) => Math.floor(instant / micros) * micros;
  return {
    /** Begin of the bucket in which the range begins. */
    start: floor(range.start),
    /** The whole buckets inside the range. */
    from: floor(range.start + micros - 1),
    to: floor(range.end),
    /** Buckets at the ends that lie only partly in the range. */
    partly: [range.start, range.end].filter((instant) => instant % micros !== 0).map(floor),
  };
}

/** Where the rollup begins: before it there are only raw rows, if it is kept for less than they. */
function firstBucket(database: Database, { reading }: Reading): Sql {
  if (reading === null) return sql`select timestamptz 'infinity' as at`;
  if (reading.continuous) return sql`select timestamptz '-infinity' as at`;
  return sql`select coalesce((select min(${BUCKET}) from ${database.relation(reading.name)}), 'infinity') as at`;
}

/** The buckets of the range in which something is yet to be computed. */
function openBuckets(database: Database, request: Reading): Sql {
  const { rollup, range, reading } = request;
  if (reading?.continuous !== false) return sql`select null::timestamptz as bucket where false`;
  const times = sql`bucket >= ${instantOf(edges(request).start)} and bucket < ${instantOf(range.end)}`;
  return sql`
        select bucket from ${database.relation('rollup_pending')}
         where rollup = ${rollup.name} and ${times}
        union
        select date_bin(${width(request)}, bucket, ${EPOCH}) from ${database.relation('rollup_touched')}
         where source = ${rollup.source} and ${times}`;
}

/** The stretches that are read raw, cut to the range; none lies in another. */
function spans(request: Reading): Sql {
  const [start, end] = [instantOf(request.range.start), instantOf(request.range.end)];
  const partly = edges(request).partly.map(formatInstant);
  return sql`
        select greatest(edge.bucket, ${start}) as begins, least(edge.bucket + ${width(request)}, ${end}) as ends
          from (select bucket from open union select unnest(${partly}::timestamptz[])) as edge, first
         where edge.bucket >= first.at
        union all
        select ${start}, least(${end}, first.at) from first where first.at > ${start}`;
}

/** The rows of the rollup that hold everything; none before its first refresh. */
function closed(database: Database, request: Reading): Sql {
  return sql`select ${columnsOf(request)} from ${database.relation(request.rollup.name)}
         where ${join([...ofRollup(database, request), ...wholeBuckets(request)], ' and ')}
           and ${BUCKET} not in (select bucket from open)${request.reading === null ? sql` and false` : empty}`;
}

function wholeBuckets(request: RollupRequest): Sql[] {
  const { from, to } = edges(request);
  return [sql`${BUCKET} >= ${instantOf(from)}`, sql`${BUCKET} < ${instantOf(to)}`];
}

/** What the rollup would hold of each stretch, by the SQL of its refresh. */
function rawBuckets(database: Database, request: Reading): Sql {
  const { rollup, sums } = request;
  const options = { schema: database.options.schema, sums };
  const grouped = groupColumns(rollup, options);
  const wanted = new Set([SAMPLES, ...request.states]);
  const columns = [
    ...grouped.map(({ name, of }) => ({ name, of: collated(rollup.groupBy, name, of) })),
    ...stateColumns(rollup, options).filter(({ name }) => wanted.has(name)),
  ].map(({ name, of }) => sql`${trusted(of)} as ${identifier(name)}`);
  const time = identifier(timeColumnOf(rollup));
  return sql`
              select ${join([...allColumns(request), sql`true as is_raw`])}
                from span cross join lateral (
                  select ${join(columns)} from ${database.relation(rollup.source)}
                   where ${join([...ofRaw(database, request), sql`${time} >= span.begins`, sql`${time} < span.ends`], ' and ')}
                   group by ${join(grouped.map(({ by }) => trusted(by)))}) as raw`;
}

/** Both sides of a union must compare text alike. */
function collated(groupBy: readonly GroupColumn[], name: string, of: string): string {
  const text = groupBy.some((group) => group.name === name && group.type === 'text');
  return text ? `(${of}) collate "C"` : of;
}

const allColumns = (request: RollupRequest) => [BUCKET, ...allGroups(request), ...names(request)];

/** What is open, from the side that knows more of it. */
function fuller(request: Reading): Sql {
  return sql`select ${columnsOf(request)} from either join fuller using (${BUCKET}, is_raw)`;
}

const columnsOf = (request: Reading) => join([BUCKET, ...groups(request), ...names(request)]);

/**
 * Of an open bucket the side that counts more samples in all. Raw rows are only appended, and go
 * with the whole chunk: if it is there they are at least as many, and newer; if it is gone there
 * are some stragglers at most.
 */
function fullerSides(): Sql {
  return sql`
        select distinct on (${BUCKET}) ${BUCKET}, is_raw
          from (select ${BUCKET}, is_raw, sum(sample_count) as samples from either group by ${BUCKET}, is_raw) as side
         order by ${BUCKET}, samples desc, is_raw desc`;
}

/** What the rollup holds of the open buckets. */
function openRows(database: Database, request: Reading): Sql {
  return sql`
              select ${join([...allColumns(request), sql`false`])} from ${database.relation(request.rollup.name)}
               where ${join([...ofRollup(database, request), ...wholeBuckets(request)], ' and ')}
                 and ${BUCKET} in (select bucket from open)`;
}

/** The buckets put together to steps, and to the series that are asked for. */
function mergedPoints(database: Database, request: Reading): Sql {
  const { rollup, stepMicros, sums } = request;
  const merged = new Map(
    mergedColumns(rollup, { schema: database.options.schema, sums }).map(({ name, of }) => [
      name,
      of,
    ]),
  );
  const step = `${stepMicros / MICROS_PER_SECOND} seconds`;
  const bin = sql`date_bin(${step}::interval, ${BUCKET}, ${EPOCH})`;
  const states = chosenStates(rollup, request.states).map(
    ({ name }) => sql`${trusted(merged.get(name) ?? '')} as ${identifier(name)}`,
  );
  return sql`select ${join([sql`${bin} as ${BUCKET}`, ...groups(request), ...states])}
          from (${closed(database, request)} union all ${fuller(request)}) as bucket
         group by ${join([sql`1`, ...groups(request)])}`;
}

/**
 * Whether the server has to put points together. Network partitions of one group are few: whoever
 * reads puts them together, for to have the server do it costs as much again as to read.
 */
function isMerged({ rollup, stepMicros, by, where }: RollupRequest): boolean {
  if (stepMicros !== bucketMicros(rollup)) return true;
  const apart = new Set(['partition', ...by, ...Object.keys(where)]);
  return rollup.groupBy.some((group) => !apart.has(group.name));
}
