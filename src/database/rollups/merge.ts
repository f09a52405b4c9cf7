/** The SQL that makes one state out of several: of a longer stretch of time, or of groups together. */
import { BUCKET_COLUMN, type Measure, type Rollup, type State } from '../../catalogue/index.ts';
import { quoteIdentifier } from '../connection/index.ts';
import {
  type AggregateOptions,
  type Computed,
  keptColumns,
  outermost,
  wideSum,
} from './aggregate.ts';

type MergeOptions = Pick<AggregateOptions, 'schema' | 'sums'>;

/**
 * As `stateColumns`, over rows of the rollup instead of rows of its history. One hour that holds NaN
 * or infinity must not become the sum of a year, so such a sum counts as none, and with it the values
 * that it is of; likewise a least or greatest value. First and last mean something only of one group.
 */
export function mergedColumns(rollup: Rollup, options: MergeOptions): Computed[] {
  const added = (name: string) => `sum(${quoteIdentifier(name)})::bigint`;
  return keptColumns(rollup, {
    samples: added('sample_count'),
    tally: added,
    state: (name, measure, state) => mergeOf(name, measure, { ...options, state }),
    histogram: (name) =>
      `${quoteIdentifier(options.schema)}.histogram_sum(${quoteIdentifier(`${name}_histogram`)})`,
  });
}

function mergeOf(
  name: string,
  measure: Measure,
  { state, sums }: MergeOptions & { readonly state: State },
): string {
  const column = (which: State) => quoteIdentifier(`${name}_${which}`);
  const value = column(state);
  const only = (which: State) =>
    measure.type === 'double precision' && measure.states.includes(which)
      ? ` filter (where ${column(which)} > '-Infinity' and ${column(which)} < 'Infinity')`
      : '';
  switch (state) {
    case 'count': {
      // An hour without values has no sum either, and counts none.
      const filter = only('sum');
      return filter === ''
        ? `sum(${value})::bigint`
        : `coalesce(sum(${value})${filter}, 0)::bigint`;
    }
    case 'sum':
      return sums === 'wide' && measure.type === 'double precision'
        ? wideSum(value, only('sum'))
        : `sum(${value})${only('sum')}`;
    case 'min':
    case 'max':
      return `${state}(${value})${only(state)}`;
    case 'first':
      return outermost('min', { measure, value, time: quoteIdentifier(BUCKET_COLUMN) });
    case 'last':
      return outermost('max', { measure, value, time: quoteIdentifier(BUCKET_COLUMN) });
  }
}
