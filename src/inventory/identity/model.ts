import type { DeviceObservation } from '../../catalogue/index.ts';
import type { DeviceState } from '../fold/index.ts';
import { join } from '../fold/index.ts';
import {
  assign,
  compareOwners,
  compareWeak,
  type IdOwner,
  keyOf,
  MOST_CLAIMANTS,
  type Report,
  reportOf,
} from './assign.ts';
import { claimText, readClaim } from './claim.ts';
import { isWeak, NEVER, type Separation } from './clusters.ts';
import { type ToldReport, toldReports } from './told.ts';

/** A device as the inventory holds it. */
export interface ModelledDevice {
  readonly state: DeviceState;
  /** Other ids that lead to it, sorted. */
  readonly redirects: readonly string[];
}

/**
 * The whole inventory that follows from normalised observations, in memory: what the database must hold after
 * the same observations in any order, batching and repetition. Made for proofs, not for speed.
 */
export function modelInventory(
  observations: readonly DeviceObservation[],
  {
    separations = new Map(),
    mostClaimants = MOST_CLAIMANTS,
  }: {
    readonly separations?: ReadonlyMap<string, readonly Separation[]>;
    readonly mostClaimants?: number;
  } = {},
): ReadonlyMap<string, ModelledDevice> {
  const told = toldReports(observations);
  const owners = ownersOf(told);
  const reports = told.map(({ partition, identity, claims }) =>
    reportOf(
      partition,
      identity,
      claims.map((claim) => [claimText(claim), claim.first]),
    ),
  );
  const { devices } = assign(reports, {
    owners,
    weakPartitions: weakPartitionsOf(told),
    separations,
    shared: sharedOf(reports, mostClaimants),
  });
  const states = new Map<string, DeviceState>();
  for (const { partition, identity, state } of told) {
    const deviceId = devices.get(keyOf(partition, identity)) ?? '';
    const known = states.get(deviceId);
    states.set(deviceId, known === undefined ? state : join(known, state));
  }
  const redirects = [...owners].flatMap(([id, { partition, identity }]) => {
    const deviceId = devices.get(keyOf(partition, identity)) ?? '';
    return deviceId === id ? [] : [{ id, deviceId }];
  });
  return new Map(
    [...states].map(([deviceId, state]) => [
      deviceId,
      {
        state,
        redirects: redirects.flatMap((one) => (one.deviceId === deviceId ? [one.id] : [])).sort(),
      },
    ]),
  );
}

/** Claims of each partition that more identities told than may. */
export function sharedOf(
  reports: readonly Report[],
  mostClaimants: number,
): ReadonlyMap<string, ReadonlySet<string>> {
  const counts = new Map<string, Map<string, number>>();
  for (const { partition, claims } of reports) {
    const known = counts.get(partition) ?? new Map<string, number>();
    counts.set(partition, known);
    for (const [text, at] of claims) {
      if (at !== NEVER) known.set(text, (known.get(text) ?? 0) + 1);
    }
  }
  return new Map(
    [...counts].map(([partition, known]) => [
      partition,
      new Set([...known].flatMap(([text, count]) => (count > mostClaimants ? [text] : []))),
    ]),
  );
}

function ownersOf(told: readonly ToldReport[]): ReadonlyMap<string, IdOwner> {
  const owners = new Map<string, IdOwner>();
  for (const { partition, identity, ids } of told) {
    for (const [id, since] of ids) {
      const one = { partition, identity, since };
      const known = owners.get(id);
      if (known === undefined || compareOwners(id, one, known) < 0) owners.set(id, one);
    }
  }
  return owners;
}

function weakPartitionsOf(told: readonly ToldReport[]): ReadonlyMap<string, string> {
  const partitions = new Map<string, string>();
  for (const { partition, identity } of told) {
    if (!isWeak(identity)) continue;
    const { value: id } = readClaim(identity);
    const known = partitions.get(id);
    if (known === undefined || compareWeak(id, partition, known) < 0) partitions.set(id, partition);
  }
  return partitions;
}
