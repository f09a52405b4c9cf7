import type { Sample } from '../data/index.ts';
import { buildLines } from './lines.ts';

export interface SparklineProps {
  readonly samples: readonly Sample[];
  readonly lineKey: string;
  readonly stepMs: number | null;
  /** Upper end of the scale. */
  readonly top: number;
  readonly startMs: number;
  readonly endMs: number;
}

const WIDTH = 120;
const HEIGHT = 40;

/** A word-sized line beside its number; gaps stay gaps. */
export function Sparkline(props: SparklineProps) {
  const { samples, lineKey, stepMs, top, startMs, endMs } = props;
  const { timesMs, lines } = buildLines(samples, [{ key: lineKey, label: '', slot: 0 }], stepMs);
  const values = lines[0]?.values ?? [];
  const runs: string[][] = [[]];
  values.forEach((value, index) => {
    const timeMs = timesMs[index] ?? 0;
    if (value === null || timeMs < startMs) {
      runs.push([]);
      return;
    }
    const x = ((timeMs - startMs) / (endMs - startMs)) * WIDTH;
    const y = HEIGHT - 1 - (Math.min(value, top) / top) * (HEIGHT - 2);
    runs.at(-1)?.push(`${x.toFixed(1)} ${y.toFixed(1)}`);
  });
  const drawn = runs.filter((run) => run.length > 0);
  const line = drawn.map((run) => `M${run.join('L')}`).join('');
  const area = drawn.map(
    (run) => `M${xOf(run[0])} ${HEIGHT}L${run.join('L')}L${xOf(run.at(-1))} ${HEIGHT}Z`,
  );
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className="area" d={area.join('')} />
      <path d={line} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

const xOf = (point: string | undefined): string => point?.split(' ')[0] ?? '0';
