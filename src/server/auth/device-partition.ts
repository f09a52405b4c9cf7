import { RadarError } from '../../core/index.ts';
import type { Access } from './access.ts';

/** Whether a device id is one of the partitions, or of any where nobody is confined. */
export function isInside(deviceId: string, partitions: readonly string[] | null): boolean {
  return partitions === null || partitions.some((one) => deviceId.startsWith(`${one}:`));
}

/**
 * Refuses a device of another partition to whoever is confined, as one that is not there: ids begin
 * with the partition, `<partition>:<address>`. Throws NOT_FOUND.
 */
export function requireOwnDevice({ partitions }: Access, deviceId: string): void {
  if (partitions === null || isInside(deviceId, partitions)) return;
  throw new RadarError('NOT_FOUND', `There is no device "${deviceId.slice(0, 200)}".`, {
    hint: `You are confined to devices of ${partitions.join(', ')}.`,
  });
}
