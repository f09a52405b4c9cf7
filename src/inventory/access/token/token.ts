import { randomUUID } from 'node:crypto';
import {
  cleanText,
  formatInstant,
  type Instant,
  RadarError,
  suggest,
} from '../../../core/index.ts';
import { empty, type Session, type Sql, sql } from '../../../database/index.ts';
import { noteEvent } from '../events/index.ts';
import { type AccessParts, type Administrator, requireCovered } from '../parts.ts';
import { isScope, SCOPES, type Scope } from '../permission.ts';
import { hashSecret, makeSecret } from '../secret.ts';
import { readPartitions } from '../users/index.ts';

/** What every API token begins with, so that people and scanners know one. */
export const TOKEN_PREFIX = 'radar_';

const HINT_CHARACTERS = 4;
const LONGEST_NAME = 128;

/** An API token as stored; of its secret there is only the hash. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  /** Null: of no user. */
  readonly userId: string | null;
  readonly username: string | null;
  readonly scopes: readonly string[];
  readonly partitions: readonly string[] | null;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly expiresAt: Instant | null;
  readonly lastUsedAt: Instant | null;
  readonly revokedAt: Instant | null;
  readonly revokedBy: string | null;
}

export interface NewToken {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly partitions?: readonly string[] | null | undefined;
  readonly expiresAt?: Instant | null | undefined;
  readonly userId?: string | null | undefined;
}

const columns = (owner: Sql): Sql => sql`token.id, token.name, token.hint,
  token.user_id as "userId", ${owner} as username, token.scopes, token.partitions,
  token.created_at as "createdAt", token.created_by as "createdBy",
  token.expires_at as "expiresAt", token.last_used_at as "lastUsedAt",
  token.revoked_at as "revokedAt", token.revoked_by as "revokedBy"`;

const OWNER = sql`coalesce(owner.username, owner.email)`;

/** Every token, or those of a user, the newest first. */
export function listTokens(
  { database }: Pick<AccessParts, 'database'>,
  userId?: string,
): Promise<readonly ApiToken[]> {
  const own = userId === undefined ? empty : sql`where token.user_id = ${userId}`;
  return database.query<ApiToken>(
    'access.tokens',
    sql`select ${columns(OWNER)}
          from ${database.relation('access_tokens')} as token
          left join ${database.relation('users')} as owner on owner.id = token.user_id
          ${own}
         order by token.created_at desc, token.id`,
  );
}

/**
 * Makes a token, whose secret is told this once. Throws REQUEST_INVALID, NOT_FOUND for an unknown
 * user, and ACCESS_DENIED where the maker may not do what it grants.
 */
export async function createToken(
  parts: AccessParts,
  wanted: NewToken,
  by: Administrator,
): Promise<{ readonly token: ApiToken; readonly secret: string }> {
  const { database, clock } = parts;
  const name = readName(wanted.name);
  const scopes = readScopes(wanted.scopes);
  requireCovered(by, scopes, 'That token');
  const partitions = readPartitions(wanted.partitions ?? null);
  const now = clock.now();
  const expiresAt = readExpiry(wanted.expiresAt ?? null, now);
  const userId = wanted.userId ?? null;
  const secret = makeSecret(TOKEN_PREFIX);
  const id = randomUUID();
  const token = await database.transaction('access.create_token', async (session) => {
    const username = userId === null ? null : await ownerName(parts, session, userId);
    await session.execute(
      'access.insert_token',
      sql`insert into ${database.relation('access_tokens')}
                 (id, name, token_hash, hint, user_id, scopes, partitions, created_at, created_by,
                  expires_at)
          values (${id}::uuid, ${name}, ${hashSecret(secret)}, ${secret.slice(-HINT_CHARACTERS)},
                  ${userId}, ${scopes}::text[], ${partitions}::text[],
                  ${formatInstant(now)}::timestamptz, ${by.actor},
                  ${expiresAt === null ? null : formatInstant(expiresAt)}::timestamptz)`,
    );
    const detail = { id, scopes: [...scopes], partitions: partitions && [...partitions] };
    await noteEvent(database, session, {
      kind: 'token_created',
      at: now,
      by,
      subject: name,
      detail,
    });
    return { username, hint: secret.slice(-HINT_CHARACTERS) };
  });
  const unused = { lastUsedAt: null, revokedAt: null, revokedBy: null };
  const made = { id, name, userId, scopes, partitions, createdAt: now, createdBy: by.actor };
  return { secret, token: { ...made, ...token, expiresAt, ...unused } };
}

/**
 * Revokes a token: it opens nothing from now on. `userId`: only one of that user. Throws NOT_FOUND.
 * One that was revoked before stays as it is.
 */
export async function revokeToken(
  parts: AccessParts,
  { id, userId }: { readonly id: string; readonly userId?: string },
  by: Administrator,
): Promise<ApiToken> {
  const { database, clock } = parts;
  const at = clock.now();
  const tokens = database.relation('access_tokens');
  const own = userId === undefined ? empty : sql` and token.user_id = ${userId}`;
  const token = await database.transaction('access.revoke_token', async (session) => {
    const which = sql`token.id::text = ${id.toLowerCase()}${own}`;
    const revoked = await session.execute(
      'access.revoke',
      sql`update ${tokens} as token
             set revoked_at = ${formatInstant(at)}::timestamptz, revoked_by = ${by.actor}
           where ${which} and token.revoked_at is null`,
    );
    const [found] = await session.query<ApiToken>(
      'access.revoked_token',
      sql`select ${columns(OWNER)} from ${tokens} as token
            left join ${database.relation('users')} as owner on owner.id = token.user_id
           where ${which}`,
    );
    if (found !== undefined && revoked > 0) {
      const event = { kind: 'token_revoked', at, by, subject: found.name, detail: { id } } as const;
      await noteEvent(database, session, event);
    }
    return found;
  });
  parts.changed();
  if (token !== undefined) return token;
  throw new RadarError('NOT_FOUND', `There is no token "${id.slice(0, 100)}".`, {
    hint: 'The list of tokens tells their ids.',
  });
}

function readName(text: string): string {
  const name = cleanText(text);
  if (name !== null && name.length <= LONGEST_NAME && !/\p{Cc}/u.test(name)) return name;
  throw new RadarError('REQUEST_INVALID', 'The token has no name, or one that is too long.', {
    hint: `Say in 1 to ${LONGEST_NAME} characters what it is for.`,
  });
}

function readScopes(texts: readonly string[]): readonly Scope[] {
  const wrong = texts.find((text) => !isScope(text));
  if (wrong !== undefined || texts.length === 0) {
    const near = wrong === undefined ? undefined : suggest(wrong, SCOPES);
    const what =
      wrong === undefined
        ? 'The token grants nothing.'
        : `There is no scope "${wrong.slice(0, 80)}".`;
    const form = 'Scopes look like ingest:write, devices:* or *.';
    throw new RadarError('REQUEST_INVALID', what, {
      hint: near === undefined ? form : `Did you mean "${near}"? ${form}`,
    });
  }
  return SCOPES.filter((scope) => texts.includes(scope));
}

function readExpiry(expiresAt: Instant | null, now: Instant): Instant | null {
  if (expiresAt === null || expiresAt > now) return expiresAt;
  throw new RadarError('REQUEST_INVALID', 'The token would have ended already.', {
    hint: 'Give an instant that is still to come, or none.',
  });
}

async function ownerName(
  { database }: AccessParts,
  session: Session,
  userId: string,
): Promise<string | null> {
  const [owner] = await session.query<{ username: string | null }>(
    'access.owner',
    sql`select ${OWNER} as username from ${database.relation('users')} as owner
         where owner.id = ${userId}`,
  );
  if (owner !== undefined) return owner.username;
  throw new RadarError('NOT_FOUND', `There is no user "${userId.slice(0, 100)}".`);
}
