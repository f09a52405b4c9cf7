import { randomUUID } from 'node:crypto';
import { formatInstant, type Instant, MICROS_PER_MILLI } from '../../../core/index.ts';
import { type Session as DatabaseSession, empty, sql } from '../../../database/index.ts';
import type { AccessParts } from '../parts.ts';
import { hashSecret, makeSecret } from '../secret.ts';

/** `token`: of a program, by refresh tokens; `cookie`: of the console. */
export type SessionKind = 'token' | 'cookie';

/** Marks refresh tokens, so that nobody takes one for another token. */
const PREFIX: { readonly [K in SessionKind]: string } = { token: 'rr_', cookie: '' };

export interface StartedSession {
  readonly id: string;
  /** The refresh token or the value of the cookie: nobody can tell it again. */
  readonly secret: string;
  readonly expiresAt: Instant;
}

export interface NewSession {
  readonly userId: string;
  readonly kind: SessionKind;
  readonly lifetimeMs: number;
  readonly address: string | null;
}

/** Begins a session of a user who has proved to be one. */
export async function startSession(
  { database, clock }: Pick<AccessParts, 'database' | 'clock'>,
  session: DatabaseSession,
  { userId, kind, lifetimeMs, address }: NewSession,
): Promise<StartedSession> {
  const id = randomUUID();
  const secret = makeSecret(PREFIX[kind]);
  const now = clock.now();
  const expiresAt = now + lifetimeMs * MICROS_PER_MILLI;
  await session.execute(
    'access.start_session',
    sql`insert into ${database.relation('access_sessions')}
               (id, user_id, kind, secret_hash, started_at, expires_at, address)
        values (${id}::uuid, ${userId}, ${kind}, ${hashSecret(secret)},
                ${formatInstant(now)}::timestamptz, ${formatInstant(expiresAt)}::timestamptz,
                ${address})`,
  );
  return { id, secret, expiresAt };
}

/** A secret for the next refresh of a session, stored instead of the one before. */
export async function renewSession(
  { database, clock }: Pick<AccessParts, 'database' | 'clock'>,
  session: DatabaseSession,
  {
    id,
    spent,
    lifetimeMs,
  }: { readonly id: string; readonly spent: Buffer; readonly lifetimeMs: number },
): Promise<StartedSession> {
  const secret = makeSecret(PREFIX.token);
  const now = clock.now();
  const expiresAt = now + lifetimeMs * MICROS_PER_MILLI;
  await session.execute(
    'access.spend_token',
    sql`insert into ${database.relation('access_spent_tokens')} (token_hash, session_id, spent_at)
        values (${spent}, ${id}::uuid, ${formatInstant(now)}::timestamptz)`,
  );
  await session.execute(
    'access.renew_session',
    sql`update ${database.relation('access_sessions')}
           set secret_hash = ${hashSecret(secret)},
               expires_at = ${formatInstant(expiresAt)}::timestamptz
         where id = ${id}::uuid`,
  );
  return { id, secret, expiresAt };
}

export type EndReason = 'logout' | 'disabled' | 'password' | 'reused';

/** Which sessions end: one, or all of a user but the one to keep. */
export interface Ended {
  readonly id?: string;
  readonly userId?: string;
  readonly keep?: string | null;
  readonly reason: EndReason;
}

/** Ends sessions that still go on. Answers how many. */
export function endSessions(
  { database, clock }: Pick<AccessParts, 'database' | 'clock'>,
  session: DatabaseSession,
  { id, userId, keep = null, reason }: Ended,
): Promise<number> {
  const which = id === undefined ? sql`user_id = ${userId}` : sql`id = ${id}::uuid`;
  const but = keep === null ? empty : sql` and id <> ${keep}::uuid`;
  return session.execute(
    'access.end_sessions',
    sql`update ${database.relation('access_sessions')}
           set ended_at = ${formatInstant(clock.now())}::timestamptz, end_reason = ${reason}
         where ${which} and ended_at is null${but}`,
  );
}
