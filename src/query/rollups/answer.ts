import type { Database } from '../../database/index.ts';
import type { Numbers } from './columns.ts';
import type { RollupQuestion } from './question.ts';
import { readReading, readStates, type StateSeries } from './read.ts';
import type { RollupReading } from './request.ts';

/** One series of an answer, oldest point first. */
export interface RollupSeries {
  readonly group: StateSeries['group'];
  /** Instants at which the points begin. */
  readonly at: Float64Array;
  /** A place per point, as the instants. */
  readonly columns: ReadonlyMap<string, Numbers>;
}

export interface RollupAnswer {
  /** In the order of their groups. */
  readonly series: readonly RollupSeries[];
  /** Null before the first refresh, when raw rows alone were read. */
  readonly reading: RollupReading | null;
}

/**
 * Answers a question with every stored row of its range, those among them that the rollup has yet to
 * take in. Throws RESULT_TOO_LARGE beyond 200,000 points, or fewer where each has many columns.
 */
export async function readRollup(
  database: Database,
  question: RollupQuestion,
): Promise<RollupAnswer> {
  const { columns, ...what } = question;
  const states = [...new Set(columns.flatMap((column) => column.states))];
  const reading = await readReading(database, question.rollup.name);
  const series = await readStates(database, { ...what, states }, reading);
  return { series: series.map((one) => seriesOf(question, one)), reading };
}

function seriesOf({ columns }: RollupQuestion, { group, at, states }: StateSeries): RollupSeries {
  const state = (name: string) => states.get(name) ?? [];
  return {
    group,
    at,
    columns: new Map(columns.map((column) => [column.name, column.numbers(state)])),
  };
}
