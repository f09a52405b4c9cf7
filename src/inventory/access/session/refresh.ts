import { type Instant, RadarError } from '../../../core/index.ts';
import { type Session as DatabaseSession, sql } from '../../../database/index.ts';
import { noteEvent } from '../events/index.ts';
import type { AccessParts } from '../parts.ts';
import { hashSecret } from '../secret.ts';
import { endSessions, renewSession, type StartedSession } from './session.ts';

export interface Refreshed {
  readonly userId: string;
  readonly session: StartedSession;
}

interface Found {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly usable: boolean;
}

/**
 * Gives the next refresh token of a session for the present one, which is spent by that. One that
 * comes twice was stolen from somebody, and nobody can tell from whom: the session ends. Throws
 * UNAUTHENTICATED.
 */
export async function refreshSession(
  parts: AccessParts,
  token: string,
  options: { readonly lifetimeMs: number; readonly address: string | null },
): Promise<Refreshed> {
  const { database, clock } = parts;
  const hash = hashSecret(token);
  const refreshed = await database.transaction('access.refresh', async (session) => {
    const found = await findByToken(parts, session, hash);
    if (found === undefined) {
      await endStolen(parts, session, { hash, address: options.address });
      return undefined;
    }
    if (!found.usable) return undefined;
    const next = { id: found.id, spent: hash, lifetimeMs: options.lifetimeMs };
    return {
      userId: found.userId,
      session: await renewSession({ database, clock }, session, next),
    };
  });
  if (refreshed !== undefined) return refreshed;
  parts.changed();
  throw new RadarError('UNAUTHENTICATED', 'The refresh token is not valid.', {
    hint: 'It was used before, has ended, or was revoked: log in again.',
  });
}

async function findByToken(
  { database, clock }: AccessParts,
  session: DatabaseSession,
  hash: Buffer,
): Promise<Found | undefined> {
  const rows = await session.query<
    Omit<Found, 'usable'> & {
      readonly expiresAt: Instant;
      readonly isActive: boolean;
      readonly ended: boolean;
    }
  >(
    'access.find_session',
    sql`select session.id, session.user_id as "userId", session.expires_at as "expiresAt",
               session.ended_at is not null as ended, owner.is_active as "isActive",
               coalesce(owner.username, owner.email, owner.id) as name
          from ${database.relation('access_sessions')} as session
          join ${database.relation('users')} as owner on owner.id = session.user_id
         where session.secret_hash = ${hash} and session.kind = 'token'
           for update of session`,
  );
  return rows.map(({ expiresAt, isActive, ended, ...one }) => ({
    ...one,
    usable: isActive && !ended && expiresAt > clock.now(),
  }))[0];
}

async function endStolen(
  parts: AccessParts,
  session: DatabaseSession,
  { hash, address }: { readonly hash: Buffer; readonly address: string | null },
): Promise<void> {
  const { database, clock } = parts;
  const [spent] = await session.query<{ id: string; name: string }>(
    'access.spent_token',
    sql`select spent.session_id as id, coalesce(owner.username, owner.email, owner.id) as name
          from ${database.relation('access_spent_tokens')} as spent
          join ${database.relation('access_sessions')} as session on session.id = spent.session_id
          join ${database.relation('users')} as owner on owner.id = session.user_id
         where spent.token_hash = ${hash}`,
  );
  if (spent === undefined) return;
  const ended = await endSessions(parts, session, { id: spent.id, reason: 'reused' });
  await noteEvent(database, session, {
    kind: 'refresh_reused',
    at: clock.now(),
    by: { actor: 'unknown', address },
    subject: spent.name,
    detail: { session_ended: ended > 0 },
  });
}
