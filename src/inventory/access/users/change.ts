import { formatInstant, RadarError } from '../../../core/index.ts';
import { empty, type Session, sql } from '../../../database/index.ts';
import { type AccessEventKind, noteEvent } from '../events/index.ts';
import { type AccessParts, type Administrator, requireCovered } from '../parts.ts';
import { scopesOf } from '../role.ts';
import { endSessions } from '../session/index.ts';
import { readEmail, readPartitions, readRoles, readUsername, uniqueFault } from './fields.ts';
import { nameOfUser, requireUser, type User } from './user.ts';

/** What changes; what is absent or blank stays (US-7). Of `partitions`, null means all. */
export interface UserChanges {
  readonly username?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly partitions?: readonly string[] | null | undefined;
  readonly isActive?: boolean | undefined;
}

/**
 * Changes a user. Whoever is disabled is logged out, and stays so until somebody enables the account
 * (US-2). Throws NOT_FOUND, REQUEST_INVALID, CONFLICT, and ACCESS_DENIED.
 */
export async function changeUser(
  parts: AccessParts,
  id: string,
  changes: UserChanges,
  by: Administrator,
): Promise<User> {
  const { database } = parts;
  const user = await database.transaction('access.change_user', async (session) => {
    const before = await requireUser(database, id, session);
    requireCovered(by, scopesOf(before.roles), `The user "${nameOfUser(before)}"`);
    const after = changed(before, changes);
    requireCovered(by, scopesOf(after.roles), 'That user');
    if (isAdmin(before) && !isAdmin(after)) await requireOtherAdmin(parts, session, before);
    await store(parts, session, { user: after, unlock: changes.isActive === true });
    if (before.isActive && !after.isActive) {
      await endSessions(parts, session, { userId: id, reason: 'disabled' });
    }
    await note(parts, session, { before, after, by });
    return after;
  });
  parts.changed();
  return user;
}

function changed(before: User, changes: UserChanges): User {
  const { roles, partitions, isActive } = changes;
  return {
    ...before,
    username: readUsername(changes.username) ?? before.username,
    email: readEmail(changes.email) ?? before.email,
    roles: roles === undefined ? before.roles : readRoles(roles),
    partitions: partitions === undefined ? before.partitions : readPartitions(partitions),
    isActive: isActive ?? before.isActive,
  };
}

const isAdmin = (user: User) =>
  user.isActive && user.roles.includes('admin') && user.partitions === null;

/** The last admin could be brought back by nobody but who reaches the database. */
async function requireOtherAdmin(
  { database }: AccessParts,
  session: Session,
  user: User,
): Promise<void> {
  const others = await session.query(
    'access.other_admins',
    sql`select 1 from ${database.relation('users')}
         where id <> ${user.id} and is_active and 'admin' = any(roles) and partitions is null
         limit 1`,
  );
  if (others.length > 0) return;
  throw new RadarError('CONFLICT', `"${nameOfUser(user)}" is the last admin.`, {
    hint: 'Make another admin first.',
  });
}

/** Whoever enables an account, locked or not, lets its user try again. */
async function store(
  { database, clock }: AccessParts,
  session: Session,
  { user, unlock }: { readonly user: User; readonly unlock: boolean },
): Promise<void> {
  const unlocked = unlock ? sql`, failed_attempts = 0, locked_until = null` : empty;
  await session
    .execute(
      'access.update_user',
      sql`update ${database.relation('users')}
             set username = ${user.username}, email = ${user.email}, roles = ${user.roles}::text[],
                 partitions = ${user.partitions}::text[], is_active = ${user.isActive},
                 updated_at = ${formatInstant(clock.now())}::timestamptz${unlocked}
           where id = ${user.id}`,
    )
    .catch((fault: unknown) => {
      throw uniqueFault(fault, user);
    });
}

async function note(
  { database, clock }: AccessParts,
  session: Session,
  change: { readonly before: User; readonly after: User; readonly by: Administrator },
): Promise<void> {
  const { before, after, by } = change;
  const names = ['username', 'email', 'roles', 'partitions'] as const;
  const differs = names.filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const kinds: AccessEventKind[] = differs.length > 0 ? ['user_changed'] : [];
  if (before.isActive !== after.isActive) {
    kinds.push(after.isActive ? 'user_enabled' : 'user_disabled');
  }
  const told = (user: User) =>
    JSON.parse(JSON.stringify(Object.fromEntries(differs.map((name) => [name, user[name]]))));
  for (const kind of kinds) {
    const detail = kind === 'user_changed' ? { before: told(before), after: told(after) } : {};
    const at = clock.now();
    await noteEvent(database, session, { kind, at, by, subject: nameOfUser(before), detail });
  }
}
