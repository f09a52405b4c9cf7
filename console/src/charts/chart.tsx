import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { downloadText, Failure, Icon, Progress } from '../controls/index.ts';
import type { Polled } from '../data/index.ts';
import { formatCsv, formatDateTime } from '../format/index.ts';
import {
  changeParams,
  readList,
  type TimeWindow,
  unzoom,
  usePlace,
  writeList,
  zoomed,
  zoomTo,
} from '../location/index.ts';
import { usePreferences } from '../preferences/index.ts';
import { Corner, type Origin } from './corner.tsx';
import { useCurrentChart } from './current-chart.ts';
import { Legend } from './legend.tsx';
import type { Lines } from './lines.ts';
import { Numbers, numbersFile } from './numbers.tsx';
import { PlotCanvas } from './plot.tsx';
import { formatUnit, type Unit } from './unit.ts';
import type { Plot } from './uplot.ts';
import { isolateKey, toggleKey, visibleKeys } from './visibility.ts';

export interface ChartProps {
  /** Name in the address. */
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  /** Fixed upper end of the scale. */
  readonly top?: number | undefined;
  readonly lines: Lines;
  /** The value that a person looks for first. */
  readonly headline: ReactNode;
  readonly polled: Polled<Origin & { readonly window: TimeWindow }>;
  /** What stands in place of a chart that has no points. */
  readonly empty: ReactNode;
}

const HEIGHT_PX = 196;

/** A chart over time, with its legend, its numbers and where they come from. */
export function Chart(props: ChartProps) {
  const { id, title, unit, lines, polled } = props;
  const shown = polled.value?.window ?? { startMs: 0, endMs: 1 };
  const [cursor, setCursor] = useState<number | null>(null);
  const plot = useRef<Plot | null>(null);
  const choice = useChoice(id, lines);
  const saveCsv = () => {
    const { titles, rows } = numbersFile(unit, lines);
    downloadText(`${id}.csv`, formatCsv(titles, rows), 'text/csv');
  };
  const scale = (factor: number) => {
    const middle = (shown.startMs + shown.endMs) / 2;
    const half = ((shown.endMs - shown.startMs) / 2) * factor;
    zoomTo(zoomed(middle - half, middle + half));
  };
  const point = useCurrentChart({ toggleNumbers: choice.toggleNumbers, saveCsv, scale });
  const last = lines.timesMs.length - 1;
  const press = (event: KeyboardEvent) => {
    const distance = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (distance === undefined || event.target !== event.currentTarget) return;
    event.preventDefault();
    plot.current?.point(Math.min(last, Math.max(0, (cursor ?? last) + distance)));
  };
  const hasPoints = last >= 0;
  return (
    <figure
      className="chart"
      id={id}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the crosshair of the focused chart.
      tabIndex={0}
      aria-label={describe(props)}
      onKeyDown={press}
      onPointerEnter={point}
      onFocus={point}
      onBlur={() => plot.current?.point(null)}
    >
      <ChartHead
        {...props}
        cursorMs={cursor === null ? undefined : lines.timesMs[cursor]}
        numbers={choice.numbers}
        onNumbers={choice.toggleNumbers}
        onCsv={saveCsv}
      />
      <Progress busy={polled.busy && (polled.value === undefined || polled.outdated)} />
      {polled.fault !== undefined && <Failure fault={polled.fault} retry={polled.retry} />}
      {hasPoints ? (
        <>
          <PlotCanvas
            height={HEIGHT_PX}
            unit={unit}
            top={props.top}
            lines={lines}
            visible={choice.visible}
            window={shown}
            onCursor={setCursor}
            onZoom={(fromMs, toMs) => zoomTo(zoomed(fromMs, toMs))}
            onBack={unzoom}
            handle={plot}
          />
          <Legend
            unit={unit}
            lines={lines.lines}
            visible={choice.visible}
            index={cursor ?? last}
            onToggle={choice.toggle}
            onIsolate={choice.isolate}
            onEmphasise={(key) => plot.current?.emphasise(key)}
          />
        </>
      ) : (
        <div className="chart-empty">{polled.value === undefined ? null : props.empty}</div>
      )}
      {choice.numbers && hasPoints && <Numbers id={id} title={title} unit={unit} lines={lines} />}
      {polled.value !== undefined && <Corner {...polled.value} />}
    </figure>
  );
}

/** What the address says about a chart, and how to change it. */
function useChoice(id: string, lines: Lines) {
  const { params } = usePlace();
  const keys = lines.lines.map(({ key }) => key);
  const visible = visibleKeys(keys, readList(params[`${id}.lines`]));
  const numbers = params[`${id}.numbers`] === 'on';
  const choose = (chosen: readonly string[] | undefined) =>
    changeParams({ [`${id}.lines`]: chosen && writeList(chosen) }, { replace: true });
  return {
    visible,
    numbers,
    toggle: (key: string) => choose(toggleKey(keys, visible, key)),
    isolate: (key: string) => choose(isolateKey(keys, visible, key)),
    toggleNumbers: () =>
      changeParams({ [`${id}.numbers`]: numbers ? null : 'on' }, { replace: true }),
  };
}

interface ChartHeadProps extends ChartProps {
  readonly cursorMs: number | undefined;
  readonly numbers: boolean;
  readonly onNumbers: () => void;
  readonly onCsv: () => void;
}

function ChartHead(props: ChartHeadProps) {
  const { title, headline, cursorMs, numbers, onNumbers, onCsv } = props;
  return (
    <figcaption className="chart-head">
      <h3>{title}</h3>
      <span className="chart-headline">{headline}</span>
      <CursorTime timeMs={cursorMs} />
      <span className="chart-actions">
        <button
          type="button"
          className="icon-button small"
          aria-pressed={numbers}
          aria-label={`Numbers of ${title} as a table`}
          title="Numbers as a table (n)"
          onClick={onNumbers}
        >
          <Icon name="table" />
        </button>
        <button
          type="button"
          className="icon-button small"
          aria-label={`Save numbers of ${title} as CSV`}
          title="Save as CSV (c)"
          onClick={onCsv}
        >
          <Icon name="download" />
        </button>
      </span>
    </figcaption>
  );
}

function CursorTime({ timeMs }: { readonly timeMs: number | undefined }) {
  const { zone } = usePreferences();
  if (timeMs === undefined) return null;
  return <span className="cursor-time">{formatDateTime(timeMs, zone).slice(5)}</span>;
}

/** What a chart shows, for those who do not see it. */
function describe({ title, unit, lines }: ChartProps): string {
  const newest = lines.lines
    .slice(0, 4)
    .map(({ label, values }) => `${label} ${formatUnit(unit, values.at(-1))}`)
    .join(', ');
  return `Chart of ${title}, ${lines.timesMs.length - lines.gaps.size} points. Newest: ${newest}.`;
}
