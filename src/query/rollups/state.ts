import { type Measure, type Rollup, rollupDataset, type State } from '../../catalogue/index.ts';
import type { Histogram } from '../../core/index.ts';

/** One column of state that a rollup keeps. */
export interface StateColumn {
  readonly name: string;
  /** How values of several buckets or groups become one. */
  readonly merge: 'add' | 'min' | 'max' | 'first' | 'last' | 'histogram';
  /** What its values are: numbers with a fraction, small whole numbers, 64-bit ones, histograms. */
  readonly form: 'float' | 'count' | 'whole' | 'histogram';
}

/**
 * The values of one column, a place per point. Floats and counts lie in a typed array, in which NaN
 * says that there is none; whole numbers are a bigint beyond 2^53.
 */
export type Values = Float64Array | readonly (number | bigint | Histogram | null)[];

/** The number of samples, and the columns of state with some names. */
export function chosenStates(rollup: Rollup, names: readonly string[]): StateColumn[] {
  const all = statesOf(rollup);
  return [...new Set([SAMPLES, ...names])].map((name) => {
    const column = all.get(name);
    if (column === undefined) throw new Error(`${rollup.name} keeps no ${name}`);
    return column;
  });
}

/** The number of raw rows of a bucket, which every rollup keeps. */
export const SAMPLES = 'sample_count';

/** The columns of state of a rollup by their names, in the order of its relation. */
export function statesOf(rollup: Rollup): ReadonlyMap<string, StateColumn> {
  const count = (name: string): StateColumn => ({ name, merge: 'add', form: 'count' });
  const columns = [
    count(SAMPLES),
    ...Object.keys(rollup.tallies ?? {}).map(count),
    ...Object.entries(rollup.measures).flatMap(([name, measure]) => [
      ...measure.states.map((state) => stateColumn(`${name}_${state}`, measure, state)),
      ...(measure.histogram === undefined
        ? []
        : [{ name: `${name}_histogram`, merge: 'histogram', form: 'histogram' } as const]),
    ]),
  ];
  const { columns: kept } = rollupDataset(rollup);
  return new Map(columns.filter(({ name }) => name in kept).map((column) => [column.name, column]));
}

function stateColumn(name: string, { type }: Measure, state: State): StateColumn {
  if (state === 'count') return { name, merge: 'add', form: 'count' };
  const merge = state === 'sum' ? 'add' : state;
  return { name, merge, form: type === 'double precision' ? 'float' : 'whole' };
}
