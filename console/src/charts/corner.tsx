import { formatClock, formatDuration } from '../format/index.ts';
import { usePreferences } from '../preferences/index.ts';

/** What the server says about the numbers of a chart. */
export interface Origin {
  readonly stepMs: number | null;
  readonly source: string | undefined;
  readonly completeToMs: number | undefined;
}

/** Where the numbers come from, how dense they are and until when they are final. */
export function Corner({ stepMs, source, completeToMs }: Origin) {
  const { zone } = usePreferences();
  if (source === undefined) return null;
  const density = stepMs === null ? 'raw' : `${formatDuration(stepMs / 1_000)} points`;
  const meaning =
    stepMs === null
      ? 'Samples as they were stored.'
      : 'Each point is the mean of its samples; the band spans the least and the greatest.';
  return (
    <p className="chart-corner" title={`${meaning} Read from ${source}.`}>
      <span>{density}</span>
      <span>{source}</span>
      {completeToMs !== undefined && <span>complete to {formatClock(completeToMs, zone)}</span>}
    </p>
  );
}
