import { useMemo } from 'react';
import { buildLines, Chart, type LineName } from '../../../charts/index.ts';
import type { Polled, Series } from '../../../data/index.ts';
import { formatBytes, formatPercent } from '../../../format/index.ts';
import { NoSamples } from './no-samples.tsx';

const USED: readonly LineName[] = [{ key: 'used', label: 'used', slot: 0 }];

/** Memory in use; the scale ends at what there is. */
export function MemoryChart({ polled }: { readonly polled: Polled<Series<'memory'>> }) {
  const series = polled.value;
  const samples = series?.samples;
  const stepMs = series?.stepMs ?? null;
  const lines = useMemo(() => buildLines(samples ?? [], USED, stepMs), [samples, stepMs]);
  const now = series?.newest?.memory;
  return (
    <Chart
      id="memory"
      title="Memory"
      unit="bytes"
      top={now?.total_bytes ?? undefined}
      lines={lines}
      polled={polled}
      headline={
        <>
          <output aria-label="Memory now">{formatBytes(now?.used_bytes)}</output>{' '}
          {now !== undefined && (
            <span className="muted">
              of {formatBytes(now.total_bytes)}, {formatPercent(now.usage_percent)}
            </span>
          )}
        </>
      }
      empty={<NoSamples what="memory" />}
    />
  );
}
