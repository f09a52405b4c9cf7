import type { DeviceObservation } from '../../catalogue/index.ts';

/** Metadata keys of records that hide a device (UD-25). `deleted` is an older spelling. */
export const DELETED = '_deleted';
export const MERGED_INTO = '_merged_into';
const DELETION_FLAGS = [DELETED, 'deleted'];

const STRONG_KEYS = ['armis_device_id', 'integration_id', 'netbox_device_id'];
const SERVICE_PREFIX = 'serviceradar:';

export type ObservationKind =
  /** Says what the device is. */
  | 'plain'
  /** Hides the device: it was deleted. */
  | 'deletion'
  /** Hides the device: it is another one's record. */
  | 'merge'
  /** Does not count. */
  | 'bare';

/** What a normalised observation is to the fold. */
export function kindOf(observation: DeviceObservation): ObservationKind {
  const { deviceId, metadata } = observation;
  if (deviceId === '') return 'bare';
  if (DELETION_FLAGS.some((flag) => metadata[flag]?.trim().toLowerCase() === 'true')) {
    return 'deletion';
  }
  if (mergeTarget(observation) !== null) return 'merge';
  return counts(observation) ? 'plain' : 'bare';
}

/** The device into which this one was merged; blank and itself are none (UD-26). */
export function mergeTarget({ deviceId, metadata }: DeviceObservation): string | null {
  const target = (metadata[MERGED_INTO] ?? '').trim();
  return target === '' || target === deviceId ? null : target;
}

/** Whether an id is that of a service component, which is never another device (UD-9). */
export const isService = (deviceId: string): boolean => deviceId.startsWith(SERVICE_PREFIX);

/**
 * A sweep that knows nothing but an address does not count (UD-20). Service components always do,
 * also without an address (UD-21).
 */
function counts({ deviceId, metadata, mac, source, ip }: DeviceObservation): boolean {
  if (isService(deviceId)) return true;
  const strong = STRONG_KEYS.some((key) => (metadata[key] ?? '').trim() !== '');
  return strong || mac !== null || (source !== 'sweep' && ip !== null);
}
