import { type Database, empty, sql } from '../../../database/index.ts';
import type { DeviceRow } from './device.ts';
import { type DeviceFilter, plainConditions, searchCondition, VISIBLE } from './filter.ts';

/** A device with everything that an export tells of it. */
export type ExportedDevice = Pick<
  DeviceRow,
  | 'device_id'
  | 'partition'
  | 'ip'
  | 'hostname'
  | 'mac'
  | 'is_available'
  | 'device_type'
  | 'first_seen'
  | 'last_seen'
  | 'poller_id'
  | 'agent_id'
  | 'discovery_sources'
  | 'metadata'
> & { readonly tags: readonly string[] | null; readonly notes: string | null };

/** Devices of one statement: so many are in memory at a time. */
const PAGE_ROWS = 1_000;

/**
 * Every visible device that a filter leaves, by their ids, page by page: however many there are, no
 * more than one page is held, and no transaction is open meanwhile.
 */
export async function* exportDevices(
  database: Database,
  filter: DeviceFilter,
): AsyncGenerator<readonly ExportedDevice[]> {
  const { search } = filter;
  const found = search === undefined ? empty : sql`and ${searchCondition(database, search)}`;
  let after = '';
  for (;;) {
    const page: readonly ExportedDevice[] = await database.query<ExportedDevice>(
      'query.devices.export',
      sql`select device.device_id, device.partition, device.ip, device.hostname, device.mac,
                 device.is_available, device.device_type, device.first_seen, device.last_seen,
                 device.poller_id, device.agent_id, device.discovery_sources, device.metadata,
                 written.tags, written.notes
            from ${database.relation('unified_devices')} as device
            left join ${database.relation('device_annotations')} as written
              on written.device_id = device.device_id
           where device.device_id > ${after} and ${VISIBLE} ${plainConditions(database, filter)} ${found}
           order by device.device_id limit ${PAGE_ROWS}`,
    );
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (page.length < PAGE_ROWS || last === undefined) return;
    after = last.device_id;
  }
}
