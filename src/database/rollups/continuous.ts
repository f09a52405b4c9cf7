/**
 * Continuous aggregates of TimescaleDB's Community edition, which stand in for the tables of those
 * rollups that the catalogue marks: the parts of `device_metrics_summary`. A continuous aggregate
 * has the name and the columns of the table that it replaces, so whoever reads sees no difference.
 *
 * This is what is wanted, what is there, and the statements between; the reconciler decides and runs.
 */
import { BUCKET_COLUMN, ROLLUPS, type Rollup, rollupDataset } from '../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';
import {
  type Names,
  quoteIdentifier,
  quoteLiteral,
  type Session,
  type Sql,
  sql,
  trusted,
} from '../connection/index.ts';
import { bucketMicros, groupColumns, stateColumns, timeColumnOf } from './aggregate.ts';

/** The rollups for which a continuous aggregate stands in where the engine has them. */
export const CONTINUOUS_AGGREGATES: readonly Rollup[] = ROLLUPS.filter(
  (rollup) => rollup.continuous === true,
);

/** What a continuous aggregate is to do by itself. */
export interface ContinuousState {
  /** Whether a read adds what is not materialised yet from the raw rows. */
  readonly realTime: boolean;
  /** What its refresh covers, how often; null: nothing refreshes it, or several jobs do. */
  readonly refresh: {
    readonly startSeconds: number;
    readonly endSeconds: number;
    readonly everySeconds: number;
  } | null;
  /** After what age its rows go; null: never. */
  readonly dropAfterSeconds: number | null;
  readonly chunkSeconds: number;
  /** Jobs that are there, switched off or not; since TimescaleDB 2.21 several may refresh one. */
  readonly jobs: { readonly refresh: number; readonly retention: number };
}

const DAY = 86_400;

/**
 * What is wanted of each. The refresh reaches back as far as raw rows are kept and no further: what
 * lies before has lost its raw rows, and computing it anew would destroy it.
 */
export function wantedContinuous(rollup: Rollup): ContinuousState {
  return {
    realTime: true,
    refresh: {
      startSeconds: rollup.retentionDays * DAY,
      endSeconds: 2 * rollup.bucketSeconds,
      everySeconds: rollup.bucketSeconds,
    },
    dropAfterSeconds: rollup.retentionDays * DAY,
    chunkSeconds: rollup.chunkHours * 3_600,
    jobs: { refresh: 1, retention: 1 },
  };
}

interface LiveRow {
  readonly name: string;
  readonly real_time: boolean;
  readonly refresh_jobs: number;
  readonly refreshes: boolean;
  readonly refresh_start: number | null;
  readonly refresh_end: number | null;
  readonly refresh_every: number;
  readonly drop_jobs: number;
  readonly drops: boolean;
  readonly drop_after: number | null;
  readonly chunk_seconds: number;
}

/** What each continuous aggregate of our schema does, by its name. Only where TimescaleDB is. */
export async function readContinuous(
  session: Session,
  names: Pick<Names, 'schema'>,
): Promise<Map<string, ContinuousState>> {
  const seconds = (of: string) => sql`extract(epoch from (${trusted(of)})::interval)::float8`;
  const rows = await session.query<LiveRow>(
    'rollups.continuous',
    sql`select aggregate.view_name as name,
               not aggregate.materialized_only as real_time,
               refresh.jobs as refresh_jobs,
               refresh.jobs = 1 and refresh.scheduled as refreshes,
               ${seconds("refresh.config ->> 'start_offset'")} as refresh_start,
               ${seconds("refresh.config ->> 'end_offset'")} as refresh_end,
               ${seconds('refresh.every')} as refresh_every,
               retention.jobs as drop_jobs,
               retention.jobs = 1 and retention.scheduled as drops,
               ${seconds("retention.config ->> 'drop_after'")} as drop_after,
               ${seconds('dimension.time_interval')} as chunk_seconds
          from timescaledb_information.continuous_aggregates as aggregate
          join timescaledb_information.dimensions as dimension
            on dimension.hypertable_schema = aggregate.materialization_hypertable_schema
           and dimension.hypertable_name = aggregate.materialization_hypertable_name
         cross join lateral (${jobsOf('policy_refresh_continuous_aggregate')}) as refresh
         cross join lateral (${jobsOf('policy_retention')}) as retention
         where aggregate.view_schema = ${names.schema}`,
  );
  return new Map(rows.map((row) => [row.name, stateOf(row)]));
}

/**
 * The jobs of one kind: how many, and what any of them does. A job names the aggregate, or before
 * TimescaleDB 2.20 the hypertable that holds its rows.
 */
function jobsOf(procedure: string): Sql {
  return sql`
           select count(*)::integer as jobs, bool_and(scheduled) as scheduled,
                  (array_agg(config))[1] as config, min(schedule_interval) as every
             from timescaledb_information.jobs
            where proc_name = ${procedure}
              and (hypertable_schema, hypertable_name)
                  in ((aggregate.view_schema, aggregate.view_name),
                      (aggregate.materialization_hypertable_schema,
                       aggregate.materialization_hypertable_name))`;
}

function stateOf(row: LiveRow): ContinuousState {
  return {
    realTime: row.real_time,
    refresh: row.refreshes
      ? {
          startSeconds: row.refresh_start ?? Number.POSITIVE_INFINITY,
          endSeconds: row.refresh_end ?? 0,
          everySeconds: row.refresh_every,
        }
      : null,
    dropAfterSeconds: row.drops ? row.drop_after : null,
    chunkSeconds: row.chunk_seconds,
    jobs: { refresh: row.refresh_jobs, retention: row.drop_jobs },
  };
}

/**
 * Puts a continuous aggregate in the place of the table, in one transaction. Views that read from
 * the table must be dropped before and made again after, in the same transaction.
 */
export function installStatements(rollup: Rollup, names: Names): string[] {
  const { relation, extension } = texts(rollup, names);
  const wanted = wantedContinuous(rollup);
  return [
    `drop table if exists ${relation}`,
    `create materialized view ${relation}
  with (timescaledb.continuous, timescaledb.materialized_only = ${!wanted.realTime}) as
${queryOf(rollup, names)}
  with no data`,
    `select ${extension}.set_chunk_time_interval('${relation}', ${interval(wanted.chunkSeconds)})`,
    `insert into ${quoteIdentifier(names.schema)}.rollup_progress (rollup, source, bucket_seconds, continuous)
values (${quoteLiteral(rollup.name)}, ${quoteLiteral(rollup.source)}, ${rollup.bucketSeconds}, true)
on conflict (rollup) do update set continuous = true`,
    `delete from ${quoteIdentifier(names.schema)}.rollup_pending where rollup = ${quoteLiteral(rollup.name)}`,
    ...settingStatements(rollup, names, undefined),
  ];
}

/** Makes it do what is wanted, given what it does now (undefined: it was just made). */
export function settingStatements(
  rollup: Rollup,
  names: Names,
  live: ContinuousState | undefined,
): string[] {
  const { relation, extension } = texts(rollup, names);
  const wanted = wantedContinuous(rollup);
  const statements: string[] = [];
  if (live !== undefined && live.realTime !== wanted.realTime) {
    statements.push(
      `alter materialized view ${relation} set (timescaledb.materialized_only = ${!wanted.realTime})`,
    );
  }
  if (live !== undefined && live.chunkSeconds !== wanted.chunkSeconds) {
    statements.push(
      `select ${extension}.set_chunk_time_interval('${relation}', ${interval(wanted.chunkSeconds)})`,
    );
  }
  // A policy that is there keeps its settings whatever is asked for, so it is taken away first.
  if (JSON.stringify(live?.refresh) !== JSON.stringify(wanted.refresh) && wanted.refresh !== null) {
    const { startSeconds, endSeconds, everySeconds } = wanted.refresh;
    if ((live?.jobs.refresh ?? 0) > 0) {
      statements.push(`select ${extension}.remove_continuous_aggregate_policy('${relation}')`);
    }
    statements.push(
      `select ${extension}.add_continuous_aggregate_policy('${relation}',
  start_offset => ${interval(startSeconds)}, end_offset => ${interval(endSeconds)},
  schedule_interval => ${interval(everySeconds)})`,
    );
  }
  if (live?.dropAfterSeconds !== wanted.dropAfterSeconds && wanted.dropAfterSeconds !== null) {
    if ((live?.jobs.retention ?? 0) > 0) {
      statements.push(`select ${extension}.remove_retention_policy('${relation}')`);
    }
    statements.push(
      `select ${extension}.add_retention_policy('${relation}', drop_after => ${interval(wanted.dropAfterSeconds)},
  schedule_interval => ${interval(3_600)})`,
    );
  }
  return statements;
}

/**
 * Materialises what raw rows still exist for; it cannot run in a transaction. `from` is the begin of
 * the oldest chunk of the history. Undefined where no bucket lies between.
 */
export function fillStatement(
  rollup: Rollup,
  names: Names,
  range: { readonly from: Instant; readonly to: Instant },
): string | undefined {
  const width = bucketMicros(rollup);
  const from = Math.ceil(range.from / width) * width;
  const to = Math.floor(range.to / width) * width;
  if (to <= from) return undefined;
  const { relation, extension } = texts(rollup, names);
  return `call ${extension}.refresh_continuous_aggregate('${relation}', timestamptz '${formatInstant(from)}', timestamptz '${formatInstant(to)}')`;
}

/**
 * Takes a continuous aggregate away, for an engine that does not have them any more. The table is
 * made after it as any other, and the refresh then computes it from the raw rows that exist.
 */
export function removeStatements(rollup: Rollup, names: Names): string[] {
  const { relation } = texts(rollup, names);
  return [
    `drop materialized view ${relation}`,
    `delete from ${quoteIdentifier(names.schema)}.rollup_progress where rollup = ${quoteLiteral(rollup.name)}`,
  ];
}

/** The same columns as the table, by the bucketing function that continuous aggregates ask for. */
function queryOf(rollup: Rollup, names: Names): string {
  const { extension } = texts(rollup, names);
  const time = quoteIdentifier(timeColumnOf(rollup));
  const options = {
    schema: names.schema,
    bucket: `${extension}.time_bucket(interval '${rollup.bucketSeconds} seconds', ${time})`,
    shorten: false,
  };
  const groups = groupColumns(rollup, options);
  const columns = [...groups, ...stateColumns(rollup, options)];
  const order = Object.keys(rollupDataset(rollup).columns);
  if (columns.map(({ name }) => name).join() !== order.join() || order[0] !== BUCKET_COLUMN) {
    throw new Error(`${rollup.name}: columns differ from those of its table`);
  }
  const list = columns.map(({ name, of }) => `${of} as ${quoteIdentifier(name)}`);
  return `select ${list.join(',\n       ')}
  from ${quoteIdentifier(names.schema)}.${quoteIdentifier(rollup.source)}
 group by ${groups.map(({ by }) => by).join(', ')}`;
}

function texts(rollup: Rollup, { schema, extensionSchema }: Names) {
  return {
    relation: `${quoteIdentifier(schema)}.${quoteIdentifier(rollup.name)}`,
    extension: quoteIdentifier(extensionSchema ?? 'public'),
  };
}

const interval = (seconds: number) => `interval '${seconds} seconds'`;
