import type { DeviceObservation } from '../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';
import { type Database, empty, type Session, sql } from '../../database/index.ts';
import { foldObservations, holdDevices, observationRow } from '../devices/index.ts';
import { normalise } from '../fold/index.ts';
import { type ComponentKey, componentDeviceId } from './component.ts';

/** Devices of components that nobody else changes until the transaction ends: when each was seen last. */
export type HeldComponents = ReadonlyMap<string, Instant>;

/**
 * Holds the devices of components, as far as they are there and visible: a component that never was a
 * device does not become one, and one that somebody deleted does not come back. To be called before
 * services are locked, as those that report do.
 */
export async function holdComponents(
  database: Database,
  session: Session,
  keys: readonly ComponentKey[],
  which: 'all' | 'unavailable' = 'all',
): Promise<HeldComponents> {
  const ids = await readComponents(database, session, keys.map(componentDeviceId), which);
  if (ids.size === 0) return ids;
  await holdDevices(session, [...ids.keys()]);
  return readComponents(database, session, [...ids.keys()], which);
}

/** The devices among these ids that are visible, and when each was seen last. */
export async function readComponents(
  database: Database,
  session: Pick<Session, 'query'>,
  deviceIds: readonly string[],
  which: 'all' | 'unavailable',
): Promise<HeldComponents> {
  const rows = await session.query<{ device_id: string; last_seen: Instant | null }>(
    'inventory.components',
    sql`select device_id, last_seen from ${database.relation('unified_devices')}
         where device_id = any(${deviceIds}::text[]) and hidden_by is null
               ${which === 'all' ? empty : sql`and is_available is distinct from true`}`,
  );
  return new Map(rows.map((row) => [row.device_id, row.last_seen ?? 0]));
}

/**
 * Observes devices that are held, and folds that. What the registry says counts: it is newer than what
 * any clock told of the device before.
 */
export async function observeComponents(
  database: Database,
  session: Session,
  held: HeldComponents,
  observations: readonly DeviceObservation[],
): Promise<void> {
  const told = observations.flatMap((one) => {
    const lastSeen = held.get(one.deviceId);
    if (lastSeen === undefined) return [];
    return normalise({ ...one, observedAt: Math.max(one.observedAt, lastSeen + 1) });
  });
  if (told.length === 0) return;
  const rows = told.map(observationRow).map((row) => ({
    ...row,
    observed_at: formatInstant(row.observed_at),
    row_key: Buffer.from(row.row_key).toString('hex'),
  }));
  await session.execute(
    'inventory.observe_components',
    sql`insert into ${database.relation('device_updates')}
               (observed_at, agent_id, poller_id, partition, device_id, discovery_source, ip, mac,
                hostname, available, metadata, row_key)
        select observed_at, agent_id, poller_id, partition, device_id, discovery_source, ip, mac,
               hostname, available, metadata, decode(row_key, 'hex')
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given
               (observed_at timestamptz, agent_id text, poller_id text, partition text,
                device_id text, discovery_source text, ip text, mac text, hostname text,
                available boolean, metadata jsonb, row_key text)
        on conflict do nothing`,
  );
  await foldObservations(database, session, told);
}
