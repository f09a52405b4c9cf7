import { Sparkline } from '../../../charts/index.ts';
import { Meter, Tile } from '../../../controls/index.ts';
import { ALL_CORES, meanUsage, type Series } from '../../../data/index.ts';
import { formatBytes, formatPercent } from '../../../format/index.ts';
import type { HostSeries } from './host-series.ts';

/** The disk that is fullest; undefined when none is known. */
function fullestDisk(series: Series<'disk'> | undefined) {
  const disks = series?.newest?.disks ?? [];
  return disks.toSorted((one, other) => (other.usage_percent ?? -1) - (one.usage_percent ?? -1))[0];
}

/** Processor, memory and disk of a host, now and in the range. */
export function HostTiles({ cpu, memory, disk }: HostSeries) {
  const used = memory.value?.newest?.memory;
  const fullest = fullestDisk(disk.value);
  const cores = cpu.value?.newest?.cpus.length;
  const cpuKey = cores !== undefined && cores > 1 ? ALL_CORES : 'core 0';
  return (
    <div className="tiles">
      <Tile
        title="CPU"
        value={formatPercent(meanUsage(cpu.value?.newest))}
        detail={cores === undefined ? '' : `${cores} ${cores === 1 ? 'core' : 'cores'}`}
      >
        <SeriesLine series={cpu.value} lineKey={cpuKey} top={100} />
      </Tile>
      <Tile
        title="Memory"
        value={formatBytes(used?.used_bytes)}
        detail={used === undefined ? '' : `of ${formatBytes(used.total_bytes)}`}
      >
        <SeriesLine series={memory.value} lineKey="used" top={used?.total_bytes ?? 1} />
      </Tile>
      <Tile
        title="Fullest disk"
        value={formatPercent(fullest?.usage_percent)}
        detail={
          fullest === undefined
            ? ''
            : `${fullest.mount_point}, ${formatBytes(fullest.available_bytes)} free`
        }
      >
        <Meter percent={fullest?.usage_percent} />
      </Tile>
    </div>
  );
}

interface SeriesLineProps {
  readonly series: Series | undefined;
  readonly lineKey: string;
  readonly top: number;
}

function SeriesLine({ series, lineKey, top }: SeriesLineProps) {
  if (series === undefined) return <span className="sparkline" />;
  const { samples, stepMs, window } = series;
  return <Sparkline samples={samples} stepMs={stepMs} lineKey={lineKey} top={top} {...window} />;
}
