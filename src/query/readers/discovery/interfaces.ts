import type { DatasetUse, Row } from '../../../catalogue/index.ts';
import { formatInstant, type JsonValue } from '../../../core/index.ts';
import { type Database, empty, identifier, join, type Sql, sql } from '../../../database/index.ts';
import { inPartitions, type Partitions } from '../devices/index.ts';
import type { TimeRange } from '../time-range.ts';
import { type Device, idsOf, joinOwner, ownerId, ownerPartition } from './owner.ts';
import { type Listing, type PageOf, type Paging, type Place, pageOf, readPlace } from './page.ts';

export type InterfaceRow = Omit<Row<'discovered_interfaces_latest'>, 'updated_at'>;

/** An interface with the device to which it belongs. */
export interface OwnedInterface extends InterfaceRow {
  /** Device of the inventory, or as it was reported where there is none. */
  readonly owner_id: string;
  readonly partition: string;
}

export const INTERFACES_USE: DatasetUse = {
  kind: 'reader',
  part: 'interfaces',
  datasets: [
    'discovered_interfaces',
    'discovered_interfaces_latest',
    'unified_devices',
    'device_redirects',
  ],
};

const NAMES = [
  ...['timestamp', 'agent_id', 'poller_id', 'device_ip', 'device_id', 'if_index', 'if_name'],
  ...['if_descr', 'if_alias', 'if_speed', 'if_phys_address', 'ip_addresses', 'if_admin_status'],
  ...['if_oper_status', 'metadata'],
];
const COLUMNS = join(NAMES.map((name) => sql`face.${identifier(name)}`));

/** The interfaces of one device as they are now, by their numbers (IF-3). */
export async function readInterfaces(
  database: Database,
  { deviceId, partition }: Device,
  { ifIndex, ...paging }: Paging & { readonly ifIndex: number | undefined },
): Promise<PageOf<OwnedInterface>> {
  const query = { list: 'interfaces', deviceId, ifIndex } as unknown as JsonValue;
  const listing: Listing = { query, place: ['number'] };
  const place = readPlace(listing, paging);
  const ids = await idsOf(database, deviceId);
  const rows = await database.query<OwnedInterface>(
    'query.device_interfaces',
    sql`select distinct on (face.if_index) ${COLUMNS}, ${deviceId} as owner_id, ${partition} as partition
          from ${database.relation('discovered_interfaces_latest')} as face
         where face.device_id = any(${ids}::text[])
           ${ifIndex === undefined ? empty : sql`and face.if_index = ${ifIndex}`}
           ${place === undefined ? empty : sql`and face.if_index > ${place[0]}`}
         order by face.if_index, face."timestamp" desc, face.device_id
         limit ${paging.limit + 1}`,
  );
  return pageOf(listing, rows, { limit: paging.limit, placeOf: (row) => [row.if_index] });
}

/** Every discovery of the interfaces of one device within a range, the newest first. */
export async function readInterfaceHistory(
  database: Database,
  { deviceId, partition }: Device,
  asked: Paging & { readonly ifIndex: number | undefined; readonly range: TimeRange },
): Promise<PageOf<OwnedInterface>> {
  const { ifIndex, range, limit } = asked;
  const query = { list: 'interface-history', deviceId, ifIndex } as unknown as JsonValue;
  const listing: Listing = { query, place: ['number', 'number', 'text', 'text'] };
  const place = readPlace(listing, asked);
  const ids = await idsOf(database, deviceId);
  const rows = await database.query<OwnedInterface>(
    'query.interface_history',
    sql`select ${COLUMNS}, ${deviceId} as owner_id, ${partition} as partition
          from ${database.relation('discovered_interfaces')} as face
         where face.device_id = any(${ids}::text[])
           and face."timestamp" >= ${formatInstant(range.start)}::timestamptz
           and face."timestamp" < ${formatInstant(range.end)}::timestamptz
           ${ifIndex === undefined ? empty : sql`and face.if_index = ${ifIndex}`} ${behind(place)}
         order by face."timestamp" desc, face.if_index, face.device_id, face.poller_id
         limit ${limit + 1}`,
  );
  const placeOf = (row: OwnedInterface): Place => [
    row.timestamp,
    row.if_index,
    row.device_id,
    row.poller_id ?? '',
  ];
  return pageOf(listing, rows, { limit, placeOf });
}

function behind(place: Place | undefined): Sql {
  if (place === undefined) return empty;
  const [time, ifIndex, deviceId, poller] = place;
  const at = sql`${formatInstant(Number(time))}::timestamptz`;
  return sql`and face."timestamp" <= ${at} and (face."timestamp" < ${at}
    or (face.if_index, face.device_id, face.poller_id) > (${ifIndex}, ${deviceId}, ${poller}))`;
}

/** Which interfaces are asked for. A filter that is undefined leaves all. */
export interface InterfaceFilter {
  /** In its stored spelling. */
  readonly mac: string | undefined;
  readonly address: string | undefined;
  /** Part of name, alias or description, in any letter case. */
  readonly name: string | undefined;
  readonly partition: string | undefined;
  readonly partitions: Partitions;
}

/** Searches the interfaces of all devices as they are now. Those of deleted devices are hidden. */
export async function searchInterfaces(
  database: Database,
  filter: InterfaceFilter,
  paging: Paging,
): Promise<PageOf<OwnedInterface>> {
  const query = { list: 'interface-search', ...filter } as unknown as JsonValue;
  const listing: Listing = { query, place: ['text', 'number'] };
  const place = readPlace(listing, paging);
  const reported = sql`face.device_id`;
  const rows = await database.query<OwnedInterface>(
    'query.interfaces',
    sql`select ${COLUMNS}, ${ownerId(reported)} as owner_id, ${ownerPartition(reported)} as partition
          from ${database.relation('discovered_interfaces_latest')} as face
          ${joinOwner(database, reported)}
         where owner.hidden_by is null ${conditionsOf(filter)}
           ${place === undefined ? empty : sql`and (face.device_id, face.if_index) > (${place[0]}, ${place[1]})`}
         order by face.device_id, face.if_index
         limit ${paging.limit + 1}`,
  );
  const placeOf = (row: OwnedInterface): Place => [row.device_id, row.if_index];
  return pageOf(listing, rows, { limit: paging.limit, placeOf });
}

function conditionsOf({ mac, address, name, partition, partitions }: InterfaceFilter): Sql {
  const owned = ownerPartition(sql`face.device_id`);
  const pattern = `%${(name ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  const named = ['if_name', 'if_alias', 'if_descr'].map(
    (column) => sql`face.${identifier(column)} ilike ${pattern}`,
  );
  return join(
    [
      mac === undefined ? empty : sql`and face.if_phys_address = ${mac}`,
      address === undefined ? empty : sql`and face.ip_addresses @> array[${address}::text]`,
      name === undefined ? empty : sql`and (${join(named, ' or ')})`,
      partition === undefined ? empty : sql`and ${owned} = ${partition}`,
      inPartitions(owned, partitions),
    ],
    ' ',
  );
}
