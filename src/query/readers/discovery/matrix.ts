import type { CapabilityState } from '../../../catalogue/index.ts';
import type { JsonValue } from '../../../core/index.ts';
import { type Database, empty, join, type Sql, sql } from '../../../database/index.ts';
import { inPartitions, type Partitions } from '../devices/index.ts';
import { type CapabilityRow, capabilitiesOf } from './capabilities.ts';
import { joinOwner, ownerId, ownerPartition } from './owner.ts';
import { type Listing, type Paging, pageOf, readPlace } from './page.ts';

/** Which devices the matrix has. A filter that is undefined leaves all. */
export interface MatrixFilter {
  /** Lower case. */
  readonly capability: string | undefined;
  readonly state: CapabilityState | undefined;
  readonly partition: string | undefined;
  readonly partitions: Partitions;
}

/** A device of the matrix. */
export interface MatrixDevice {
  readonly device_id: string;
  readonly partition: string;
  readonly hostname: string | null;
  readonly ip: string | null;
  /** Enabled ones, of the capability that is asked for. */
  readonly capabilities: readonly CapabilityRow[];
}

export interface MatrixCount {
  readonly capability: string;
  readonly state: CapabilityState;
  readonly devices: number;
}

export interface Matrix {
  /** By their ids. */
  readonly devices: readonly MatrixDevice[];
  readonly next: string | null;
  /** Over all pages; empty behind a cursor. */
  readonly counts: readonly MatrixCount[];
}

/**
 * Devices with their enabled capabilities, page by page. A device is in it once, by the ids that
 * became part of it too; deleted ones are hidden.
 */
export async function readMatrix(
  database: Database,
  filter: MatrixFilter,
  paging: Paging,
): Promise<Matrix> {
  const query = { list: 'capability-matrix', ...filter } as unknown as JsonValue;
  const listing: Listing = { query, place: ['text'] };
  const place = readPlace(listing, paging);
  const [devices, counts] = await Promise.all([
    readDevices(database, filter, { after: place?.[0], most: paging.limit + 1 }),
    place === undefined ? readCounts(database, filter) : [],
  ]);
  const page = pageOf(listing, devices, {
    limit: paging.limit,
    placeOf: (device) => [device.device_id],
  });
  const ids = page.rows.map((device) => device.device_id);
  const told = await capabilitiesOf(database, ids);
  const shown = (row: CapabilityRow) =>
    row.enabled && (filter.capability === undefined || row.capability === filter.capability);
  return {
    devices: page.rows.map((device) => ({
      ...device,
      capabilities: (told.get(device.device_id) ?? []).filter(shown),
    })),
    next: page.next,
    counts,
  };
}

interface Part {
  readonly after: string | number | undefined;
  readonly most: number;
}

const HELD = sql`held.device_id`;

/** Ids of their own along the key of the registry, and those with ids that became part of them. */
function readDevices(
  database: Database,
  filter: MatrixFilter,
  { after, most }: Part,
): Promise<readonly Omit<MatrixDevice, 'capabilities'>[]> {
  const registry = database.relation('device_capability_registry');
  const redirects = database.relation('device_redirects');
  const conditions = conditionsOf(filter);
  const behind = (column: Sql) => (after === undefined ? empty : sql`and ${column} > ${after}`);
  return database.query(
    'query.capability_matrix',
    sql`with named as (
          (select distinct held.device_id from ${registry} as held ${joinOwner(database, HELD)}
            where redirect.old_id is null ${conditions} ${behind(HELD)}
            order by held.device_id limit ${most})
           union
          (select distinct redirect.device_id from ${redirects} as redirect
             join ${registry} as held on held.device_id = redirect.old_id
             left join ${database.relation('unified_devices')} as owner
               on owner.device_id = redirect.device_id
            where true ${conditions} ${behind(sql`redirect.device_id`)}
            order by redirect.device_id limit ${most})
        )
        select named.device_id, ${ownerPartition(sql`named.device_id`)} as partition,
               owner.hostname, owner.ip
          from named
          left join ${database.relation('unified_devices')} as owner
            on owner.device_id = named.device_id
         order by named.device_id limit ${most}`,
  );
}

function readCounts(database: Database, filter: MatrixFilter): Promise<readonly MatrixCount[]> {
  return database.query<MatrixCount>(
    'query.capability_counts',
    sql`select held.capability, held.state, count(distinct ${ownerId(HELD)}) as devices
          from ${database.relation('device_capability_registry')} as held
          ${joinOwner(database, HELD)}
         where true ${conditionsOf(filter)}
         group by held.capability, held.state order by held.capability, held.state`,
  );
}

function conditionsOf({ capability, state, partition, partitions }: MatrixFilter): Sql {
  const owned = ownerPartition(HELD);
  return join(
    [
      sql`and held.enabled and owner.hidden_by is null`,
      capability === undefined ? empty : sql`and held.capability = ${capability}`,
      state === undefined ? empty : sql`and held.state = ${state}`,
      partition === undefined ? empty : sql`and ${owned} = ${partition}`,
      inPartitions(owned, partitions),
    ],
    ' ',
  );
}
