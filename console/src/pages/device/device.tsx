import { useChartKeys, usePoints } from '../../charts/index.ts';
import { Failure, Progress } from '../../controls/index.ts';
import { useDevice } from '../../data/index.ts';
import { useHref, useTitle, useView } from '../../location/index.ts';
import { Attributes } from './attributes.tsx';
import { CpuChart } from './cpu-chart.tsx';
import { DeviceHead } from './device-head.tsx';
import { DiskChart } from './disk-chart.tsx';
import { DiskList } from './disk-list.tsx';
import { useHostSeries } from './host-series.ts';
import { MemoryChart } from './memory-chart.tsx';
import { ProcessTable } from './process-table.tsx';

/** Everything about one device, over the range of the page. */
export function DevicePage({ deviceId }: { readonly deviceId: string }) {
  const { live } = useView();
  const href = useHref();
  const { value: device, busy, fault, retry } = useDevice(deviceId, live);
  const series = useHostSeries(deviceId, usePoints());
  useChartKeys();
  useTitle(device?.hostname ?? deviceId);
  return (
    <div className="page">
      <Progress busy={busy && device === undefined} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {fault?.code === 'NOT_FOUND' && <a href={href('/devices')}>All devices</a>}
      {device !== undefined && <DeviceHead device={device} />}
      {fault?.code !== 'NOT_FOUND' && (
        <>
          <div className="charts">
            <CpuChart polled={series.cpu} />
            <MemoryChart polled={series.memory} />
            <DiskChart polled={series.disk} />
            <DiskList group={series.disk.value?.newest} />
          </div>
          <ProcessTable deviceId={deviceId} />
        </>
      )}
      {device !== undefined && <Attributes device={device} />}
    </div>
  );
}
