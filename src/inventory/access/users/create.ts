import { randomUUID } from 'node:crypto';
import { formatInstant, RadarError } from '../../../core/index.ts';
import { type Database, type Session, sql } from '../../../database/index.ts';
import { noteEvent } from '../events/index.ts';
import { type AccessParts, type Administrator, requireCovered } from '../parts.ts';
import { checkPassword, makePassword } from '../password/index.ts';
import { scopesOf } from '../role.ts';
import { readEmail, readPartitions, readRoles, readUsername, uniqueFault } from './fields.ts';
import { nameOfUser, USER_COLUMNS, type User } from './user.ts';

export interface NewUser {
  readonly username: string;
  readonly email?: string | null | undefined;
  readonly roles: readonly string[];
  readonly partitions?: readonly string[] | null | undefined;
  /** Absent: one is made up, which the user must change. */
  readonly password?: string | null | undefined;
}

/** A user, and the password where one was made up. */
export interface MadeUser {
  readonly user: User;
  readonly password: string | null;
}

/**
 * Makes a local user. Throws REQUEST_INVALID, CONFLICT for a name or address that is taken, and
 * ACCESS_DENIED where the maker may not do what the user could.
 */
export async function createUser(
  parts: AccessParts,
  wanted: NewUser,
  by: Administrator,
): Promise<MadeUser> {
  const roles = readRoles(wanted.roles);
  requireCovered(by, scopesOf(roles), 'That user');
  const made = await prepareUser(parts, { ...wanted, roles });
  const user = await parts.database.transaction('access.create_user', (session) =>
    insertUser(parts, session, made, by),
  );
  parts.changed();
  return { user, password: made.told };
}

/** A user ready to be stored. */
export interface PreparedUser {
  readonly username: string;
  readonly email: string | null;
  readonly roles: readonly string[];
  readonly partitions: readonly string[] | null;
  readonly hash: string;
  /** The password where it was made up. */
  readonly told: string | null;
}

/** Checks a new user and hashes the password, which takes a while. Throws REQUEST_INVALID. */
export async function prepareUser(
  { passwords }: Pick<AccessParts, 'passwords'>,
  wanted: NewUser,
): Promise<PreparedUser> {
  const username = readUsername(wanted.username);
  if (username === null) {
    throw new RadarError('REQUEST_INVALID', 'The user has no name.', {
      hint: 'Give a name for logging in.',
    });
  }
  const email = readEmail(wanted.email);
  const given = wanted.password ?? null;
  if (given !== null) checkPassword(given, [username, email]);
  const told = given === null ? makePassword() : null;
  return {
    username,
    email,
    roles: wanted.roles,
    partitions: readPartitions(wanted.partitions ?? null),
    hash: await passwords.hash(given ?? told ?? ''),
    told,
  };
}

/** Stores a prepared user. Throws CONFLICT. */
export async function insertUser(
  { database, clock }: { readonly database: Database; readonly clock: AccessParts['clock'] },
  session: Session,
  made: PreparedUser,
  by: Pick<Administrator, 'actor' | 'address'>,
): Promise<User> {
  const at = clock.now();
  const now = sql`${formatInstant(at)}::timestamptz`;
  const [user] = await session
    .query<User>(
      'access.insert_user',
      sql`insert into ${database.relation('users')}
                 (id, username, email, provider, password_hash, created_at, updated_at, is_active,
                  roles, partitions, must_change_password, password_changed_at)
          values (${randomUUID()}, ${made.username}, ${made.email}, 'local', ${made.hash}, ${now},
                  ${now}, true, ${made.roles}::text[], ${made.partitions}::text[],
                  ${made.told !== null}, ${now})
          returning ${USER_COLUMNS}`,
    )
    .catch((fault: unknown) => {
      throw uniqueFault(fault, made);
    });
  if (user === undefined) throw new Error('an inserted user was not returned');
  const { roles, partitions } = made;
  const detail = { roles: [...roles], partitions: partitions === null ? null : [...partitions] };
  await noteEvent(database, session, {
    kind: 'user_created',
    at,
    by,
    subject: nameOfUser(user),
    detail,
  });
  return user;
}
