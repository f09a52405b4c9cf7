import { CATALOGUE, type Row } from '../../../catalogue/index.ts';
import { type Database, identifier, join, sql } from '../../../database/index.ts';
import { inPartitions, type Partitions, VISIBLE } from './filter.ts';

export type DeviceRow = Row<'unified_devices'>;

const COLUMNS = join(
  Object.keys(CATALOGUE.unified_devices.columns).map((name) => sql`device.${identifier(name)}`),
);

/** A device, and the id that was asked for where that is another one. */
export interface FoundDevice {
  readonly device: DeviceRow;
  readonly redirectedFrom: string | null;
}

/** Redirects lead straight to the device; a few more steps are those of a join under way. */
const MOST_STEPS = 8;

/**
 * Reads one visible device strictly by its id (ID-17), or by one of the ids that became part of it;
 * undefined when there is none that the caller may see.
 */
export async function getDevice(
  database: Database,
  deviceId: string,
  partitions: Partitions,
): Promise<FoundDevice | undefined> {
  let wanted: string | undefined = deviceId;
  for (let step = 0; step < MOST_STEPS && wanted !== undefined; step++) {
    const device = await readDevice(database, wanted, partitions);
    if (device !== undefined) {
      return { device, redirectedFrom: wanted === deviceId ? null : deviceId };
    }
    wanted = await redirectOf(database, wanted);
  }
  return undefined;
}

async function readDevice(
  database: Database,
  deviceId: string,
  partitions: Partitions,
): Promise<DeviceRow | undefined> {
  const [row] = await database.query<DeviceRow>(
    'query.device',
    sql`select ${COLUMNS} from ${database.relation('unified_devices')} as device
         where device.device_id = ${deviceId} and ${VISIBLE}
               ${inPartitions(sql`device.partition`, partitions)}`,
  );
  return row;
}

async function redirectOf(database: Database, deviceId: string): Promise<string | undefined> {
  const [row] = await database.query<{ device_id: string }>(
    'query.device_redirect',
    sql`select device_id from ${database.relation('device_redirects')}
         where old_id = ${deviceId} and device_id <> old_id`,
  );
  return row?.device_id;
}

/**
 * Ids under which rows of a device may stand: its own, and those that became part of it. Sources go on
 * to name a device as they always did.
 */
export async function idsOf(database: Database, deviceId: string): Promise<readonly string[]> {
  const rows = await database.query<{ old_id: string }>(
    'query.device_ids',
    sql`select old_id from ${database.relation('device_redirects')} where device_id = ${deviceId}`,
  );
  return [...new Set([deviceId, ...rows.map((row) => row.old_id)])];
}

/** Ids and addresses of devices that are read together. */
export interface DeviceBatch {
  readonly ids: readonly string[];
  /** In their stored spelling. */
  readonly ips: readonly string[];
  readonly partitions: Partitions;
}

/**
 * Visible devices by ids, merged ones among them, and by addresses, each once: those seen last first,
 * then by id (UD-39).
 */
export async function getDevices(
  database: Database,
  { ids, ips, partitions }: DeviceBatch,
): Promise<readonly DeviceRow[]> {
  const devices = database.relation('unified_devices');
  return database.query<DeviceRow>(
    'query.devices.batch',
    sql`select ${COLUMNS} from ${devices} as device
         where device.device_id in (
                 select asked.id from unnest(${ids}::text[]) as asked (id)
                  union all
                 select redirect.device_id from ${database.relation('device_redirects')} as redirect
                  where redirect.old_id = any(${ids}::text[])
                  union all
                 select holder.device_id from ${devices} as holder where holder.ip = any(${ips}::text[]))
           and ${VISIBLE} ${inPartitions(sql`device.partition`, partitions)}
         order by device.last_seen desc nulls last, device.device_id`,
  );
}
