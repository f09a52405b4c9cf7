import type { DeviceObservation, Row } from '../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';
import type { Claim } from '../identity/index.ts';

/** What an observation of a deletion keeps of a device, so that whoever reads the log knows it. */
export type DeletedDevice = Pick<
  Row<'unified_devices'>,
  | 'device_id'
  | 'partition'
  | 'ip'
  | 'hostname'
  | 'mac'
  | 'poller_id'
  | 'agent_id'
  | 'last_seen'
  | 'metadata'
>;

const KEPT = /^(armis_device_id|integration_id|integration_type|netbox_device_id|canonical_.*)$/;

/**
 * The observation that deletes a device (UD-31). It is as new as what the device was seen by, so that
 * it hides the device whatever the clocks of its sources say; a newer observation brings it back.
 */
export function deletionOf(
  device: DeletedDevice,
  {
    actor,
    by,
    now,
    identity,
  }: {
    readonly actor: string;
    /** How it was deleted: by the API, which is the console's way too, or by the command line. */
    readonly by: 'api' | 'cli';
    readonly now: Instant;
    /** The strongest by which the device is told apart, so that the device is hidden by whatever name. */
    readonly identity: Claim | undefined;
  },
): DeviceObservation {
  const at = Math.max(now, device.last_seen ?? now);
  const known = Object.entries((device.metadata ?? {}) as { readonly [key: string]: string });
  const copies: { readonly [key: string]: string | null } = {
    ip: device.ip,
    hostname: device.hostname,
    mac: device.mac,
  };
  return {
    observedAt: at,
    deviceId: identity?.kind === 'id' ? identity.value : device.device_id,
    partition: device.partition,
    source: 'manual',
    agentId: device.agent_id ?? '',
    pollerId: device.poller_id ?? '',
    ip: device.ip,
    mac: identity?.kind === 'mac' ? identity.value : device.mac,
    hostname: device.hostname,
    available: false,
    metadata: {
      ...Object.fromEntries(known.filter(([key]) => KEPT.test(key))),
      ...Object.fromEntries(
        Object.entries(copies).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
      ),
      ...namedBy(identity),
      _deleted: 'true',
      deleted: 'true',
      _deleted_at: formatInstant(now),
      deleted_at: formatInstant(now),
      deleted_with: by,
      _deleted_by: actor,
      deleted_by: actor,
    },
  };
}

/** The metadata by which an observation tells an identity. */
function namedBy(identity: Claim | undefined): { readonly [key: string]: string } {
  if (identity === undefined) return {};
  const { kind, value } = identity;
  if (kind === 'armis') return { armis_device_id: value };
  if (kind === 'netbox') return { netbox_device_id: value };
  if (!kind.startsWith('integration:')) return {};
  return { integration_type: kind.slice('integration:'.length), integration_id: value };
}
