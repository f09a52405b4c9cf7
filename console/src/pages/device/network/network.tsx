import type { DeviceDetail } from '../../../../../src/contract/index.ts';
import { Interfaces } from './interfaces.tsx';
import { Neighbors } from './neighbors.tsx';
import { Sweeps } from './sweeps.tsx';

/** What the device is connected with, through which interfaces, and what sweeps found of it. */
export function Network({ device }: { readonly device: DeviceDetail }) {
  const { device_id, ip, partition } = device;
  return (
    <>
      <Neighbors deviceId={device_id} />
      <Interfaces deviceId={device_id} />
      {ip !== null && <Sweeps ip={ip} partition={partition} />}
    </>
  );
}
