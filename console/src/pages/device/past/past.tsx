import type { DeviceDetail } from '../../../../../src/contract/index.ts';
import { AsOf } from './as-of.tsx';
import { Changes } from './changes.tsx';

/** What changed of the device, and what the inventory believed of it at an instant. */
export function Past({ device }: { readonly device: DeviceDetail }) {
  return (
    <>
      <AsOf device={device} />
      <Changes deviceId={device.device_id} />
    </>
  );
}
