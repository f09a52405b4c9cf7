import type { DatasetName } from '../../catalogue/index.ts';
import { formatInstant, type Instant, MICROS_PER_SECOND, RadarError } from '../../core/index.ts';
import { type Database, identifier, join, type Sql, sql, trusted } from '../../database/index.ts';
import { type Density, stepForPoints, type TimeRange } from './time-range.ts';

/** How the rows of one dataset become series. */
export interface SeriesSource {
  readonly dataset: DatasetName;
  /** Columns that tell the series of one device apart. */
  readonly series: readonly string[];
  /** Columns whose newest value a downsampled point carries. */
  readonly carried: readonly string[];
  /** Columns that are averaged. */
  readonly averaged: readonly string[];
  /** Byte counts among `averaged`, which stay whole numbers. */
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
  /** Only the newest sample of each device inside the range. */
  readonly latest: boolean;
  /** Further equalities, by column. */
  readonly where?: { readonly [column: string]: string };
}

export type SeriesRow = { readonly [column: string]: unknown } & {
  readonly timestamp: Instant;
  readonly device_id: string;
};

export interface SeriesAnswer {
  /** Newest first. */
  readonly rows: readonly SeriesRow[];
  /** Null when the rows are as they were stored. */
  readonly stepMicros: number | null;
}

/** Rows that one answer may have; beyond, the reader is told to ask for fewer points. */
const MOST_ROWS = 200_000;

/** Reads series. Throws RESULT_TOO_LARGE beyond 200,000 rows. */
export async function readSeries(
  database: Database,
  request: SeriesRequest,
): Promise<SeriesAnswer> {
  const stepMicros = await chooseStep(database, request);
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
  return { rows, stepMicros };
}

/** `points` means downsampling only where the range holds more samples than that. */
async function chooseStep(database: Database, request: SeriesRequest): Promise<number | null> {
  const { density } = request;
  if (density.kind === 'raw' || request.latest) return null;
  if (density.kind === 'step') return density.stepMicros;
  const [row] = await database.query<{ samples: number }>(
    `query.${request.source.dataset}.samples`,
    sql`select count(*) as samples from (
          select distinct "timestamp" from ${database.relation(request.source.dataset)}
           where ${condition(request)} limit ${density.points + 1}) as sample`,
  );
  const fits = (row?.samples ?? 0) <= density.points;
  return fits ? null : stepForPoints(request.range, density.points);
}

function condition(request: SeriesRequest): Sql {
  const { subject, range, where = {} } = request;
  const equalities = [[subject.column, subject.id], ...Object.entries(where)].map(
    ([column, value]) => sql`${identifier(column as string)} = ${value}`,
  );
  const times = sql`"timestamp" >= ${formatInstant(range.start)}::timestamptz
                and "timestamp" < ${formatInstant(range.end)}::timestamptz`;
  return join([...equalities, times], ' and ');
}

function rawStatement(database: Database, request: SeriesRequest): Sql {
  const { source } = request;
  const relation = database.relation(source.dataset);
  const columns = [
    'timestamp',
    'device_id',
    ...ORIGIN,
    ...source.series,
    ...source.carried,
    ...source.averaged,
  ];
  const newest = request.latest
    ? sql`and (device_id, "timestamp") in (
            select device_id, max("timestamp") from ${relation} where ${condition(request)} group by device_id)`
    : sql``;
  return sql`select ${join(columns.map(identifier))} from ${relation}
      where ${condition(request)} ${newest}
      order by "timestamp" desc, ${join(['device_id', ...source.series].map(identifier))}
      limit ${MOST_ROWS + 1}`;
}

const ORIGIN = ['poller_id', 'agent_id', 'host_id'];

function downsampledStatement(database: Database, request: SeriesRequest, stepMicros: number): Sql {
  const { source } = request;
  const series = join(['device_id', ...source.series].map(identifier));
  const averages = source.averaged.map((column) =>
    source.whole?.includes(column)
      ? sql`round(avg(${identifier(column)}))::bigint as ${identifier(column)}`
      : sql`avg(${identifier(column)}) as ${identifier(column)}`,
  );
  const carried = [...ORIGIN, ...source.carried].map(
    (column) => sql`max(${identifier(column)}) as ${identifier(column)}`,
  );
  const extremes =
    source.extremes === undefined
      ? []
      : [
          sql`min(${identifier(source.extremes)}) as ${identifier(`${source.extremes}_min`)}`,
          sql`max(${identifier(source.extremes)}) as ${identifier(`${source.extremes}_max`)}`,
          sql`count(*)::integer as sample_count`,
        ];
  return sql`select date_bin(${`${stepMicros / MICROS_PER_SECOND} seconds`}::interval, "timestamp", timestamptz 'epoch') as "timestamp",
             ${series}, ${join([...carried, ...averages, ...extremes])}
        from ${database.relation(source.dataset)}
       where ${condition(request)}
       group by 1, ${series}
       order by ${trusted('1 desc')}, ${series}
       limit ${MOST_ROWS + 1}`;
}
