import type { DeviceObservation, NewRow } from '../../catalogue/index.ts';
import { rowKey } from '../../core/index.ts';
import type { Database, Session } from '../../database/index.ts';
import { mergeTarget, observationJson } from '../fold/index.ts';
import { type SharedMacs, toldReports } from '../identity/index.ts';
import { foldKnown } from './fold-known.ts';
import { claimIdentities, holdIdentities, lockDevices } from './locks.ts';
import { settleIdentities } from './settle.ts';
import { readKnown, readReports, renewClaims } from './stored/index.ts';

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
 * to `device_updates` (UD-51). Where they tell nothing new of who is who, only the devices that they
 * speak of are locked, in one fixed order, so that two batches with the same devices wait for each other
 * instead of deadlocking (UD-47); else nobody else folds until the transaction ends. A device of which
 * nothing new was said keeps its row untouched.
 */
export async function foldObservations(
  database: Database,
  session: Session,
  observations: readonly DeviceObservation[],
  {
    sharedMacs,
    ...limits
  }: { readonly sharedMacs?: SharedMacs; readonly mostClaimants?: number } = {},
): Promise<void> {
  const told = toldReports(observations, sharedMacs);
  if (told.length === 0) return;
  // What is known stays known, so this needs no lock yet; one that is taken now could not be made stronger.
  const known = await readKnown(database, session, told);
  if (!known.everything) {
    await claimIdentities(session);
    await settleIdentities(database, session, told, limits);
    return;
  }
  await holdIdentities(session);
  const reports = await readReports(database, session, told);
  if (reports.length < told.length) {
    // They were pruned in between. Two that do this at once end in a deadlock, which is tried again.
    await claimIdentities(session);
    await settleIdentities(database, session, told, limits);
    return;
  }
  // Whether a device is hidden depends on the one into which it was merged.
  const targets = observations.flatMap((one) => mergeTarget(one) ?? []);
  await lockDevices(session, [...reports.map((one) => one.device_id), ...targets]);
  if (known.stale) await renewClaims(database, session, told);
  await foldKnown(database, session, told);
}
