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

/** What observations told with one identity in one partition of who the device is. */
export interface Telling {
  readonly partition: string;
  readonly identity: string;
  readonly claims: readonly ToldClaim[];
  /** Ids under which it was reported and which it may get, each with the earliest time; none without claims. */
  readonly ids: ReadonlyMap<string, Instant>;
  /** Those that told it, none of which counts for nothing. */
  readonly observations: readonly DeviceObservation[];
}

/** The same with what the device is. */
export interface ToldReport extends Omit<Telling, 'observations'> {
  /** The fold of the observations. */
  readonly state: DeviceState;
}

/**
 * Brings normalised observations together by what they tell of who the device is, not by the id under which
 * they came: an address is that of one device today and of another one tomorrow. What counts for nothing is
 * left out.
 */
export function tellingsOf(
  observations: readonly DeviceObservation[],
  shared: SharedMacs = NONE_SHARED,
): readonly Telling[] {
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
  return [...partitions.values()].flatMap((groups) => [...groups.values()].map(tellingOf));
}

/** Folds what was told. */
export function foldTellings(tellings: readonly Telling[]): readonly ToldReport[] {
  return tellings.flatMap(({ observations, ...rest }) => {
    const state = fold(undefined, observations);
    return state === undefined ? [] : [{ ...rest, state }];
  });
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

function tellingOf({ claims, ...rest }: Group): Telling {
  const told = [...claims].flatMap(([reportedId, held]) =>
    held.map((claim) => ({ ...claim, reportedId })),
  );
  return { ...rest, claims: told };
}

function keep(held: HeldClaim[], { kind, value }: Claim, at: Instant): void {
  const known = held.find((one) => one.value === value && one.kind === kind);
  if (known === undefined) held.push({ kind, value, first: at, last: at });
  else {
    known.first = Math.min(known.first, at);
    known.last = Math.max(known.last, at);
  }
}
