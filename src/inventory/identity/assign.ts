import type { Instant } from '../../core/index.ts';
import { ID_KIND, readClaim } from './claim.ts';
import {
  type Claimant,
  type Cluster,
  clustersOf,
  compareText,
  isWeak,
  NEVER,
  type Separation,
} from './clusters.ts';
import { readSynthetic, syntheticId } from './synthetic.ts';

/** All that was told with one identity in one partition. */
export interface Report extends Claimant {
  readonly partition: string;
}

/** Who of those with a strong identity was reported under an id first. */
export interface IdOwner {
  readonly partition: string;
  readonly identity: string;
  readonly since: Instant;
}

/** What reports are assigned by, beside their own claims. */
export interface Surroundings {
  /** Owners of reported ids: of every one under which a report was seen, or that belongs to one. */
  readonly owners: ReadonlyMap<string, IdOwner>;
  /** The partition that comes first of those where an id was reported without a strong identity. */
  readonly weakPartitions: ReadonlyMap<string, string>;
  readonly separations: ReadonlyMap<string, readonly Separation[]>;
  /** Claims by partition that more than {@link MOST_CLAIMANTS} told: they tell nobody apart. */
  readonly shared: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * With more identities than this that told one claim, such as the MAC address of a virtual network, it is one that
 * many devices share. Else each of them would have to be looked at for every one that comes.
 */
export const MOST_CLAIMANTS = 64;

/** To which devices reports belong. */
export interface Assigned {
  /** Device of a report, by its key. */
  readonly devices: ReadonlyMap<string, string>;
  /** Device to which a claim belongs, by its key: of several that told it the first. */
  readonly claims: ReadonlyMap<string, string>;
}

/** A report with the claims that are known of it; its own identity is one, however it was told. */
export function reportOf(
  partition: string,
  identity: string,
  claims: Iterable<readonly [string, Instant]>,
): Report {
  const earliest = new Map<string, Instant>([[identity, NEVER]]);
  for (const [text, at] of claims) earliest.set(text, Math.min(earliest.get(text) ?? at, at));
  return { partition, identity, claims: earliest };
}

/** One text for a report, or a claim, in its partition. No text has a NUL in it. */
export const keyOf = (partition: string, text: string): string => `${partition}\u0000${text}`;

/**
 * Assigns reports to devices: a pure function of what was told. A device has the id under which it was
 * reported first, of those that nobody had before it, else one that is made of its strongest claim. A
 * report with an id alone belongs to the device that was first reported under this id, if one was in its
 * partition: an address as such never joins devices (ID-12).
 */
export function assign(reports: readonly Report[], around: Surroundings): Assigned {
  const devices = new Map<string, string>();
  const claims = new Map<string, string>();
  const held = new Map<string, ReadonlySet<string>>();
  const ids = idsByOwner(around.owners);
  for (const [partition, strong] of byPartition(reports.filter((one) => !isWeak(one.identity)))) {
    for (const cluster of clustersOf(strong, {
      separations: around.separations.get(partition),
      shared: around.shared.get(partition),
    })) {
      const deviceId = nameOf(partition, cluster, ids);
      for (const one of cluster.identities) {
        devices.set(keyOf(partition, one), deviceId);
        held.set(keyOf(partition, one), new Set([...cluster.identities, ...cluster.owned]));
      }
      for (const one of cluster.owned) claims.set(keyOf(partition, one), deviceId);
    }
  }
  for (const { partition, identity } of reports) {
    if (!isWeak(identity)) continue;
    const owner = around.owners.get(readClaim(identity).value);
    const joined =
      owner?.partition === partition &&
      !areApart(
        identity,
        held.get(keyOf(partition, owner.identity)),
        around.separations.get(partition),
      )
        ? devices.get(keyOf(partition, owner.identity))
        : undefined;
    devices.set(keyOf(partition, identity), joined ?? weakName(partition, identity, around));
  }
  return { devices, claims };
}

/**
 * Which of two owns a reported id: one of the partition that the id begins with, so that nobody takes the
 * ids of another partition, then the first, then by text.
 */
export function compareOwners(id: string, a: IdOwner, b: IdOwner): number {
  return (
    Number(isHome(id, b.partition)) - Number(isHome(id, a.partition)) ||
    a.since - b.since ||
    compareText(a.partition, b.partition) ||
    compareText(a.identity, b.identity)
  );
}

/** Which of two partitions an id belongs to that nobody with a strong identity was reported under. */
export function compareWeak(id: string, a: string, b: string): number {
  return Number(isHome(id, b)) - Number(isHome(id, a)) || compareText(a, b);
}

const isHome = (id: string, partition: string): boolean => id.startsWith(`${partition}:`);

function byPartition(reports: readonly Report[]): ReadonlyMap<string, readonly Report[]> {
  const groups = new Map<string, Report[]>();
  for (const one of reports) {
    const group = groups.get(one.partition);
    if (group === undefined) groups.set(one.partition, [one]);
    else group.push(one);
  }
  return groups;
}

interface OwnedId {
  readonly id: string;
  readonly since: Instant;
}

function idsByOwner(owners: Surroundings['owners']): ReadonlyMap<string, readonly OwnedId[]> {
  const ids = new Map<string, OwnedId[]>();
  for (const [id, { partition, identity, since }] of owners) {
    const key = keyOf(partition, identity);
    const known = ids.get(key);
    if (known === undefined) ids.set(key, [{ id, since }]);
    else known.push({ id, since });
  }
  return ids;
}

function nameOf(
  partition: string,
  { root, identities }: Cluster,
  ids: ReadonlyMap<string, readonly OwnedId[]>,
): string {
  const [first] = identities
    .flatMap((identity) => ids.get(keyOf(partition, identity)) ?? [])
    .sort((a, b) => a.since - b.since || compareText(a.id, b.id));
  return first?.id ?? syntheticId({ partition, claim: readClaim(root) });
}

function weakName(partition: string, identity: string, around: Surroundings): string {
  const id = readClaim(identity).value;
  const free = !around.owners.has(id) && readSynthetic(id) === undefined;
  if (free && (around.weakPartitions.get(id) ?? partition) === partition) return id;
  return syntheticId({ partition, claim: { kind: ID_KIND, value: id } });
}

function areApart(
  identity: string,
  held: ReadonlySet<string> | undefined,
  separations: readonly Separation[] = [],
): boolean {
  return separations.some(
    ([a, b]) =>
      (a === identity && held?.has(b) === true) || (b === identity && held?.has(a) === true),
  );
}
