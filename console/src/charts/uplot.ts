import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatTick, type Zone } from '../format/index.ts';
import type { TimeWindow } from '../location/index.ts';
import { followMoment, placeOf, pointAt, pointedMoment } from './crosshair.ts';
import { COLOURS, type Lines } from './lines.ts';
import { formatTickValue, scaleTop, tickDistances, type Unit } from './unit.ts';

/** The one file that knows uPlot. */

export interface PlotOptions {
  readonly target: HTMLElement;
  readonly width: number;
  readonly height: number;
  readonly unit: Unit;
  readonly zone: Zone;
  /** Fixed upper end of the scale. */
  readonly top: number | undefined;
  /** Which lines there are and which of them are shown; other ones need a new plot. */
  readonly lines: Lines;
  readonly visible: ReadonlySet<string>;
  readonly window: TimeWindow;
  readonly onCursor: (index: number | null) => void;
  readonly onZoom: (fromMs: number, toMs: number) => void;
  readonly onBack: () => void;
}

/** A drawn chart. */
export interface Plot {
  update(lines: Lines, window: TimeWindow): void;
  resize(width: number, height: number): void;
  /** Moves the crosshair to an instant of the data, on every chart of the page; null: takes it away. */
  point(index: number | null): void;
  /** Fades all lines but one; null: none. */
  emphasise(key: string | null): void;
  destroy(): void;
}

interface Drawn {
  readonly series: UPlot.Series[];
  readonly bands: UPlot.Band[];
  /** Index of the series that draws a line. */
  readonly indexOf: ReadonlyMap<string, number>;
}

const token = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Colour of a line, as a custom property. */
export function slotToken(slot: number | null): string {
  return slot === null ? '--text' : `--series-${(slot % COLOURS) + 1}`;
}

/** Dashes of lines whose colour another line already has. */
export function slotDash(slot: number | null): readonly number[] {
  const round = slot === null ? 0 : Math.floor(slot / COLOURS);
  return [[], [6, 3], [2, 3], [8, 3, 2, 3]][round % 4] ?? [];
}

/** Draws a chart. */
export function createPlot(options: PlotOptions): Plot {
  const shown = { lines: options.lines, window: options.window };
  const drawn = drawLines(options);
  const pointer = { inside: false };
  const publish = () => {
    const { left = -1 } = plot.cursor;
    pointAt(left < 0 ? null : plot.posToVal(left, 'x'));
  };
  /** Draws the shared crosshair. The chart under the pointer has it where the pointer is. */
  const place = () => {
    if (plot.status === 0 || pointer.inside) return;
    const left = placeOf(pointedMoment(), shown.window, plot.bbox.width / UPlot.pxRatio);
    plot.setCursor(left === null ? { left: -10, top: -10 } : { left, top: 1 });
  };
  const plot = new UPlot(
    {
      width: options.width,
      height: options.height,
      ms: 1,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      series: drawn.series,
      bands: drawn.bands,
      scales: {
        x: { time: true, range: () => [shown.window.startMs, shown.window.endMs] },
        y: { range: (_, __, greatest) => [0, scaleTop(options.unit, greatest ?? 0, options.top)] },
      },
      axes: axesOf(options),
      cursor: cursorOf(options, pointer, publish),
      focus: { alpha: 0.25 },
      hooks: {
        ready: [() => place()],
        setCursor: [({ cursor }) => options.onCursor(cursor.idx ?? null)],
        setSelect: [zoomHook(options)],
      },
      ...(options.zone === 'utc'
        ? { tzDate: (timeMs: number) => UPlot.tzDate(new Date(timeMs), 'Etc/UTC') }
        : {}),
    },
    columnsOf(options.lines),
    options.target,
  );
  const leave = followMoment(place);
  return {
    update(lines, window) {
      shown.lines = lines;
      shown.window = window;
      // At once, so that the crosshair is placed by the new scales.
      plot.batch(() => plot.setData(columnsOf(lines)));
      if (pointer.inside) publish();
      else place();
    },
    resize: (width, height) => plot.setSize({ width, height }),
    point: (index) => pointAt(index === null ? null : (shown.lines.timesMs[index] ?? null)),
    emphasise(key) {
      const index = key === null ? null : (drawn.indexOf.get(key) ?? null);
      plot.setSeries(index, { focus: true });
    },
    destroy() {
      leave();
      plot.destroy();
    },
  };
}

function columnsOf({ timesMs, lines }: Lines): UPlot.AlignedData {
  const columns = lines.flatMap(({ values, extremes }) => [
    values,
    ...(extremes === null ? [] : [extremes.max, extremes.min]),
  ]);
  // uPlot reads and never writes; its types do not say so.
  return [timesMs, ...columns] as unknown as UPlot.AlignedData;
}

function drawLines({ lines: { lines }, visible }: PlotOptions): Drawn {
  const series: UPlot.Series[] = [{}];
  const bands: UPlot.Band[] = [];
  const indexOf = new Map<string, number>();
  const alone = lines.length === 1;
  for (const line of lines) {
    const colour = token(slotToken(line.slot));
    const show = visible.has(line.key);
    indexOf.set(line.key, series.length);
    series.push({
      show,
      stroke: colour,
      width: line.slot === null ? 2 : 1.5,
      dash: [...slotDash(line.slot)],
      ...(alone ? { fill: withAlpha(colour, 0.1) } : {}),
      points: { show: false, size: 4, fill: colour, filter: lonePoints },
    });
    if (line.extremes === null) continue;
    // The edges of the band: drawn by nothing but the fill between them.
    const edge = { show, width: 0, points: { show: false } };
    bands.push({ series: [series.length, series.length + 1], fill: withAlpha(colour, 0.16) });
    series.push(edge, { ...edge });
  }
  return { series, bands, indexOf };
}

/** A value between two gaps makes no line: it is drawn as a dot. */
function lonePoints(plot: UPlot, seriesIndex: number): number[] | null {
  const values = plot.data[seriesIndex] ?? [];
  const lone: number[] = [];
  for (let index = 0; index < values.length; index += 1) {
    const alone = values[index - 1] == null && values[index + 1] == null;
    if (values[index] != null && alone) lone.push(index);
  }
  return lone.length === 0 ? null : lone;
}

function withAlpha(colour: string, alpha: number): string {
  const byte = Math.round(alpha * 255);
  return `${colour}${byte.toString(16).padStart(2, '0')}`;
}

function axesOf({ unit, zone }: PlotOptions): UPlot.Axis[] {
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const common = {
    font,
    stroke: token('--muted'),
    ticks: { show: false },
    grid: { stroke: token('--line'), width: 1 },
  };
  return [
    {
      ...common,
      space: 72,
      size: 24,
      gap: 6,
      grid: { show: false },
      values: (_, ticks, __, ___, distance) =>
        ticks.map((timeMs) => formatTick(timeMs, zone, distance)),
    },
    {
      ...common,
      size: 56,
      gap: 8,
      space: 30,
      incrs: tickDistances(unit),
      values: (_, ticks) => ticks.map((value) => formatTickValue(unit, value)),
    },
  ];
}

function cursorOf(
  { onBack }: PlotOptions,
  pointer: { inside: boolean },
  publish: () => void,
): UPlot.Cursor {
  return {
    y: false,
    drag: { x: true, y: false, setScale: false, dist: 6 },
    points: { size: (plot, index) => ((plot.series[index]?.width ?? 0) > 0 ? 6 : 0) },
    bind: {
      mousemove: (_, __, handle) => (event) => {
        handle(event);
        pointer.inside = true;
        publish();
        return null;
      },
      mouseleave: (_, __, handle) => (event) => {
        handle(event);
        pointer.inside = false;
        pointAt(null);
        return null;
      },
      dblclick: () => () => {
        onBack();
        return null;
      },
    },
  };
}

function zoomHook({ onZoom }: PlotOptions): (plot: UPlot) => void {
  return (plot) => {
    const { left, width } = plot.select;
    if (width < 6) return;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
  };
}
