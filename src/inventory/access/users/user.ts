import type { Instant } from '../../../core/index.ts';
import { RadarError } from '../../../core/index.ts';
import { type Database, type Session, type Sql, sql } from '../../../database/index.ts';

/** A user as stored, without the hash of the password. */
export interface User {
  readonly id: string;
  readonly username: string | null;
  readonly email: string | null;
  readonly provider: string;
  readonly roles: readonly string[];
  /** Null: not confined. */
  readonly partitions: readonly string[] | null;
  readonly isActive: boolean;
  readonly hasPassword: boolean;
  readonly mustChangePassword: boolean;
  readonly failedAttempts: number;
  readonly lockedUntil: Instant | null;
  readonly lastLoginAt: Instant | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** The columns of {@link User}, by its names. */
export const USER_COLUMNS: Sql = sql`id, username, email, provider, roles, partitions,
  is_active as "isActive", coalesce(password_hash, '') <> '' as "hasPassword",
  must_change_password as "mustChangePassword", failed_attempts as "failedAttempts",
  locked_until as "lockedUntil", last_login_at as "lastLoginAt", created_at as "createdAt",
  updated_at as "updatedAt"`;

/** Name under which a user is told of in events. */
export const nameOfUser = (user: Pick<User, 'id' | 'username' | 'email'>) =>
  user.username ?? user.email ?? user.id;

/** A user with the hash, which nobody else needs. */
export interface UserWithHash extends User {
  readonly passwordHash: string | null;
}

/**
 * The user whom a person names: a local user by name or else by e-mail address, whatever the case,
 * or any user by id (US-3).
 */
export async function findUser(
  database: Database,
  name: string,
  session: Session = database,
): Promise<UserWithHash | undefined> {
  const [user] = await session.query<UserWithHash>(
    'access.find_user',
    sql`select ${USER_COLUMNS}, nullif(password_hash, '') as "passwordHash"
          from ${database.relation('users')}
         where id = ${name} or (lower(username) = lower(${name}) and provider = 'local')
            or lower(email) = lower(${name})
         order by lower(username) = lower(${name}) and provider = 'local' desc nulls last,
                  id = ${name} desc
         limit 1`,
  );
  return user;
}

/** As {@link findUser}; throws NOT_FOUND. `lock`: nobody else changes the user meanwhile. */
export async function requireUser(
  database: Database,
  id: string,
  session: Session,
): Promise<UserWithHash> {
  const [user] = await session.query<UserWithHash>(
    'access.lock_user',
    sql`select ${USER_COLUMNS}, nullif(password_hash, '') as "passwordHash"
          from ${database.relation('users')} where id = ${id} for update`,
  );
  if (user !== undefined) return user;
  throw new RadarError('NOT_FOUND', `There is no user "${id.slice(0, 100)}".`, {
    hint: 'GET /api/admin/users and `radarstore users list` tell the users.',
  });
}

/** Every user, by name. */
export function listUsers(database: Database): Promise<readonly User[]> {
  return database.query<User>(
    'access.users',
    sql`select ${USER_COLUMNS} from ${database.relation('users')}
         order by lower(username) nulls last, lower(email) nulls last, id`,
  );
}
