/** Reads `device_metrics_summary`, which puts three rollups of five minutes together as a view. */
import { CATALOGUE, type Column, ROLLUPS } from '../../catalogue/index.ts';
import { type Clock, type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import { type Database, identifier, join, sql } from '../../database/index.ts';
import { instantOf, MOST_ROWS, tooLarge } from '../readers/series-request.ts';
import { readTimeRange, type TimeRange, type TimeRangeText } from '../readers/time-range.ts';
import type { RollupSeries } from './answer.ts';
import type { Numbers } from './columns.ts';
import { pack, packInstants, unpack, unpackInstants } from './packed.ts';
import { inOrder } from './points.ts';
import { chosenColumns, readGroups } from './question.ts';
import { compareGroups } from './read.ts';
import type { GroupValue, RollupReading } from './request.ts';
import type { StateColumn } from './state.ts';

const { name: SUMMARY, columns: COLUMNS } = CATALOGUE.device_metrics_summary;

/** Width of its windows. */
export const SUMMARY_MICROS = 300 * MICROS_PER_SECOND;

/** Columns that tell its series apart. */
export const SUMMARY_GROUPS = (['device_id', 'poller_id', 'agent_id', 'partition'] as const).map(
  (name) => ({ name, type: 'text' as const, meaning: COLUMNS[name].meaning }),
);

/** The columns of its points. */
export const SUMMARY_COLUMNS: readonly (Pick<Column, 'meaning' | 'unit'> & StateColumn)[] =
  Object.entries<Column>(COLUMNS)
    .filter(([name]) => name !== 'window_time' && !SUMMARY_GROUPS.some((one) => one.name === name))
    .map(([name, { type, meaning, unit }]) => ({
      name,
      meaning,
      ...(unit === undefined ? {} : { unit }),
      merge: 'last',
      form: type === 'double precision' ? 'float' : 'whole',
    }));

/** What is asked of the summary. */
export interface SummaryQuestion {
  readonly range: TimeRange;
  readonly where: { readonly [group: string]: GroupValue };
  readonly columns: readonly StateColumn[];
}

/** Reads a question: the last 24 hours and every column unless told otherwise. */
export function readSummaryQuestion(
  text: TimeRangeText & { readonly [name: string]: string | undefined },
  clock: Clock,
): SummaryQuestion {
  return {
    range: readTimeRange(text, clock, 'points'),
    where: readGroups(SUMMARY_GROUPS, text),
    columns:
      text.columns === undefined ? SUMMARY_COLUMNS : chosenColumns(SUMMARY_COLUMNS, text.columns),
  };
}

/** The windows that begin in the range, oldest first, in series by their groups. */
export async function readSummary(
  database: Database,
  { range, where, columns }: SummaryQuestion,
): Promise<RollupSeries[]> {
  const groups = join(SUMMARY_GROUPS.map(({ name }) => identifier(name)));
  const conditions = [
    sql`window_time >= ${instantOf(range.start)} and window_time < ${instantOf(range.end)}`,
    ...Object.entries(where).map(([name, value]) => sql`${identifier(name)} = ${value}`),
  ];
  const packed = columns.map((column) => sql`${pack(column)} as ${identifier(column.name)}`);
  const rows = await database.query<{ readonly [column: string]: string }>(
    `query.${SUMMARY}`,
    sql`select ${groups}, ${join([sql`${packInstants(sql`window_time`)} as window_time`, ...packed])}
          from (select * from ${database.relation(SUMMARY)}
                 where ${join(conditions, ' and ')} limit ${MOST_ROWS + 1}) as point
         group by ${groups}`,
  );
  const series = rows.map((row) => seriesOf(row, columns));
  if (series.reduce((sum, { at }) => sum + at.length, 0) > MOST_ROWS) {
    throw tooLarge(`${MOST_ROWS} points`, 'Ask for a shorter range, or for one device.');
  }
  const by = SUMMARY_GROUPS.map(({ name }) => name);
  return series.sort((a, b) => compareGroups(by, a.group, b.group));
}

function seriesOf(
  row: { readonly [column: string]: string },
  columns: readonly StateColumn[],
): RollupSeries {
  const begins = unpackInstants(row.window_time ?? '');
  const values = columns.map(
    ({ name, form }) => [name, unpack(form, row[name] ?? '', begins)] as const,
  );
  const { at, states } = inOrder({ at: begins, states: new Map(values) }, columns);
  return {
    group: Object.fromEntries(SUMMARY_GROUPS.map(({ name }) => [name, row[name] ?? null])),
    at,
    columns: states as ReadonlyMap<string, Numbers>,
  };
}

/** How far the parts of the summary are: as far as the one that is least far. */
export async function readSummaryReading(database: Database): Promise<RollupReading | null> {
  const parts = ROLLUPS.filter(({ name }) => name.startsWith(SUMMARY)).map(({ name }) => name);
  const [row] = await database.query<{ open_from: Instant | null; parts: number }>(
    `query.${SUMMARY}.status`,
    sql`select min(open_from) as open_from, count(*) as parts
          from ${database.relation('rollup_status')} where rollup = any(${parts})`,
  );
  if (row === undefined || row.parts < parts.length) return null;
  return { name: SUMMARY, openFrom: row.open_from, continuous: false };
}
