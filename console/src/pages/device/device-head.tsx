import type { DeviceDetail } from '../../../../src/contract/index.ts';
import { Availability, CopyButton, Instant } from '../../controls/index.ts';
import { useHref } from '../../location/index.ts';

/** Which device this is and whether it answers. */
export function DeviceHead({ device }: { readonly device: DeviceDetail }) {
  const href = useHref();
  const { device_id, hostname, ip, mac, last_seen } = device;
  return (
    <header className="device-head">
      <p className="crumb">
        <a href={href('/devices')}>Devices</a>
      </p>
      <h1>{hostname ?? device_id}</h1>
      <ul className="device-line">
        <li>
          <Availability isAvailable={device.is_available} />
        </li>
        {ip !== null && <li>{ip}</li>}
        {mac !== undefined && <li>{mac}</li>}
        <li>
          <code className="plain">{device_id}</code>
          <CopyButton text={device_id} what="device id" />
        </li>
        <li>
          seen <Instant at={last_seen} />
        </li>
      </ul>
    </header>
  );
}
