import type { RowOf } from '../../catalogue/index.ts';
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

export type DeviceRow = RowOf<'unified_devices'>;

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

/**
 * Deleted and merged devices are hidden (UD-26): not merged into another that exists, and no
 * deletion flag in any letter case.
 */
const visible = (database: Database): Sql => sql`
  coalesce(lower(device.metadata->>'_deleted'), '') <> 'true'
  and coalesce(lower(device.metadata->>'deleted'), '') <> 'true'
  and (coalesce(device.metadata->>'_merged_into', '') in ('', device.device_id)
       or not exists (select from ${database.relation('unified_devices')} as survivor
                       where survivor.device_id = device.metadata->>'_merged_into'))`;

/** Reads one page of visible devices; filters act before paging (RE-5). */
export async function listDevices(
  database: Database,
  request: DeviceListRequest,
): Promise<DeviceList> {
  const direction = trusted(request.descending ? 'desc nulls last' : 'asc nulls last');
  const rows = await database.query<DeviceRow & { total: number }>(
    'query.devices',
    sql`select device.*, count(*) over () as total
          from ${database.relation('unified_devices')} as device
         where ${visible(database)} ${searchCondition(request.search)} ${statusCondition(request.status)}
         order by ${identifier(request.sort)} ${direction}, device_id
         limit ${request.limit} offset ${request.offset}`,
  );
  if (rows.length === 0 && request.offset > 0) {
    const first = await listDevices(database, { ...request, offset: 0, limit: 1 });
    return { devices: [], total: first.total };
  }
  return { devices: rows, total: rows[0]?.total ?? 0 };
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
    sql`select device.* from ${database.relation('unified_devices')} as device
         where device.device_id = ${deviceId} and ${visible(database)}`,
  );
  return row;
}

/** Which of the devices have sysmon samples of the last six hours (RE-4). */
export async function devicesWithSysmon(
  database: Database,
  deviceIds: readonly string[],
  now: Instant,
): Promise<ReadonlySet<string>> {
  const since = formatInstant(now - 6 * 3_600 * MICROS_PER_SECOND);
  const rows = await database.query<{ device_id: string }>(
    'query.devices_with_sysmon',
    sql`select wanted.device_id from unnest(${deviceIds}::text[]) as wanted (device_id)
         where exists (select from ${database.relation('memory_metrics')} as sample
                        where sample.device_id = wanted.device_id collate "C"
                          and sample."timestamp" > ${since}::timestamptz)`,
  );
  return new Set(rows.map((row) => row.device_id));
}
