import type { DatasetName } from '../../catalogue/index.ts';
import { formatInstant, type Instant, MICROS_PER_SECOND, RadarError } from '../../core/index.ts';
import { type Database, empty, identifier, join, type Sql, sql } from '../../database/index.ts';
import { type Density, stepForPoints, type TimeRange } from './time-range.ts';

/** How the rows of one dataset become series. */
export interface SeriesSource {
  readonly dataset: DatasetName;
  /** Columns that tell the series of one device apart. */
  readonly series: readonly string[];
  /** Columns that say what a series is; a downsampled point carries one value of its step. */
  readonly described: readonly string[];
  /** Columns that change without being measured; a downsampled point carries the newest value. */
  readonly newest?: readonly string[];
  /** Columns that are averaged. */
  readonly averaged: readonly string[];
  /** Whole numbers among `averaged`, which stay whole. */
  readonly whole?: readonly string[];
  /** The averaged column whose least and greatest value a downsampled point carries too. */
  readonly extremes?: string;
}

/** Whose series: one device's, or all that one poller reported. */
export type Subject =
  | { readonly column: 'device_id'; readonly id: string }
  | { readonly column: 'poller_id'; readonly id: string };

export interface SeriesRequest {
  readonly source: SeriesSource;
  readonly subject: Subject;
  readonly range: TimeRange;
  readonly density: Density;
  /** Only the newest sample of each device inside the range, as it was stored. */
  readonly latest: boolean;
  /** Further equalities, by column. */
  readonly where?: { readonly [column: string]: string };
}

export type SeriesRow = { readonly [column: string]: unknown } & {
  readonly timestamp: Instant;
  readonly device_id: string;
};

/** Rows that one answer may have; beyond, the reader is told to ask for fewer points. */
const MOST_ROWS = 200_000;

/**
 * The step with which a request is answered, in microseconds; null when its rows come as they were
 * stored. `points` means downsampling only where the range holds more samples than that.
 */
export async function chooseStep(
  database: Database,
  request: SeriesRequest,
): Promise<number | null> {
  const { density, range } = request;
  if (density.kind === 'raw' || request.latest) return null;
  if (density.kind === 'step') return density.stepMicros;
  const [row] = await database.query<{ samples: number }>(
    `query.${request.source.dataset}.samples`,
    sql`select count(*) as samples from (
          select distinct "timestamp" from ${database.relation(request.source.dataset)}
           where ${condition(request)} limit ${density.points + 1}) as sample`,
  );
  const fits = (row?.samples ?? 0) <= density.points;
  return fits ? null : stepForPoints(range, density.points);
}

/**
 * Reads series, newest first, every instant inside the range. A downsampled point bears the begin
 * of its step, or of the range where the step begins before it. Throws RESULT_TOO_LARGE beyond
 * 200,000 rows.
 */
export async function readSeries(
  database: Database,
  request: SeriesRequest,
  stepMicros: number | null,
): Promise<SeriesRow[]> {
  const statement =
    stepMicros === null
      ? rawStatement(database, request)
      : downsampledStatement(database, request, stepMicros);
  const rows = await database.query<SeriesRow>(`query.${request.source.dataset}`, statement);
  if (rows.length > MOST_ROWS) {
    throw new RadarError('RESULT_TOO_LARGE', `The answer has more than ${MOST_ROWS} rows.`, {
      hint: 'Ask for a shorter range, or for fewer points with points=1000 or step=1m.',
    });
  }
  return rows;
}

function condition(request: SeriesRequest): Sql {
  const { subject, range, where = {} } = request;
  const equalities = [[subject.column, subject.id] as const, ...Object.entries(where)].map(
    ([column, value]) => sql`${identifier(column)} = ${value}`,
  );
  const times = sql`"timestamp" >= ${formatInstant(range.start)}::timestamptz
                and "timestamp" < ${formatInstant(range.end)}::timestamptz`;
  return join([...equalities, times], ' and ');
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
                             ${formatInstant(request.range.start)}::timestamptz) as "timestamp",
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
    : sql`avg(${name}) filter (where ${finite(column)}) as ${name}`;
}

function extremes(column: string): Sql[] {
  const name = identifier(column);
  return [
    sql`min(${name}) filter (where ${finite(column)}) as ${identifier(`${column}_min`)}`,
    sql`max(${name}) filter (where ${finite(column)}) as ${identifier(`${column}_max`)}`,
    sql`count(*)::integer as sample_count`,
  ];
}

/** One NaN, which PostgreSQL orders above infinity, must not become the average of a whole step. */
function finite(column: string): Sql {
  return sql`${identifier(column)} > '-Infinity' and ${identifier(column)} < 'Infinity'`;
}
