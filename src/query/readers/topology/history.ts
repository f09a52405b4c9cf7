import type { Row } from '../../../catalogue/index.ts';
import { formatInstant, type JsonValue } from '../../../core/index.ts';
import { type Database, empty, identifier, join, type Sql, sql } from '../../../database/index.ts';
import { inPartitions, type Partitions } from '../devices/index.ts';
import {
  idsOf,
  joinOwner,
  type Listing,
  ownerId,
  ownerPartition,
  type PageOf,
  type Paging,
  type Place,
  pageOf,
  readPlace,
} from '../discovery/index.ts';
import type { TimeRange } from '../time-range.ts';

const NAMES = [
  ...(['timestamp', 'agent_id', 'poller_id', 'local_device_id', 'local_device_ip'] as const),
  ...(['local_if_index', 'local_if_name', 'protocol_type', 'neighbor_chassis_id'] as const),
  ...(['neighbor_port_id', 'neighbor_port_descr', 'neighbor_system_name'] as const),
  ...(['neighbor_management_addr', 'neighbor_bgp_router_id', 'neighbor_ip_address'] as const),
  ...(['neighbor_as', 'bgp_session_state', 'metadata'] as const),
] as const;

/** A neighbour as one device reported it at one time, and to whom the report belongs. */
export type PastReport = Pick<Row<'topology_discovery_events'>, (typeof NAMES)[number]> & {
  /** Device of the inventory, or as it was reported where there is none. */
  readonly owner_id: string;
  readonly partition: string;
  /** Tells reports of one device and instant apart, as hexadecimal digits. */
  readonly row_key: string;
};

/** Which reports are asked for. What is undefined leaves all. */
export interface ReportFilter {
  /** A device of the inventory. */
  readonly deviceId: string | undefined;
  readonly partition: string | undefined;
  /** In any letter case. */
  readonly protocol: string | undefined;
  readonly range: TimeRange;
  readonly partitions: Partitions;
}

const COLUMNS = join(NAMES.map((name) => sql`seen.${identifier(name)}`));
const LOCAL = sql`seen.local_device_id`;
const KEY = sql`encode(seen.row_key, 'hex') collate "C"`;

/**
 * What devices reported of their neighbours within a range, the newest first; of one device also what
 * was reported under an id that became part of it.
 */
export async function readReportHistory(
  database: Database,
  filter: ReportFilter,
  paging: Paging,
): Promise<PageOf<PastReport>> {
  const { deviceId, partition, protocol, range, partitions } = filter;
  const query = { list: 'topology-history', deviceId, partition, protocol, partitions };
  const listing: Listing = {
    query: query as unknown as JsonValue,
    place: ['number', 'text', 'text'],
  };
  const place = readPlace(listing, paging);
  const ids = deviceId === undefined ? undefined : await idsOf(database, deviceId);
  const owned = ownerPartition(LOCAL);
  const rows = await database.query<PastReport>(
    'query.topology_history',
    sql`select ${COLUMNS}, ${ownerId(LOCAL)} as owner_id, ${owned} as partition, ${KEY} as row_key
          from ${database.relation('topology_discovery_events')} as seen
          ${joinOwner(database, LOCAL)}
         where seen."timestamp" >= ${formatInstant(range.start)}::timestamptz
           and seen."timestamp" < ${formatInstant(range.end)}::timestamptz
           ${ids === undefined ? empty : sql`and seen.local_device_id = any(${ids}::text[])`}
           ${partition === undefined ? empty : sql`and ${owned} = ${partition}`}
           ${protocol === undefined ? empty : sql`and lower(seen.protocol_type) = lower(${protocol})`}
           ${inPartitions(owned, partitions)} ${behind(place)}
         order by seen."timestamp" desc, seen.local_device_id, ${KEY}
         limit ${paging.limit + 1}`,
  );
  const placeOf = (row: PastReport): Place => [row.timestamp, row.local_device_id, row.row_key];
  return pageOf(listing, rows, { limit: paging.limit, placeOf });
}

function behind(place: Place | undefined): Sql {
  if (place === undefined) return empty;
  const [time, deviceId, key] = place;
  const at = sql`${formatInstant(Number(time))}::timestamptz`;
  return sql`and seen."timestamp" <= ${at} and (seen."timestamp" < ${at}
    or (seen.local_device_id, ${KEY}) > (${deviceId}, ${key}))`;
}
