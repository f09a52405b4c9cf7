import { useMemo } from 'react';
import { buildLines, Chart, keysOf, slotsOf } from '../../../charts/index.ts';
import type { Polled, Series } from '../../../data/index.ts';
import { formatPercent } from '../../../format/index.ts';
import { NoSamples } from './no-samples.tsx';

/** How full each mount point is. */
export function DiskChart({ polled }: { readonly polled: Polled<Series<'disk'>> }) {
  const series = polled.value;
  const samples = series?.samples;
  const stepMs = series?.stepMs ?? null;
  const lines = useMemo(() => {
    const mounts = [...keysOf(samples ?? [])].sort();
    const slots = slotsOf(mounts);
    const names = mounts.map((key) => ({ key, label: key, slot: slots.get(key) ?? 0 }));
    return buildLines(samples ?? [], names, stepMs);
  }, [samples, stepMs]);
  const shares = (series?.newest?.disks ?? []).flatMap(({ usage_percent }) => usage_percent ?? []);
  const fullest = shares.length === 0 ? null : Math.max(...shares);
  return (
    <Chart
      id="disk"
      title="Disks"
      unit="percent"
      top={100}
      lines={lines}
      polled={polled}
      headline={
        <>
          <output aria-label="Fullest disk now">{formatPercent(fullest)}</output>{' '}
          {fullest !== null && <span className="muted">of the fullest</span>}
        </>
      }
      empty={<NoSamples what="disk" />}
    />
  );
}
