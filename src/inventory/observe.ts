import type { DeviceObservation, NewRowOf } from '../catalogue/index.ts';
import {
  cleanIp,
  cleanMac,
  cleanText,
  formatInstant,
  type Instant,
  rowKey,
} from '../core/index.ts';
import { type Database, type Session, sql } from '../database/index.ts';
import {
  type DeviceState,
  FOLDED_FIELDS,
  type FoldedField,
  fold,
  type Origin,
  observationJson,
  type SourceDetail,
} from './fold.ts';

/** An observation as it is stored and folded: cleaned, blank values gone (UD-12). */
export function normalise(observation: DeviceObservation): DeviceObservation {
  return {
    ...observation,
    partition: cleanText(observation.partition) ?? 'default',
    source: cleanText(observation.source) ?? 'unknown',
    ip: cleanIp(observation.ip),
    mac: cleanMac(observation.mac),
    hostname: cleanText(observation.hostname),
  };
}

/** The row of `device_updates` for a normalised observation. */
export function observationRow(observation: DeviceObservation): NewRowOf<'device_updates'> {
  return {
    observed_at: observation.observedAt,
    agent_id: observation.agentId,
    poller_id: observation.pollerId,
    partition: observation.partition,
    device_id: observation.deviceId,
    discovery_source: observation.source,
    ip: observation.ip,
    mac: observation.mac,
    hostname: observation.hostname,
    available: observation.available,
    metadata: observation.metadata,
    row_key: rowKey(observationJson(observation)),
  };
}

/**
 * Folds normalised observations into `unified_devices`, inside the transaction that appends them
 * to `device_updates` (UD-51). Devices are locked in the order of their ids, so that two batches
 * with the same devices wait for each other instead of deadlocking (UD-47).
 */
export async function foldObservations(
  database: Database,
  session: Session,
  observations: readonly DeviceObservation[],
): Promise<void> {
  const byDevice = groupByDevice(observations);
  for (const deviceId of [...byDevice.keys()].sort()) {
    await session.query(
      'inventory.lock_device',
      sql`select pg_advisory_xact_lock(hashtextextended(${`radarstore device ${deviceId}`}, 0))`,
    );
    const before = await readState(database, session, deviceId);
    const after = fold(before, byDevice.get(deviceId) ?? []);
    if (after !== undefined && after !== before)
      await storeState(database, session, deviceId, after);
  }
}

interface StateRow {
  ip: string | null;
  hostname: string | null;
  mac: string | null;
  poller_id: string | null;
  agent_id: string | null;
  is_available: boolean | null;
  metadata: { [key: string]: string } | null;
  first_seen: Instant;
  last_seen: Instant;
  field_origins: { [F in FoldedField | 'newest']?: Origin };
  source_details: { [source: string]: SourceDetail };
}

async function readState(
  database: Database,
  session: Session,
  deviceId: string,
): Promise<DeviceState | undefined> {
  const [row] = await session.query<StateRow>(
    'inventory.read_state',
    sql`select ip, hostname, mac, poller_id, agent_id, is_available, metadata, first_seen, last_seen,
               field_origins, source_details
          from ${database.relation('unified_devices')} where device_id = ${deviceId}`,
  );
  if (row === undefined) return undefined;
  const values: { [F in FoldedField]?: string } = {};
  for (const field of FOLDED_FIELDS) {
    const value = row[field];
    if (value !== null) values[field] = value;
  }
  return {
    values,
    origins: row.field_origins,
    available: row.is_available,
    metadata: row.metadata ?? {},
    sources: row.source_details,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
  };
}

async function storeState(
  database: Database,
  session: Session,
  deviceId: string,
  state: DeviceState,
): Promise<void> {
  const { values } = state;
  await session.execute(
    'inventory.store_state',
    sql`insert into ${database.relation('unified_devices')} as device
               (device_id, ip, hostname, mac, poller_id, agent_id, discovery_sources, is_available,
                first_seen, last_seen, metadata, device_type, field_origins, source_details)
        values (${deviceId}, ${values.ip ?? null}, ${values.hostname ?? null}, ${values.mac ?? null},
                ${values.poller_id ?? null}, ${values.agent_id ?? null},
                ${Object.keys(state.sources).sort()}::text[], ${state.available},
                ${formatInstant(state.firstSeen)}::timestamptz,
                ${formatInstant(state.lastSeen)}::timestamptz, ${JSON.stringify(state.metadata)}::jsonb,
                ${cleanText(state.metadata.device_type) ?? 'network_device'},
                ${JSON.stringify(state.origins)}::jsonb, ${JSON.stringify(state.sources)}::jsonb)
        on conflict (device_id) do update
           set ip = excluded.ip, hostname = excluded.hostname, mac = excluded.mac,
               poller_id = excluded.poller_id, agent_id = excluded.agent_id,
               discovery_sources = excluded.discovery_sources,
               is_available = excluded.is_available, first_seen = excluded.first_seen,
               last_seen = excluded.last_seen, metadata = excluded.metadata,
               device_type = excluded.device_type, field_origins = excluded.field_origins,
               source_details = excluded.source_details, updated_at = now()`,
  );
}

function groupByDevice(
  observations: readonly DeviceObservation[],
): ReadonlyMap<string, readonly DeviceObservation[]> {
  const groups = new Map<string, DeviceObservation[]>();
  for (const observation of observations) {
    const group = groups.get(observation.deviceId);
    if (group === undefined) groups.set(observation.deviceId, [observation]);
    else group.push(observation);
  }
  return groups;
}
