import type { Row } from '../../../catalogue/index.ts';
import { cleanMac } from '../../../core/index.ts';
import { type Database, empty, identifier, join, type Sql, sql } from '../../../database/index.ts';
import { inPartitions, type Partitions } from '../devices/index.ts';
import { joinOwner, ownerPartition } from '../discovery/index.ts';

const NAMES = [
  ...(['timestamp', 'local_device_id', 'local_device_ip', 'local_if_index'] as const),
  ...(['local_if_name', 'protocol_type', 'neighbor_chassis_id', 'neighbor_port_id'] as const),
  ...(['neighbor_port_descr', 'neighbor_system_name', 'neighbor_management_addr'] as const),
  ...(['neighbor_bgp_router_id', 'neighbor_ip_address', 'neighbor_as'] as const),
  ...(['bgp_session_state'] as const),
] as const;

/** A neighbour as one device reported it, and to whom that report belongs. */
export type Report = Pick<Row<'topology_discovery_events_latest'>, (typeof NAMES)[number]> & {
  /** Device of the inventory; null where there is none. */
  readonly owner_id: string | null;
  readonly partition: string;
};

/** What is read at most for one graph; the rest is told as cut off. */
export const MOST_REPORTS = 20_000;

const COLUMNS = join(NAMES.map((name) => sql`seen.${identifier(name)}`));
const LOCAL = sql`seen.local_device_id`;

/** What devices have by which others may tell of them. */
export interface Traits {
  readonly macs: readonly string[];
  readonly addresses: readonly string[];
  /** Lower case. */
  readonly names: readonly string[];
}

/**
 * Reports by devices, and of things with such traits: what may be an edge at the devices. Whether one
 * is, its evidence decides.
 */
export function readReportsAround(
  database: Database,
  reportedIds: readonly string[],
  traits: Traits,
): Promise<readonly Report[]> {
  const spelled = traits.macs.flatMap(spellings);
  return read(
    database,
    sql`and (seen.local_device_id = any(${reportedIds}::text[])
          or lower(seen.neighbor_chassis_id) = any(${spelled}::text[])
          or seen.neighbor_management_addr = any(${traits.addresses}::text[])
          or seen.neighbor_ip_address = any(${traits.addresses}::text[])
          or lower(seen.neighbor_system_name) = any(${traits.names}::text[]))`,
  );
}

/** All reports of the partitions. */
export function readAllReports(
  database: Database,
  { partition, partitions }: { readonly partition?: string | undefined; partitions: Partitions },
): Promise<readonly Report[]> {
  const owned = ownerPartition(LOCAL);
  return read(
    database,
    sql`${partition === undefined ? empty : sql`and ${owned} = ${partition}`}
        ${inPartitions(owned, partitions)}`,
  );
}

function read(database: Database, conditions: Sql): Promise<readonly Report[]> {
  return database.query<Report>(
    'query.topology_reports',
    sql`select ${COLUMNS}, case when owner.hidden_by is null then owner.device_id end as owner_id,
               ${ownerPartition(LOCAL)} as partition
          from ${database.relation('topology_discovery_events_latest')} as seen
          ${joinOwner(database, LOCAL)}
         where true ${conditions}
         order by seen.local_device_id, seen.neighbor_key
         limit ${MOST_REPORTS + 1}`,
  );
}

/** How a MAC address may be written, in lower case. */
export function spellings(mac: string): readonly string[] {
  const digits = (cleanMac(mac) ?? '').replaceAll(':', '').toLowerCase();
  const split = (size: number, by: string) =>
    (digits.match(new RegExp(`.{${size}}`, 'g')) ?? []).join(by);
  return digits === '' ? [] : [digits, split(2, ':'), split(2, '-'), split(4, '.')];
}
