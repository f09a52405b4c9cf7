import { MICROS_PER_SECOND } from '../../core/index.ts';
import { type Database, empty, identifier, join, type Sql, sql } from '../../database/index.ts';
import type { Resolution } from './resolution.ts';
import { readRolledUp } from './rolled-up.ts';
import {
  condition,
  finite,
  instantOf,
  MOST_ROWS,
  type SeriesRequest,
  type SeriesRow,
  type SeriesSource,
  tooLarge,
} from './series-request.ts';

/**
 * Reads series, newest first, every instant inside the range. A downsampled point bears the begin
 * of its step, or of the range where the step begins before it. Throws RESULT_TOO_LARGE beyond
 * 200,000 rows.
 */
export async function readSeries(
  database: Database,
  request: SeriesRequest,
  { stepMicros, rollup }: Resolution,
): Promise<SeriesRow[]> {
  if (stepMicros !== null && rollup !== null) {
    return readRolledUp(database, { ...request, rollup }, stepMicros);
  }
  const statement =
    stepMicros === null
      ? rawStatement(database, request)
      : downsampledStatement(database, request, stepMicros);
  const rows = await database.query<SeriesRow>(`query.${request.source.dataset}`, statement);
  if (rows.length > MOST_ROWS) {
    const hint = 'Ask for a shorter range, or for fewer points with points=1000 or step=1m.';
    throw tooLarge(`${MOST_ROWS} rows`, hint);
  }
  return rows;
}

/** Who reported a row. */
const ORIGIN = ['poller_id', 'agent_id', 'host_id'];

function rawStatement(database: Database, request: SeriesRequest): Sql {
  const { source } = request;
  const columns = [
    'timestamp',
    'device_id',
    ...ORIGIN,
    ...source.series,
    ...source.described,
    ...(source.newest ?? []),
    ...source.averaged,
  ];
  return sql`select ${join(columns.map(identifier))} from ${database.relation(source.dataset)}
      where ${condition(request)} ${request.latest ? newestSample(database, request) : empty}
      order by "timestamp" desc, ${join(['device_id', ...source.series].map(identifier))}
      limit ${MOST_ROWS + 1}`;
}

/** For one device the key's index knows its newest instant; for a poller each device has its own. */
function newestSample(database: Database, request: SeriesRequest): Sql {
  const relation = database.relation(request.source.dataset);
  return request.subject.column === 'device_id'
    ? sql`and "timestamp" = (select max("timestamp") from ${relation} where ${condition(request)})`
    : sql`and (device_id, "timestamp") in (
            select device_id, max("timestamp") from ${relation} where ${condition(request)} group by device_id)`;
}

function downsampledStatement(database: Database, request: SeriesRequest, stepMicros: number): Sql {
  const { source } = request;
  const series = join(['device_id', ...source.series].map(identifier));
  const values = [
    ...[...ORIGIN, ...source.described].map(
      (column) => sql`max(${identifier(column)}) as ${identifier(column)}`,
    ),
    ...(source.newest ?? []).map(
      (column) =>
        sql`(array_agg(${identifier(column)} order by "timestamp" desc))[1] as ${identifier(column)}`,
    ),
    ...source.averaged.map((column) => average(source, column)),
    ...(source.extremes === undefined ? [] : extremes(source.extremes)),
  ];
  const interval = `${stepMicros / MICROS_PER_SECOND} seconds`;
  return sql`select greatest(date_bin(${interval}::interval, "timestamp", timestamptz 'epoch'),
                             ${instantOf(request.range.start)}) as "timestamp",
             ${series}, ${join(values)}
        from ${database.relation(source.dataset)}
       where ${condition(request)}
       group by 1, ${series}
       order by 1 desc, ${series}
       limit ${MOST_ROWS + 1}`;
}

function average(source: SeriesSource, column: string): Sql {
  const name = identifier(column);
  return source.whole?.includes(column)
    ? sql`round(avg(${name}))::bigint as ${name}`
    : sql`avg(${name}) filter (where ${finite(name)}) as ${name}`;
}

function extremes(column: string): Sql[] {
  const name = identifier(column);
  return [
    sql`min(${name}) filter (where ${finite(name)}) as ${identifier(`${column}_min`)}`,
    sql`max(${name}) filter (where ${finite(name)}) as ${identifier(`${column}_max`)}`,
    sql`count(*)::integer as sample_count`,
  ];
}
