import { useLayoutEffect, useMemo, useRef } from 'react';
import type { Filter } from './filter.ts';
import type { GridProps } from './grid.tsx';

/** How far a key moves: rows, or as many as are in view. */
export type Step = number | 'page down' | 'page up';

const STEPS: Readonly<Record<string, Step>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 'page down',
  PageUp: 'page up',
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** The step of a key; undefined for one that does not move. */
export const stepOf = (key: string): Step | undefined => STEPS[key];

/** What a row asks of its table; the same object all the time. */
export interface RowActs<Row> {
  readonly open: (row: Row) => void;
  readonly select: (key: string) => void;
  readonly filter: (filter: Filter) => void;
  readonly toggleGroup: (key: string) => void;
  /** The row has the focus now. */
  readonly activate: (index: number) => void;
  readonly step: (step: Step) => void;
}

type Moves = Pick<RowActs<never>, 'activate' | 'step'>;

/** Acts that do what the newest properties of a table say, without being other acts each time. */
export function useRowActs<Row>(props: GridProps<Row>, moves: Moves): RowActs<Row> {
  const latest = useRef({ props, moves });
  useLayoutEffect(() => {
    latest.current = { props, moves };
  });
  return useMemo(
    () => ({
      open: (row) => latest.current.props.onOpen?.(row),
      select: (key) => latest.current.props.onSelect(key),
      filter: (filter) => latest.current.props.onFilter?.(filter),
      toggleGroup: (key) => latest.current.props.onToggleGroup?.(key),
      activate: (index) => latest.current.moves.activate(index),
      step: (step) => latest.current.moves.step(step),
    }),
    [],
  );
}
