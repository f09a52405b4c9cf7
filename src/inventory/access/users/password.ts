import { formatInstant, RadarError } from '../../../core/index.ts';
import { type Session, sql } from '../../../database/index.ts';
import { type Doer, noteEvent } from '../events/index.ts';
import { type AccessParts, type Administrator, requireCovered } from '../parts.ts';
import { checkPassword, makePassword } from '../password/index.ts';
import { scopesOf } from '../role.ts';
import { endSessions } from '../session/index.ts';
import type { MadeUser } from './create.ts';
import { nameOfUser, requireUser, type User, type UserWithHash } from './user.ts';

export interface Reset {
  /** Absent: one is made up. */
  readonly password?: string | null | undefined;
  /** Whether the user must choose another at once; true unless given. */
  readonly mustChange?: boolean | undefined;
}

/**
 * Gives a user another password, and ends lock and sessions. Throws NOT_FOUND, REQUEST_INVALID, and
 * ACCESS_DENIED.
 */
export async function resetPassword(
  parts: AccessParts,
  id: string,
  { password: given = null, mustChange = true }: Reset,
  by: Administrator,
): Promise<MadeUser> {
  const told = given === null ? makePassword() : null;
  const hash = await parts.passwords.hash(given ?? told ?? '');
  const user = await parts.database.transaction('access.reset_password', async (session) => {
    const before = await requireUser(parts.database, id, session);
    requireCovered(by, scopesOf(before.roles), `The user "${nameOfUser(before)}"`);
    requireLocal(before);
    if (given !== null) checkPassword(given, [before.username, before.email]);
    return storePassword(parts, session, { user: before, hash, mustChange, by, reset: true });
  });
  parts.changed();
  return { user, password: told };
}

/**
 * Changes the own password, and ends every other session. Throws REQUEST_INVALID, where the present
 * one is wrong too.
 */
export async function changePassword(
  parts: AccessParts,
  id: string,
  change: { readonly current: string; readonly next: string; readonly keepSession: string | null },
  by: Doer,
): Promise<void> {
  const { database, passwords } = parts;
  const { current, next, keepSession } = change;
  const before = await database.transaction('access.own_password', (session) =>
    requireUser(database, id, session),
  );
  requireLocal(before);
  if (!(await passwords.verify(current, before.passwordHash))) {
    throw new RadarError('REQUEST_INVALID', 'The present password is wrong.', {
      hint: 'Whoever forgot it asks an admin for another.',
    });
  }
  if (current === next) {
    throw new RadarError('REQUEST_INVALID', 'The new password is the present one.');
  }
  checkPassword(next, [before.username, before.email]);
  const hash = await passwords.hash(next);
  await database.transaction('access.change_password', async (session) => {
    const user = await requireUser(database, id, session);
    await storePassword(parts, session, { user, hash, mustChange: false, by, keepSession });
  });
  parts.changed();
}

interface Stored {
  readonly user: UserWithHash;
  readonly hash: string;
  readonly mustChange: boolean;
  readonly by: Doer;
  readonly reset?: true;
  readonly keepSession?: string | null;
}

async function storePassword(
  parts: AccessParts,
  session: Session,
  { user, hash, mustChange, by, reset, keepSession = null }: Stored,
): Promise<User> {
  const { database, clock } = parts;
  const at = clock.now();
  const now = sql`${formatInstant(at)}::timestamptz`;
  await session.execute(
    'access.store_password',
    sql`update ${database.relation('users')}
           set password_hash = ${hash}, must_change_password = ${mustChange},
               password_changed_at = ${now}, updated_at = ${now}, failed_attempts = 0,
               locked_until = null
         where id = ${user.id}`,
  );
  await endSessions(parts, session, { userId: user.id, reason: 'password', keep: keepSession });
  const kind = reset === true ? 'password_reset' : 'password_changed';
  await noteEvent(database, session, { kind, at, by, subject: nameOfUser(user) });
  const { passwordHash: _hash, ...told } = user;
  return {
    ...told,
    hasPassword: true,
    mustChangePassword: mustChange,
    failedAttempts: 0,
    lockedUntil: null,
    updatedAt: at,
  };
}

function requireLocal(user: User): void {
  if (user.provider === 'local') return;
  throw new RadarError('CONFLICT', `"${nameOfUser(user)}" logs in by ${user.provider}.`, {
    hint: 'Only local users have a password here.',
  });
}
