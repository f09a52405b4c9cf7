import { CATALOGUE, type DatasetName, type DatasetUse, type Row } from '../../catalogue/index.ts';
import { formatInstant, type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import {
  type Database,
  empty,
  identifier,
  join,
  type Sql,
  sql,
  trusted,
} from '../../database/index.ts';

export type DeviceRow = Row<'unified_devices'>;

export const DEVICE_SORTS = ['last_seen', 'first_seen', 'hostname', 'ip', 'device_id'] as const;
export type DeviceSort = (typeof DEVICE_SORTS)[number];

export interface DeviceListRequest {
  readonly limit: number;
  readonly offset: number;
  /** Part of id, address, host name or MAC, in any letter case. */
  readonly search: string | undefined;
  readonly status: 'online' | 'offline' | undefined;
  readonly sort: DeviceSort;
  readonly descending: boolean;
}

export interface DeviceList {
  readonly devices: readonly DeviceRow[];
  /** Devices that match, on all pages. */
  readonly total: number;
}

const COLUMNS = join(
  Object.keys(CATALOGUE.unified_devices.columns).map((name) => sql`device.${identifier(name)}`),
);

/**
 * Deleted and merged devices are hidden (UD-26): no deletion flag in any letter case, and not
 * merged into another device that exists. Pointers that form a cycle are ignored, as are those to
 * a missing device. The first line settles nearly every row without the rest.
 */
const visible = (database: Database): Sql => sql`(
  not coalesce(device.metadata ?| array['_deleted', 'deleted', '_merged_into'], false)
  or (coalesce(lower(device.metadata->>'_deleted'), '') <> 'true'
      and coalesce(lower(device.metadata->>'deleted'), '') <> 'true'
      and not exists (
        with recursive successor (device_id, next) as (
          select one.device_id, one.metadata->>'_merged_into'
            from ${database.relation('unified_devices')} as one
           where one.device_id = nullif(device.metadata->>'_merged_into', device.device_id)
           union
          select one.device_id, one.metadata->>'_merged_into'
            from successor
            join ${database.relation('unified_devices')} as one on one.device_id = successor.next
        )
        select from successor having count(*) > 0 and not bool_or(successor.device_id = device.device_id))))`;

/** Reads one page of visible devices; filters act before paging (RE-5). */
export async function listDevices(
  database: Database,
  request: DeviceListRequest,
): Promise<DeviceList> {
  const from = sql`from ${database.relation('unified_devices')} as device
         where ${visible(database)} ${searchCondition(request.search)} ${statusCondition(request.status)}`;
  const direction = trusted(request.descending ? 'desc nulls last' : 'asc nulls last');
  const devices = await database.query<DeviceRow>(
    'query.devices',
    sql`select ${COLUMNS} ${from}
         order by device.${identifier(request.sort)} ${direction}, device.device_id
         limit ${request.limit} offset ${request.offset}`,
  );
  // A page that is neither full nor empty is the last one, so the total needs no second scan.
  const last = devices.length < request.limit && (devices.length > 0 || request.offset === 0);
  if (last) return { devices, total: request.offset + devices.length };
  const [counted] = await database.query<{ total: number }>(
    'query.devices.total',
    sql`select count(*) as total ${from}`,
  );
  return { devices, total: counted?.total ?? 0 };
}

function searchCondition(search: string | undefined): Sql {
  if (search === undefined || search.trim() === '') return empty;
  const pattern = `%${search.trim().replace(/[\\%_]/g, '\\$&')}%`;
  const columns = ['device_id', 'ip', 'hostname', 'mac'].map(
    (column) => sql`device.${identifier(column)} ilike ${pattern}`,
  );
  return sql`and (${join(columns, ' or ')})`;
}

function statusCondition(status: DeviceListRequest['status']): Sql {
  if (status === undefined) return empty;
  return status === 'online'
    ? sql`and device.is_available is true`
    : sql`and device.is_available is not true`;
}

/** Reads one visible device strictly by its id (ID-17); undefined when there is none. */
export async function getDevice(
  database: Database,
  deviceId: string,
): Promise<DeviceRow | undefined> {
  const [row] = await database.query<DeviceRow>(
    'query.device',
    sql`select ${COLUMNS} from ${database.relation('unified_devices')} as device
         where device.device_id = ${deviceId} and ${visible(database)}`,
  );
  return row;
}

const SYSMON_DATASETS: readonly DatasetName[] = [
  'memory_metrics',
  'cpu_metrics',
  'disk_metrics',
  'process_metrics',
];

/** What the readers of devices read. */
export const DEVICES_USE: DatasetUse = {
  kind: 'reader',
  part: 'devices',
  datasets: ['unified_devices', ...SYSMON_DATASETS],
};

/**
 * Which of the devices have sysmon samples of the last six hours (RE-4). Each probe takes the first
 * entry of the key's index after a device's samples of six hours ago. Asked with `exists`, the
 * planner would expect the first row that it meets to do, and read whole chunks for the devices
 * that have none.
 */
export async function devicesWithSysmon(
  database: Database,
  deviceIds: readonly string[],
  now: Instant,
): Promise<ReadonlySet<string>> {
  const since = formatInstant(now - 6 * 3_600 * MICROS_PER_SECOND);
  const probes = SYSMON_DATASETS.map(
    (name) => sql`(
      select sample.device_id from ${database.relation(name)} as sample
       where (sample.device_id, sample."timestamp") > (wanted.device_id collate "C", ${since}::timestamptz)
       order by sample.device_id, sample."timestamp" limit 1)`,
  );
  const rows = await database.query<{ device_id: string }>(
    'query.devices_with_sysmon',
    sql`select wanted.device_id from unnest(${deviceIds}::text[]) as wanted (device_id)
         where wanted.device_id in (${join(probes)})`,
  );
  return new Set(rows.map((row) => row.device_id));
}
