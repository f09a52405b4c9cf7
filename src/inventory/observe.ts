import type { DeviceObservation, NewRow } from '../catalogue/index.ts';
import { canonicalJson, type JsonValue, rowKey, sha256Hex } from '../core/index.ts';
import { type Database, type Session, sql } from '../database/index.ts';
import { type DeviceState, fold } from './fold.ts';
import { observationJson } from './rank.ts';
import { readStates, storeStates } from './state.ts';

/**
 * Devices share this many locks. One lock per device would fill the server's lock table with a
 * large batch; two devices that share a lock only wait for each other.
 */
const LOCKS = 1_024;

/** Sets the locks of devices apart from other advisory locks of the database. */
const LOCK_CLASS = 0x5241_4401;

/** The row of `device_updates` for a normalised observation. */
export function observationRow(observation: DeviceObservation): NewRow<'device_updates'> {
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
 * to `device_updates` (UD-51). Devices are locked in one fixed order, so that two batches with the
 * same devices wait for each other instead of deadlocking (UD-47). A device of which nothing new
 * was said keeps its row untouched.
 */
export async function foldObservations(
  database: Database,
  session: Session,
  observations: readonly DeviceObservation[],
): Promise<void> {
  const byDevice = groupByDevice(observations);
  if (byDevice.size === 0) return;
  const deviceIds = [...byDevice.keys()];
  await lockDevices(session, deviceIds);
  const before = await readStates(database, session, deviceIds);
  const changed = new Map<string, DeviceState>();
  for (const [deviceId, group] of byDevice) {
    const known = before.get(deviceId);
    const after = fold(known, group);
    if (after !== undefined && !equal(after, known)) changed.set(deviceId, after);
  }
  await storeStates(database, session, changed);
}

/** Held until the transaction ends. */
async function lockDevices(session: Session, deviceIds: readonly string[]): Promise<void> {
  const slots = new Set(deviceIds.map((id) => Number.parseInt(sha256Hex(id).slice(0, 8), 16)));
  const locks = [...new Set([...slots].map((slot) => slot % LOCKS))];
  await session.query(
    'inventory.lock_devices',
    sql`select pg_advisory_xact_lock(${LOCK_CLASS}::integer, slot)
          from unnest(${locks}::integer[]) as slot order by slot`,
  );
}

function equal(a: DeviceState, b: DeviceState | undefined): boolean {
  if (b === undefined) return false;
  // Interfaces have no index signature; all of the state is plain JSON.
  return (
    canonicalJson({ ...a } as unknown as JsonValue) ===
    canonicalJson({ ...b } as unknown as JsonValue)
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
