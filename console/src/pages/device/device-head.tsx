import type { DeviceDetail } from '../../../../src/contract/index.ts';
import { Availability, CopyButton, Instant, revealed } from '../../controls/index.ts';
import { devicePath, useHref } from '../../location/index.ts';
import { DeleteDevice } from './delete-device.tsx';
import { DEVICE_PARTS, type DevicePart, writePart } from './parts.ts';

export interface DeviceHeadProps {
  readonly device: DeviceDetail;
  readonly part: DevicePart['name'];
}

/** Which device this is and whether it answers, and the parts of its page. */
export function DeviceHead({ device, part }: DeviceHeadProps) {
  const href = useHref();
  const { device_id, hostname, ip, mac, last_seen, partition, redirected_from } = device;
  return (
    <>
      <header className="device-head">
        <p className="crumb">
          <a href={href('/devices')}>Devices</a>
        </p>
        <div className="device-title">
          <h1>{hostname ?? device_id}</h1>
          <DeleteDevice device={device} />
        </div>
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
          <li className="muted">partition {partition}</li>
          <li>
            seen <Instant at={last_seen} />
          </li>
        </ul>
        {redirected_from !== undefined && (
          <p className="note">
            <code className="plain">{redirected_from}</code> became part of this device.
          </p>
        )}
      </header>
      <nav className="tabs device-tabs" aria-label="Parts of the device">
        {DEVICE_PARTS.map(({ name, title }) => (
          <a
            key={name}
            ref={name === part ? revealed : undefined}
            className="tab"
            href={href(devicePath(redirected_from ?? device_id), { part: writePart(name) })}
            aria-current={name === part ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
    </>
  );
}
