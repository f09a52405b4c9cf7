import { type Measure, type Rollup, rollupDataset } from '../../catalogue/index.ts';
import { type Histogram, histogramQuantile } from '../../core/index.ts';
import type { Values } from './state.ts';

/** The numbers of one column, a place per point; in a typed array NaN says that there is none. */
export type Numbers = Float64Array | readonly (number | bigint | null)[];

/** One column of an answer: a state as it is kept, or what follows from states. */
export interface RollupColumn {
  readonly name: string;
  readonly meaning: string;
  readonly unit?: string;
  /** Columns of state that it is made from. */
  readonly states: readonly string[];
  /** Whether it says something only of one group: the first or last value of several is of none. */
  readonly ofOneGroup: boolean;
  readonly numbers: (state: (name: string) => Values) => Numbers;
}

/** Every column that an answer from a rollup may have, percentiles apart. */
export function rollupColumns(rollup: Rollup): readonly RollupColumn[] {
  const kept = Object.entries(rollupDataset(rollup).columns);
  const states = kept
    .slice(1 + rollup.groupBy.length)
    .filter(([, column]) => column.type !== 'jsonb')
    .map(
      ([name, { meaning, unit }]): RollupColumn => ({
        name,
        meaning,
        ...(unit === undefined ? {} : { unit }),
        states: [name],
        ofOneGroup: /_(first|last)$/.test(name),
        numbers: (state) => state(name) as Numbers,
      }),
    );
  const averages = Object.entries(rollup.measures)
    .filter(([, measure]) => measure.states.includes('sum') && measure.states.includes('count'))
    .map(([name, measure]) => averageColumn(name, measure));
  return [...states, ...averages];
}

function averageColumn(name: string, { meaning, unit }: Measure): RollupColumn {
  const [sum, count] = [`${name}_sum`, `${name}_count`];
  return {
    name: `${name}_avg`,
    meaning: `mean of ${meaning}`,
    ...(unit === undefined ? {} : { unit }),
    states: [sum, count],
    ofOneGroup: false,
    numbers: (state) => {
      const [sums, counts] = [state(sum) as Numbers, state(count) as Float64Array];
      // Zero by zero is NaN, which is no value.
      return counts.map((values, place) => Number(sums[place]) / values);
    },
  };
}

/** Measures of which a rollup keeps the distribution. */
export const distributed = (rollup: Rollup): readonly string[] =>
  Object.entries(rollup.measures)
    .filter(([, measure]) => measure.histogram !== undefined)
    .map(([name]) => name);

/** Percentiles, from 0 to 100, of each measure of which the distribution is kept. */
export function percentileColumns(
  rollup: Rollup,
  percentiles: readonly number[],
): readonly RollupColumn[] {
  return distributed(rollup).flatMap((measure) => {
    const { meaning, unit } = rollup.measures[measure] as Measure;
    return percentiles.map((percentile): RollupColumn => {
      const histogram = `${measure}_histogram`;
      return {
        name: `${measure}_p${percentile}`,
        meaning: `percentile ${percentile} of ${meaning}`,
        ...(unit === undefined ? {} : { unit }),
        states: [histogram],
        ofOneGroup: false,
        numbers: (state) =>
          (state(histogram) as readonly (Histogram | null)[]).map((one) =>
            histogramQuantile(one, percentile / 100),
          ),
      };
    });
  });
}
