import type { DatasetUse, Row } from '../../../catalogue/index.ts';
import { formatInstant, type JsonValue } from '../../../core/index.ts';
import { type Database, empty, join, sql, trusted } from '../../../database/index.ts';
import type { TimeRange } from '../time-range.ts';
import { idsOf } from './owner.ts';
import { type Listing, type PageOf, type Paging, pageOf, readPlace } from './page.ts';

/** What a device can do now, by one service. */
export type CapabilityRow = Omit<Row<'device_capability_registry'>, 'updated_at'>;
/** One check of the past. */
export type CheckRow = Omit<Row<'device_capabilities'>, 'created_at'>;

export const CAPABILITIES_USE: DatasetUse = {
  kind: 'reader',
  part: 'capabilities',
  datasets: [
    'device_capabilities',
    'device_capability_registry',
    'unified_devices',
    'device_redirects',
  ],
};

/**
 * What devices can do now, by device, each capability and service once: of the ids that became part
 * of a device the newest check, with the latest success and failure of all (CP-4, CP-6). Also those
 * that are not enabled.
 */
export async function capabilitiesOf(
  database: Database,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, readonly CapabilityRow[]>> {
  if (deviceIds.length === 0) return new Map();
  const latest = (column: string) =>
    sql`max(held.${trusted(column)}) over told as ${trusted(column)}`;
  const rows = await database.query<CapabilityRow>(
    'query.capabilities',
    sql`select distinct on (named.device_id, held.capability, held.service_id)
               named.device_id, held.capability, held.service_id, held.service_type, held.state,
               held.enabled, held.last_checked, ${latest('last_success')}, ${latest('last_failure')},
               held.failure_reason, held.metadata, held.recorded_by
          from (select wanted.device_id collate "C" as device_id, wanted.device_id collate "C" as reported_id
                  from unnest(${deviceIds}::text[]) as wanted (device_id)
                 union
                select redirect.device_id, redirect.old_id
                  from ${database.relation('device_redirects')} as redirect
                 where redirect.device_id = any(${deviceIds}::text[])) as named
          join ${database.relation('device_capability_registry')} as held
            on held.device_id = named.reported_id collate "C"
        window told as (partition by named.device_id, held.capability, held.service_id)
         order by named.device_id, held.capability, held.service_id, held.last_checked desc,
                  held.device_id`,
  );
  const byDevice = new Map<string, CapabilityRow[]>();
  for (const row of rows)
    byDevice.set(row.device_id, [...(byDevice.get(row.device_id) ?? []), row]);
  return byDevice;
}

/** Whoever collects from a device, as its capabilities tell (CP-8). */
export interface Collector {
  /** Sorted, in lower case, each once. */
  readonly capabilities: readonly string[];
  /** Of the newest check that tells it. */
  readonly agentId: string | null;
  readonly pollerId: string | null;
  readonly serviceName: string | null;
  /** Newest check; null where there is none. */
  readonly lastSeen: number | null;
}

/** What the enabled capabilities of a device tell of its collector (CP-7, CP-8). */
export function collectorOf(rows: readonly CapabilityRow[]): Collector {
  const enabled = rows
    .filter((row) => row.enabled)
    .sort((a, b) => b.last_checked - a.last_checked || (a.service_id < b.service_id ? -1 : 1));
  const told = (read: (row: CapabilityRow) => unknown): string | null => {
    for (const row of enabled) {
      const value = read(row);
      if (typeof value === 'string' && value !== '') return value;
    }
    return null;
  };
  const member = (name: string) => (row: CapabilityRow) =>
    (row.metadata as { readonly [name: string]: unknown } | null)?.[name];
  return {
    capabilities: [...new Set(enabled.map((row) => row.capability))].sort(),
    agentId: told(member('agent_id')),
    pollerId: told(member('poller_id')),
    serviceName: told((row) => row.service_id),
    lastSeen: enabled[0]?.last_checked ?? null,
  };
}

/** Checks of one device within a range, the newest first; of one capability where it is named. */
export async function readChecks(
  database: Database,
  deviceId: string,
  asked: Paging & { readonly capability: string | undefined; readonly range: TimeRange },
): Promise<PageOf<CheckRow>> {
  const { capability, range, limit } = asked;
  const query = { list: 'checks', deviceId, capability } as unknown as JsonValue;
  const listing: Listing = { query, place: ['number', 'text'] };
  const place = readPlace(listing, asked);
  const ids = await idsOf(database, deviceId);
  const at = sql`${formatInstant(Number(place?.[0] ?? 0))}::timestamptz`;
  const conditions = join(
    [
      capability === undefined ? empty : sql`and held.capability = ${capability}`,
      place === undefined
        ? empty
        : sql`and held.last_checked <= ${at}
              and (held.last_checked < ${at} or held.event_id > ${place[1]})`,
    ],
    ' ',
  );
  const rows = await database.query<CheckRow>(
    'query.capability_checks',
    sql`select held.event_id, held.device_id, held.service_id, held.service_type, held.capability,
               held.state, held.enabled, held.last_checked, held.last_success, held.last_failure,
               held.failure_reason, held.metadata, held.recorded_by
          from ${database.relation('device_capabilities')} as held
         where held.device_id = any(${ids}::text[])
           and held.last_checked >= ${formatInstant(range.start)}::timestamptz
           and held.last_checked < ${formatInstant(range.end)}::timestamptz ${conditions}
         order by held.last_checked desc, held.event_id
         limit ${limit + 1}`,
  );
  return pageOf(listing, rows, { limit, placeOf: (row) => [row.last_checked, row.event_id] });
}
