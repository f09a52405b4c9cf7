import { type Database, type Sql, sql } from '../../../database/index.ts';
import { getDevice, type Partitions } from '../devices/index.ts';

export { idsOf } from '../devices/index.ts';

/** The network partition that an id names (UD-12 c). */
export const partitionOfId = (id: Sql): Sql =>
  sql`(case when strpos(${id}, ':') > 1 then split_part(${id}, ':', 1) else 'default' end)`;

/**
 * Joins to rows with a `device_id` as sources name it the device of the inventory to which they
 * belong, as `owner`; without columns where there is none.
 */
export const joinOwner = (database: Database, reported: Sql): Sql => sql`
  left join ${database.relation('device_redirects')} as redirect on redirect.old_id = ${reported}
  left join ${database.relation('unified_devices')} as owner
    on owner.device_id = coalesce(redirect.device_id, ${reported})`;

/** The id and the network partition of the owner, or those that the reported id names. */
export const ownerId = (reported: Sql): Sql => sql`coalesce(owner.device_id, ${reported})`;
export const ownerPartition = (reported: Sql): Sql =>
  sql`coalesce(owner.partition, ${partitionOfId(reported)})`;

/** A device of the inventory, as far as rows about it need to know it. */
export interface Device {
  readonly deviceId: string;
  readonly partition: string;
}

/**
 * The device of an id, or into which that of the id went; undefined where there is none that the
 * caller may see.
 */
export async function locateDevice(
  database: Database,
  deviceId: string,
  partitions: Partitions,
): Promise<Device | undefined> {
  const found = await getDevice(database, deviceId, partitions);
  if (found === undefined) return undefined;
  return { deviceId: found.device.device_id, partition: found.device.partition };
}
