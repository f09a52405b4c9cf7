import type { DeviceDetail } from '../../../../src/contract/index.ts';
import { Failure, Progress } from '../../controls/index.ts';
import { useDevice } from '../../data/index.ts';
import { useHref, usePlace, useTitle, useView } from '../../location/index.ts';
import { DeviceHead } from './device-head.tsx';
import { Explanation } from './explanation/index.ts';
import { Annotations, Attributes, Sources } from './facts/index.ts';
import { HostMetrics } from './metrics/index.ts';
import { Network } from './network/index.ts';
import { DEVICE_PARTS, type DevicePart, readPart } from './parts.ts';
import { Past } from './past/index.ts';
import { Services } from './services/index.ts';

/** Everything about one device, over the range of the page. */
export function DevicePage({ deviceId }: { readonly deviceId: string }) {
  const { live } = useView();
  const { params } = usePlace();
  const href = useHref();
  const { value, busy, fault, retry } = useDevice(deviceId, live);
  const part = readPart(params.part);
  const gone = fault?.code === 'NOT_FOUND';
  const device = gone ? undefined : value;
  const name = device?.hostname ?? deviceId;
  const title = DEVICE_PARTS.find((one) => one.name === part)?.title;
  useTitle(part === 'overview' ? name : `${title} of ${name}`);
  return (
    <div className="page">
      <Progress busy={busy && value === undefined} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {gone && <a href={href('/devices')}>All devices</a>}
      {device !== undefined && <DeviceHead device={device} part={part} />}
      {part === 'overview' && !gone && (
        <Overview deviceId={deviceId} device={device} onChanged={retry} />
      )}
      {part !== 'overview' && device !== undefined && (
        <Part part={part} device={device} onChanged={retry} />
      )}
    </div>
  );
}

interface OverviewProps {
  readonly deviceId: string;
  readonly device: DeviceDetail | undefined;
  readonly onChanged: () => void;
}

/** What it is, and how it does. */
function Overview({ deviceId, device, onChanged }: OverviewProps) {
  const summary = device?.metrics_summary;
  const measured = summary === undefined ? undefined : summary.sysmon === true;
  const metrics = <HostMetrics deviceId={deviceId} measured={measured} />;
  if (device === undefined) return metrics;
  return (
    <>
      {measured !== false && metrics}
      <div className="columns device-columns">
        <Attributes device={device} />
        <div className="device-stack">
          <Annotations deviceId={device.device_id} onChanged={onChanged} />
          <Sources device={device} />
        </div>
      </div>
      {measured === false && metrics}
    </>
  );
}

interface PartProps {
  readonly part: Exclude<DevicePart['name'], 'overview'>;
  readonly device: DeviceDetail;
  readonly onChanged: () => void;
}

function Part({ part, device, onChanged }: PartProps) {
  if (part === 'network') return <Network device={device} />;
  if (part === 'services') return <Services device={device} />;
  if (part === 'explanation') {
    return <Explanation deviceId={device.device_id} onChanged={onChanged} />;
  }
  return <Past device={device} />;
}
