import type { GroupColumn, Rollup } from '../../catalogue/index.ts';
import { type Clock, MICROS_PER_SECOND, RadarError, suggest } from '../../core/index.ts';
import { bucketMicros } from '../../database/index.ts';
import {
  readDensity,
  readTimeRange,
  stepForPoints,
  type TimeRange,
  type TimeRangeText,
} from '../readers/time-range.ts';
import { percentileColumns, type RollupColumn, rollupColumns } from './columns.ts';
import type { GroupValue, RollupSelection } from './request.ts';

/** What is asked of a rollup: its points, as columns that people read. */
export interface RollupQuestion extends RollupSelection {
  readonly columns: readonly RollupColumn[];
}

/** Text parameters of a question, as requests carry them; groups by their names beside these. */
export interface RollupQuestionText extends TimeRangeText {
  readonly step?: string | undefined;
  readonly points?: string | undefined;
  readonly by?: string | undefined;
  readonly columns?: string | undefined;
  readonly percentiles?: string | undefined;
  readonly [group: string]: string | undefined;
}

/**
 * Reads a question. Unless told otherwise it is for the last 24 hours, in points of one bucket, a
 * series per group, with every column. Throws REQUEST_INVALID or RANGE_INVALID for what cannot be
 * answered.
 */
export function readRollupQuestion(
  rollup: Rollup,
  text: RollupQuestionText,
  clock: Clock,
): RollupQuestion {
  const range = readTimeRange(text, clock, 'points');
  const where = readGroups(rollup.groupBy, text);
  const by = readBy(rollup, text.by);
  const open = rollup.groupBy.filter(({ name }) => !by.includes(name) && !(name in where));
  return {
    rollup,
    range,
    stepMicros: readStep(rollup, text, range),
    where,
    by,
    columns: readColumns(rollup, text, open),
  };
}

/** Values that groups must have, from the parameters of their names. */
export function readGroups(
  groupBy: readonly Pick<GroupColumn, 'name' | 'type'>[],
  text: { readonly [group: string]: string | undefined },
): { readonly [group: string]: GroupValue } {
  const values = groupBy.flatMap((group) => {
    const given = text[group.name];
    return given === undefined ? [] : [[group.name, groupValue(group, given)] as const];
  });
  return Object.fromEntries(values);
}

function groupValue({ name, type }: Pick<GroupColumn, 'name' | 'type'>, text: string): GroupValue {
  if (type === 'text') return text;
  const bits = type === 'integer' ? 32 : 64;
  const value = /^-?\d{1,19}$/.test(text) ? BigInt(text) : undefined;
  if (value !== undefined && BigInt.asIntN(bits, value) === value) return value;
  throw invalid(
    `The parameter "${name}" is not a whole number of ${bits} bits: "${text}".`,
    `Write it as ${name}=1.`,
  );
}

/** The word that puts all groups together. */
const NONE = 'none';

function readBy({ groupBy }: Rollup, text: string | undefined): readonly string[] {
  const names = groupBy.map((group) => group.name);
  if (text === undefined) return names;
  if (text === NONE) return [];
  const chosen = listOf(text);
  for (const name of chosen) {
    if (!names.includes(name)) {
      throw unknownName(`Series cannot be told apart by "${name}".`, name, [...names, NONE]);
    }
  }
  return names.filter((name) => chosen.includes(name));
}

function readStep(rollup: Rollup, text: RollupQuestionText, range: TimeRange): number {
  const bucket = bucketMicros(rollup);
  const density = readDensity(text);
  if (density.kind === 'raw') return bucket;
  if (density.kind === 'points') {
    return Math.ceil(stepForPoints(range, density.points) / bucket) * bucket;
  }
  if (density.stepMicros % bucket === 0) return density.stepMicros;
  throw invalid(
    `The parameter "step" is not made of whole buckets of ${bucket / MICROS_PER_SECOND} seconds: "${text.step}".`,
    `Ask for a multiple of ${bucket / MICROS_PER_SECOND}s.`,
  );
}

function readColumns(
  rollup: Rollup,
  text: RollupQuestionText,
  open: readonly GroupColumn[],
): readonly RollupColumn[] {
  const percentiles = percentileColumns(rollup, readPercentiles(text.percentiles));
  const all = rollupColumns(rollup);
  if (text.columns === undefined) {
    const fitting = all.filter((column) => open.length === 0 || !column.ofOneGroup);
    return [...fitting, ...percentiles];
  }
  const chosen = chosenColumns(all, text.columns);
  const alone = chosen.find((column) => column.ofOneGroup);
  if (alone !== undefined && open.length > 0) {
    throw invalid(
      `The column "${alone.name}" says something of one group alone, and several are put together.`,
      `Tell series apart by ${open.map(({ name }) => name).join(', ')} too, or leave the column out.`,
    );
  }
  return [...chosen, ...percentiles];
}

/** The columns that a list names, in its order. Throws REQUEST_INVALID for a name that is none. */
export function chosenColumns<C extends { readonly name: string }>(
  all: readonly C[],
  text: string,
): readonly C[] {
  const names = all.map((column) => column.name);
  return listOf(text).map((name) => {
    const column = all.find((one) => one.name === name);
    if (column === undefined) throw unknownName(`There is no column "${name}".`, name, names);
    return column;
  });
}

const MOST_PERCENTILES = 10;

function readPercentiles(text: string | undefined): number[] {
  if (text === undefined) return [];
  const list = listOf(text);
  const numbers = list.map(Number);
  const fits =
    list.every((one) => /^\d{1,3}(\.\d{1,3})?$/.test(one)) && numbers.every((n) => n <= 100);
  if (fits && list.length <= MOST_PERCENTILES) return [...new Set(numbers)];
  throw invalid(
    `The parameter "percentiles" is not a list of at most ${MOST_PERCENTILES} numbers from 0 to 100: "${text}".`,
    'Write it as percentiles=50,90,99.',
  );
}

const listOf = (text: string) => [...new Set(text.split(',').map((one) => one.trim()))];

const invalid = (message: string, hint: string) =>
  new RadarError('REQUEST_INVALID', message, { hint });

function unknownName(message: string, name: string, known: readonly string[]): RadarError {
  const near = suggest(name, known);
  const takes = `There are ${known.join(', ')}.`;
  return invalid(message, near === undefined ? takes : `Did you mean "${near}"? ${takes}`);
}
