import { useEffect, useLayoutEffect, useRef } from 'react';
import type { TimeWindow } from '../location/index.ts';
import { useAppearance, usePreferences } from '../preferences/index.ts';
import type { Lines } from './lines.ts';
import type { Unit } from './unit.ts';
import { createPlot, type Plot } from './uplot.ts';

export interface PlotProps {
  readonly height: number;
  readonly unit: Unit;
  readonly top: number | undefined;
  readonly lines: Lines;
  readonly visible: ReadonlySet<string>;
  readonly window: TimeWindow;
  readonly onCursor: (index: number | null) => void;
  readonly onZoom: (fromMs: number, toMs: number) => void;
  readonly onBack: () => void;
  /** Lets the chart around it move the crosshair. */
  readonly handle: { current: Plot | null };
}

/** What makes a new drawing necessary; new data alone do not. */
function shapeOf({ lines, visible }: PlotProps): string {
  return lines.lines
    .map(({ key, slot, extremes }) => `${key} ${slot} ${extremes !== null} ${visible.has(key)}`)
    .join('\n');
}

/** The canvas of a chart. */
export function PlotCanvas(props: PlotProps) {
  const { height, unit, top, lines, window: shown, handle } = props;
  const target = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  const appearance = useAppearance();
  const { zone } = usePreferences();
  const shape = shapeOf(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new drawing is made only for another shape, zone or theme; data come by `update`.
  useEffect(() => {
    const element = target.current;
    if (element === null) return;
    const plot = createPlot({
      ...latest.current,
      target: element,
      width: element.clientWidth,
      zone,
      onCursor: (index) => latest.current.onCursor(index),
      onZoom: (fromMs, toMs) => latest.current.onZoom(fromMs, toMs),
      onBack: () => latest.current.onBack(),
    });
    handle.current = plot;
    const observer = new ResizeObserver(() => plot.resize(element.clientWidth, height));
    observer.observe(element);
    return () => {
      observer.disconnect();
      handle.current = null;
      plot.destroy();
    };
  }, [shape, appearance, zone, unit, top, height]);
  useEffect(() => handle.current?.update(lines, shown), [handle, lines, shown]);
  return <div className="plot" ref={target} style={{ height }} aria-hidden="true" />;
}
