import { useChartKeys, usePoints } from '../../../charts/index.ts';
import { CpuChart } from './cpu-chart.tsx';
import { DiskChart } from './disk-chart.tsx';
import { DiskList } from './disk-list.tsx';
import { type HostSeries, useHostSeries } from './host-series.ts';
import { MemoryChart } from './memory-chart.tsx';
import { ProcessTable } from './process-table.tsx';

export interface HostMetricsProps {
  readonly deviceId: string;
  /** Metrics of the device came lately; undefined where nobody knows. */
  readonly measured: boolean | undefined;
}

/** How a host does over the range of the page; one line where nothing ever measured it. */
export function HostMetrics({ deviceId, measured }: HostMetricsProps) {
  const series = useHostSeries(deviceId, usePoints());
  useChartKeys();
  if (measured === false && isEmpty(series)) {
    return <p className="muted">No host metrics in this time range.</p>;
  }
  return (
    <>
      <div className="charts">
        <CpuChart polled={series.cpu} />
        <MemoryChart polled={series.memory} />
        <DiskChart polled={series.disk} />
        <DiskList group={series.disk.value?.newest} />
      </div>
      <ProcessTable deviceId={deviceId} />
    </>
  );
}

function isEmpty({ cpu, memory, disk }: HostSeries): boolean {
  return [cpu, memory, disk].every(({ value }) => (value?.samples.length ?? 0) === 0);
}
