import type { Instant } from '../../core/index.ts';
import { compareKinds, ID_KIND, readClaim } from './claim.ts';

/** What was ever told together with one identity, in one partition. */
export interface Claimant {
  /** The strongest claim of the observations, as a text. */
  readonly identity: string;
  /** Every claim, the identity among them, as a text, with its earliest time. */
  readonly claims: ReadonlyMap<string, Instant>;
}

/** Two claims that somebody declared to be of different devices. */
export type Separation = readonly [string, string];

/** Claimants that are one device. */
export interface Cluster {
  /** Its strongest claim: of the strongest kind the earliest, then the smallest. */
  readonly root: string;
  /** Identities of its claimants, sorted. */
  readonly identities: readonly string[];
  /** Claims that are its own, sorted: each belongs to one cluster. */
  readonly owned: readonly string[];
}

/**
 * Tells which claimants of one partition are one device: a pure function of all that was ever claimed, so
 * that no order can matter (design §6). Kinds are taken from the strongest to the weakest. A value belongs
 * to the cluster that claimed it first. Others that claimed it are joined to that cluster, unless both have
 * claims of a stronger kind, which then differ, or somebody separated them: they never join then.
 *
 * The claimants must be complete: whoever shares a claim with one of them, but for those in `shared`, is among them.
 */
export function clustersOf(
  claimants: readonly Claimant[],
  {
    separations = [],
    shared,
  }: {
    readonly separations?: readonly Separation[] | undefined;
    /** Claims that are of too many to tell anything. */
    readonly shared?: ReadonlySet<string> | undefined;
  } = {},
): readonly Cluster[] {
  const groups = new Groups(claimants, separations);
  for (const value of valuesOf(claimants)) {
    if (shared?.has(value.text) !== true) groups.settle(value);
  }
  return groups.clusters();
}

interface Value {
  readonly text: string;
  readonly kind: string;
  readonly earliest: Instant;
  readonly claimants: readonly Claimant[];
}

/** Every value, the strongest kind first, of a kind the earliest first. */
function valuesOf(claimants: readonly Claimant[]): readonly Value[] {
  const values = new Map<string, { earliest: Instant; claimants: Claimant[] }>();
  for (const claimant of claimants) {
    for (const [text, at] of claimant.claims) {
      const known = values.get(text);
      if (known === undefined) values.set(text, { earliest: at, claimants: [claimant] });
      else {
        known.earliest = Math.min(known.earliest, at);
        known.claimants.push(claimant);
      }
    }
  }
  return [...values]
    .map(([text, value]) => ({ text, kind: readClaim(text).kind, ...value }))
    .sort(
      (a, b) =>
        compareKinds(a.kind, b.kind) || a.earliest - b.earliest || compareText(a.text, b.text),
    );
}

/** Of an identity that only records that hide a device told: it is behind every claim. */
export const NEVER = Number.POSITIVE_INFINITY;

class Group {
  readonly identities: string[];
  readonly owned: string[] = [];
  /** Claims by which it may have been separated from others. */
  readonly holds: Set<string>;
  readonly kinds: Set<string>;
  root: { text: string; kind: string; at: Instant };

  constructor({ identity, claims }: Claimant) {
    this.identities = [identity];
    this.holds = new Set([identity]);
    this.kinds = new Set([...claims.keys()].map((text) => readClaim(text).kind));
    this.root = {
      text: identity,
      kind: readClaim(identity).kind,
      at: claims.get(identity) ?? NEVER,
    };
  }

  take(other: Group): void {
    this.identities.push(...other.identities);
    this.owned.push(...other.owned);
    for (const held of other.holds) this.holds.add(held);
    for (const kind of other.kinds) this.kinds.add(kind);
    if (compareRoots(other.root, this.root) < 0) this.root = other.root;
  }
}

class Groups {
  readonly #of: Map<string, Group>;
  readonly #apart = new Map<string, Set<string>>();

  constructor(claimants: readonly Claimant[], separations: readonly Separation[]) {
    this.#of = new Map(claimants.map((claimant) => [claimant.identity, new Group(claimant)]));
    for (const [a, b] of separations) {
      this.#part(a, b);
      this.#part(b, a);
    }
  }

  #part(a: string, b: string): void {
    const known = this.#apart.get(a);
    if (known === undefined) this.#apart.set(a, new Set([b]));
    else known.add(b);
  }

  /** Gives a value to the group that claimed it first, and joins to that who else claimed it. */
  settle(value: Value): void {
    const claims = new Map<Group, Instant>();
    for (const { identity, claims: told } of value.claimants) {
      const group = this.#of.get(identity);
      const at = told.get(value.text);
      if (group === undefined || at === undefined) continue;
      claims.set(group, Math.min(claims.get(group) ?? at, at));
    }
    const [owner, ...others] = [...claims]
      .sort(([a, first], [b, second]) => first - second || compareRoots(a.root, b.root))
      .flatMap(([group]) => (this.#apartFrom(value.text, group) ? [] : [group]));
    if (owner === undefined) return;
    owner.owned.push(value.text);
    owner.holds.add(value.text);
    for (const other of others)
      if (this.#mayJoin(owner, other, value.kind)) this.#join(owner, other);
  }

  #apartFrom(text: string, { holds }: Group): boolean {
    const apart = this.#apart.get(text);
    return apart !== undefined && [...apart].some((one) => holds.has(one));
  }

  #mayJoin(a: Group, b: Group, kind: string): boolean {
    for (const one of b.kinds) if (compareKinds(one, kind) < 0 && a.kinds.has(one)) return false;
    return this.#apart.size === 0 || ![...a.holds].some((text) => this.#apartFrom(text, b));
  }

  #join(owner: Group, other: Group): void {
    owner.take(other);
    for (const identity of other.identities) this.#of.set(identity, owner);
  }

  clusters(): readonly Cluster[] {
    return [...new Set(this.#of.values())]
      .map((group) => ({
        root: group.root.text,
        identities: group.identities.sort(compareText),
        owned: group.owned.sort(compareText),
      }))
      .sort((a, b) => compareText(a.root, b.root));
  }
}

function compareRoots(a: Group['root'], b: Group['root']): number {
  return compareKinds(a.kind, b.kind) || a.at - b.at || compareText(a.text, b.text);
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whether an identity is an id alone. */
export const isWeak = (identity: string): boolean => identity.startsWith(`${ID_KIND}:`);
