import type { Database, Session } from '../../../database/index.ts';
import { type Claim, claimText, keyOf, readClaim } from '../../identity/index.ts';
import { type HeldClaim, readClaimants, readClaims } from './claims.ts';
import type { ReportKey } from './reports.ts';

/** Where to begin. */
export interface Start {
  readonly identities: readonly ReportKey[];
  readonly claims: readonly (Claim & { readonly partition: string })[];
  /** Claims with more claimants than this relate nobody. */
  readonly mostClaimants: number;
}

/** Identities that share claims, one with the other and so on. */
export interface Related {
  readonly claims: readonly HeldClaim[];
  /** Claims that too many told already, by partition. */
  readonly shared: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Everybody who is related by claims to one of `identities` or `claims`, with all that they told. Read in
 * rounds, each of which goes one step further; two or three end it.
 */
export async function readRelated(
  database: Database,
  session: Session,
  { mostClaimants: most, ...start }: Start,
): Promise<Related> {
  const known = new Set<string>();
  const asked = new Set<string>();
  const held: HeldClaim[] = [];
  const shared = new Map<string, Set<string>>();
  let frontier = start.identities;
  let wanted = start.claims;
  while (frontier.length > 0 || wanted.length > 0) {
    const told = await readClaimants(database, session, {
      claims: fresh(wanted, asked, claimText),
      most,
    });
    const counts = new Map<string, number>();
    for (const one of told) {
      const key = keyOf(one.partition, claimText(one));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const few = told.filter((one) => {
      const text = claimText(one);
      if ((counts.get(keyOf(one.partition, text)) ?? 0) <= most) return true;
      shared.set(one.partition, (shared.get(one.partition) ?? new Set()).add(text));
      return false;
    });
    const next = fresh<ReportKey>([...frontier, ...few], known, ({ identity }) => identity);
    const claims = next.length === 0 ? [] : await readClaims(database, session, next);
    held.push(...claims);
    frontier = [];
    wanted = claims
      .map(({ partition, text }) => ({ partition, ...readClaim(text) }))
      .filter((one) => !asked.has(keyOf(one.partition, claimText(one))));
  }
  return { claims: held, shared };
}

/** Those that were not seen before, each once. */
function fresh<T extends { readonly partition: string }>(
  all: readonly T[],
  seen: Set<string>,
  textOf: (one: T) => string,
): readonly T[] {
  return all.filter((one) => {
    const key = keyOf(one.partition, textOf(one));
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
