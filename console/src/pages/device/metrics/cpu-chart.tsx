import { useMemo } from 'react';
import { buildLines, Chart, keysOf, type LineName } from '../../../charts/index.ts';
import { ALL_CORES, meanUsage, type Polled, type Series } from '../../../data/index.ts';
import { formatHertz, formatPercent } from '../../../format/index.ts';
import { NoSamples } from './no-samples.tsx';

/** The mean first, then the cores by number; a core keeps its colour on every device. */
function coreLines(keys: readonly string[]): readonly LineName[] {
  const cores = keys
    .filter((key) => key !== ALL_CORES)
    .map((key) => ({ key, label: key, slot: Number(key.replace('core ', '')) }))
    .sort((one, other) => one.slot - other.slot);
  if (!keys.includes(ALL_CORES)) return cores;
  return [{ key: ALL_CORES, label: 'all cores', slot: null }, ...cores];
}

/** Use of each core. */
export function CpuChart({ polled }: { readonly polled: Polled<Series<'cpu'>> }) {
  const series = polled.value;
  const samples = series?.samples;
  const stepMs = series?.stepMs ?? null;
  const lines = useMemo(
    () => buildLines(samples ?? [], coreLines(keysOf(samples ?? [])), stepMs),
    [samples, stepMs],
  );
  const now = series?.newest;
  const hertz = now?.cpus.find(({ frequency_hz }) => frequency_hz !== null)?.frequency_hz;
  return (
    <Chart
      id="cpu"
      title="CPU"
      unit="percent"
      lines={lines}
      polled={polled}
      headline={
        <>
          <output aria-label="CPU now">{formatPercent(meanUsage(now))}</output>{' '}
          {now !== undefined && (
            <span className="muted">
              {now.cpus.length} {now.cpus.length === 1 ? 'core' : 'cores'}
              {hertz !== undefined && ` at ${formatHertz(hertz)}`}
            </span>
          )}
        </>
      }
      empty={<NoSamples what="CPU" />}
    />
  );
}
