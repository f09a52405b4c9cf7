import type { DeviceObservation } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import { type DeviceState, fold, kindOf } from '../fold/index.ts';
import { type Claim, NONE_SHARED, type SharedMacs, toldBy } from './claim.ts';

/** A claim under one reported id, with its earliest and latest time. */
export interface ToldClaim extends Claim {
  readonly reportedId: string;
  readonly first: Instant;
  readonly last: Instant;
}

/** What observations told with one identity in one partition: of who the device is, and of what it is. */
export interface ToldReport {
  readonly partition: string;
  readonly identity: string;
  readonly claims: readonly ToldClaim[];
  /** Ids under which it was reported and which it may get, each with the earliest time; none without claims. */
  readonly ids: ReadonlyMap<string, Instant>;
  /** The fold of the observations. It is worked out when it is first asked for, which is most of the work. */
  readonly state: DeviceState;
}

/**
 * Brings normalised observations together by what they tell of who the device is, not by the id under which
 * they came: an address is that of one device today and of another one tomorrow. What counts for nothing is
 * left out.
 */
export function toldReports(
  observations: readonly DeviceObservation[],
  shared: SharedMacs = NONE_SHARED,
): readonly ToldReport[] {
  const partitions = new Map<string, Map<string, Group>>();
  for (const observation of observations) {
    if (kindOf(observation) === 'bare') continue;
    const told = toldBy(observation, shared);
    const { partition, deviceId, observedAt: at } = observation;
    const group = groupOf(partitions, partition, told.identity);
    group.observations.push(observation);
    if (told.claims.length === 0) continue;
    const known = group.claims.get(deviceId);
    const held = known ?? [];
    if (known === undefined) group.claims.set(deviceId, held);
    for (const claim of told.claims) keep(held, claim, at);
    if (told.reportedId !== null) {
      group.ids.set(told.reportedId, Math.min(group.ids.get(told.reportedId) ?? at, at));
    }
  }
  return [...partitions.values()].flatMap((groups) => [...groups.values()].map(toldReport));
}

interface Group {
  readonly partition: string;
  readonly identity: string;
  readonly observations: DeviceObservation[];
  /** By the id under which they came: few, mostly the same again and again. */
  readonly claims: Map<string, HeldClaim[]>;
  readonly ids: Map<string, Instant>;
}

interface HeldClaim extends Claim {
  first: Instant;
  last: Instant;
}

function groupOf(
  partitions: Map<string, Map<string, Group>>,
  partition: string,
  identity: string,
): Group {
  let groups = partitions.get(partition);
  if (groups === undefined) {
    groups = new Map();
    partitions.set(partition, groups);
  }
  let group = groups.get(identity);
  if (group === undefined) {
    group = { partition, identity, observations: [], claims: new Map(), ids: new Map() };
    groups.set(identity, group);
  }
  return group;
}

function toldReport({ partition, identity, claims, ids, observations }: Group): ToldReport {
  const told = [...claims].flatMap(([reportedId, held]) =>
    held.map((claim) => ({ ...claim, reportedId })),
  );
  let folded: DeviceState | undefined;
  return {
    ...{ partition, identity, claims: told, ids },
    get state() {
      folded ??= fold(undefined, observations);
      // Whoever told nothing that counts is in no group.
      if (folded === undefined) throw new Error(`nothing was told of ${identity}`);
      return folded;
    },
  };
}

function keep(held: HeldClaim[], { kind, value }: Claim, at: Instant): void {
  const known = held.find((one) => one.value === value && one.kind === kind);
  if (known === undefined) held.push({ kind, value, first: at, last: at });
  else {
    known.first = Math.min(known.first, at);
    known.last = Math.max(known.last, at);
  }
}
