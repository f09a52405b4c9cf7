import { type RefObject, useEffect, useRef } from 'react';
import { useKeys } from '../keys/index.ts';

/** What the keys of a page can do with a chart. */
export interface ChartActions {
  readonly toggleNumbers: () => void;
  readonly saveCsv: () => void;
  /** Looks closer at the middle: below 1; wider: above 1. */
  readonly scale: (factor: number) => void;
}

type ActionsRef = RefObject<ChartActions>;

const charts = new Set<ActionsRef>();
let pointed: ActionsRef | undefined;

/** The chart under the pointer or with the focus, else the first of the page. */
function current(): ChartActions | undefined {
  const [first] = charts;
  return (pointed !== undefined && charts.has(pointed) ? pointed : first)?.current;
}

/** Makes a chart known to the keys; answers what marks it as the one they mean. */
export function useCurrentChart(actions: ChartActions): () => void {
  const ref = useRef(actions);
  useEffect(() => {
    ref.current = actions;
  });
  useEffect(() => {
    charts.add(ref);
    return () => void charts.delete(ref);
  }, []);
  return () => {
    pointed = ref;
  };
}

/** Binds the keys of charts; once on each page that has some. */
export function useChartKeys(): void {
  const group = 'Charts: the one under the pointer or with the focus';
  useKeys([
    { keys: 'n', title: 'Numbers as a table', group, run: () => current()?.toggleNumbers() },
    { keys: 'c', title: 'Save the numbers as CSV', group, run: () => current()?.saveCsv() },
    { keys: '+', title: 'Look closer', group, run: () => current()?.scale(0.5) },
    { keys: '-', title: 'Look wider', group, run: () => current()?.scale(2) },
  ]);
}
