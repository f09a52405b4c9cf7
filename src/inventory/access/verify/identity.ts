import type { Instant } from '../../../core/index.ts';
import { commonScopes } from '../permission.ts';
import { scopesOf } from '../role.ts';

/** Who somebody is, by credentials that are valid. */
export interface Identity {
  /** Name under which changes are noted. */
  readonly actor: string;
  readonly userId: string | null;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** Null: not confined. */
  readonly partitions: readonly string[] | null;
  readonly mustChangePassword: boolean;
  /** The session behind it; null for an API token. */
  readonly sessionId: string | null;
  readonly expiresAt: Instant | null;
}

/** What is read of a user to know what they may do. */
export interface Owner {
  readonly userId: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly partitions: readonly string[] | null;
  readonly mustChangePassword: boolean;
}

/** A user who logged in. */
export function identityOfUser(
  owner: Owner,
  session: { readonly id: string; readonly expiresAt: Instant },
): Identity {
  const { userId, name, roles, partitions, mustChangePassword } = owner;
  const { id: sessionId, expiresAt } = session;
  const scopes = scopesOf(roles);
  return {
    actor: name,
    userId,
    roles,
    scopes,
    partitions,
    mustChangePassword,
    sessionId,
    expiresAt,
  };
}

/** A token: what it grants, as far as its user may do that at this time. */
export function identityOfToken(
  token: {
    readonly name: string;
    readonly scopes: readonly string[];
    readonly partitions: readonly string[] | null;
    readonly expiresAt: Instant | null;
  },
  owner: Owner | null,
): Identity {
  const { expiresAt } = token;
  const own = { roles: [], mustChangePassword: false, sessionId: null, expiresAt };
  if (owner === null) {
    const { name, scopes, partitions } = token;
    return { ...own, actor: `token:${name}`, userId: null, scopes, partitions };
  }
  return {
    ...own,
    actor: `${owner.name}/${token.name}`,
    userId: owner.userId,
    scopes: commonScopes(token.scopes, scopesOf(owner.roles)),
    partitions: commonPartitions(token.partitions, owner.partitions),
  };
}

function commonPartitions(
  one: readonly string[] | null,
  other: readonly string[] | null,
): readonly string[] | null {
  if (one === null) return other;
  return other === null ? one : one.filter((name) => other.includes(name));
}
