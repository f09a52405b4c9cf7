import type { Instant } from '../../../core/index.ts';
import { type Database, type Sql, sql } from '../../../database/index.ts';
import { type Identity, identityOfToken, identityOfUser, type Owner } from './identity.ts';

const OWNER: Sql = sql`owner.id as "userId",
  coalesce(owner.username, owner.email, owner.id) as name, owner.roles, owner.partitions,
  owner.must_change_password as "mustChangePassword"`;

interface SessionRow extends Owner {
  readonly id: string;
  readonly expiresAt: Instant;
}

/** Who has a session that goes on, by its id or by the hash of its cookie. */
async function findSession(database: Database, which: Sql): Promise<Identity | null> {
  const [row] = await database.query<SessionRow>(
    'access.session',
    sql`select session.id, session.expires_at as "expiresAt", ${OWNER}
          from ${database.relation('access_sessions')} as session
          join ${database.relation('users')} as owner
            on owner.id = session.user_id and owner.is_active
         where ${which} and session.ended_at is null`,
  );
  return row === undefined ? null : identityOfUser(row, row);
}

export const identityOfSession = (database: Database, id: string) =>
  findSession(database, sql`session.id = ${id}::uuid`);

export const identityOfCookie = (database: Database, hash: Buffer) =>
  findSession(database, sql`session.secret_hash = ${hash} and session.kind = 'cookie'`);

interface TokenRow extends Omit<Owner, 'userId'> {
  readonly id: string;
  readonly tokenName: string;
  readonly tokenUser: string | null;
  readonly scopes: readonly string[];
  readonly tokenPartitions: readonly string[] | null;
  readonly expiresAt: Instant | null;
  /** Null where the user is not there or disabled. */
  readonly userId: string | null;
}

/** Whose an API token is that was not revoked, and its id. */
export async function identityOfApiToken(
  database: Database,
  hash: Buffer,
): Promise<{ readonly id: string; readonly identity: Identity } | null> {
  const [row] = await database.query<TokenRow>(
    'access.token',
    sql`select token.id, token.name as "tokenName", token.user_id as "tokenUser", token.scopes,
               token.partitions as "tokenPartitions", token.expires_at as "expiresAt", ${OWNER}
          from ${database.relation('access_tokens')} as token
          left join ${database.relation('users')} as owner
            on owner.id = token.user_id and owner.is_active
         where token.token_hash = ${hash} and token.revoked_at is null`,
  );
  if (row === undefined) return null;
  const { id, tokenName: name, tokenUser, scopes, tokenPartitions, expiresAt, userId } = row;
  const token = { name, scopes, partitions: tokenPartitions, expiresAt };
  if (tokenUser === null) return { id, identity: identityOfToken(token, null) };
  return userId === null ? null : { id, identity: identityOfToken(token, { ...row, userId }) };
}
