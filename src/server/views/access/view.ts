import type { AccessEventItem, TokenItem, UserItem } from '../../../contract/index.ts';
import { formatInstant, type Instant } from '../../../core/index.ts';
import type { AccessEvent, ApiToken, User } from '../../../inventory/index.ts';

const instantText = (instant: Instant | null) => (instant === null ? null : formatInstant(instant));
const list = (names: readonly string[] | null) => (names === null ? null : [...names]);

/** A user in the words of the contract. */
export function userItem(user: User): UserItem {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    provider: user.provider,
    roles: [...user.roles],
    partitions: list(user.partitions),
    is_active: user.isActive,
    has_password: user.hasPassword,
    must_change_password: user.mustChangePassword,
    failed_attempts: user.failedAttempts,
    locked_until: instantText(user.lockedUntil),
    last_login_at: instantText(user.lastLoginAt),
    created_at: formatInstant(user.createdAt),
    updated_at: formatInstant(user.updatedAt),
  };
}

/** A token in the words of the contract. */
export function tokenItem(token: ApiToken): TokenItem {
  return {
    id: token.id,
    name: token.name,
    hint: token.hint,
    user_id: token.userId,
    username: token.username,
    scopes: [...token.scopes],
    partitions: list(token.partitions),
    created_at: formatInstant(token.createdAt),
    created_by: token.createdBy,
    expires_at: instantText(token.expiresAt),
    last_used_at: instantText(token.lastUsedAt),
    revoked_at: instantText(token.revokedAt),
    revoked_by: token.revokedBy,
  };
}

/** An event in the words of the contract. */
export function accessEventItem(event: AccessEvent): AccessEventItem {
  const { id, occurredAt, kind, actor, subject, address, detail } = event;
  return { id, occurred_at: formatInstant(occurredAt), kind, actor, subject, address, detail };
}
