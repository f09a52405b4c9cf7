import { cleanText, formatInstant, RadarError } from '../../../core/index.ts';
import { type Session, sql } from '../../../database/index.ts';
import { type Doer, noteEvent } from '../events/index.ts';
import type { AccessParts } from '../parts.ts';
import { LONGEST_PASSWORD } from '../password/index.ts';
import { type SessionKind, type StartedSession, startSession } from '../session/index.ts';
import { findUser, nameOfUser, type User, type UserWithHash } from '../users/index.ts';
import { lockedUntil } from './lock.ts';
import type { Turns } from './turns.ts';

export interface Login {
  readonly username: string;
  readonly password: string;
  readonly address: string | null;
  readonly kind: SessionKind;
  readonly lifetimeMs: number;
}

export interface LoggedIn {
  readonly user: User;
  readonly session: StartedSession;
}

/**
 * Begins a session for a name and a password. Who is unknown, disabled, locked or has no password is
 * told the same as for a wrong password, after the same time. Throws UNAUTHENTICATED, and
 * TOO_MANY_ATTEMPTS.
 */
export function logIn(
  parts: AccessParts & { readonly turns: Turns },
  login: Login,
): Promise<LoggedIn> {
  const name = cleanText(login.username)?.normalize('NFC') ?? '';
  return parts.turns.take(name.toLowerCase(), () => attempt(parts, { ...login, username: name }));
}

async function attempt(parts: AccessParts, login: Login): Promise<LoggedIn> {
  const { database, passwords } = parts;
  const user = await findUser(database, login.username);
  const usable = user !== undefined && isUsable(parts, user) ? user : undefined;
  const { password } = login;
  const right =
    (await passwords.verify(
      password.slice(0, LONGEST_PASSWORD + 1),
      usable?.passwordHash ?? null,
    )) && password.length <= LONGEST_PASSWORD;
  const by = {
    actor: user === undefined ? login.username : nameOfUser(user),
    address: login.address,
  };
  if (usable !== undefined && right) return succeed(parts, { user: usable, login, by });
  await fail(parts, { user, by });
  throw new RadarError('UNAUTHENTICATED', 'The user name or the password is wrong.', {
    hint: 'After several wrong passwords an account is locked for a while; an admin can end that.',
  });
}

function isUsable({ clock }: AccessParts, user: UserWithHash): boolean {
  const locked = user.lockedUntil !== null && user.lockedUntil > clock.now();
  return user.isActive && !locked && user.provider === 'local';
}

async function succeed(
  parts: AccessParts,
  { user, login, by }: { readonly user: UserWithHash; readonly login: Login; readonly by: Doer },
): Promise<LoggedIn> {
  const { database, clock, passwords } = parts;
  const { passwordHash } = user;
  const stale = passwordHash !== null && passwords.isStale(passwordHash);
  const hash = stale ? await passwords.hash(login.password) : passwordHash;
  const now = clock.now();
  const { kind, lifetimeMs, address } = login;
  const session = await database.transaction('access.login', async (open) => {
    // Whoever was disabled meanwhile stays so, and a password that changed meanwhile stays changed.
    const updated = await open.execute(
      'access.logged_in',
      sql`update ${database.relation('users')}
             set last_login_at = ${formatInstant(now)}::timestamptz, failed_attempts = 0,
                 locked_until = null, password_hash = ${hash}
           where id = ${user.id} and is_active and password_hash = ${passwordHash}`,
    );
    if (updated === 0) return undefined;
    await noteEvent(database, open, {
      kind: 'login',
      at: now,
      by,
      subject: by.actor,
      detail: { by: kind },
    });
    return startSession(parts, open, { userId: user.id, kind, lifetimeMs, address });
  });
  if (session === undefined) {
    throw new RadarError('UNAUTHENTICATED', 'The account changed meanwhile.', {
      hint: 'Try again.',
    });
  }
  const { passwordHash: _hash, ...told } = user;
  return { user: { ...told, failedAttempts: 0, lockedUntil: null, lastLoginAt: now }, session };
}

/** Both statements run for unknown names too, so that the time tells nothing. */
async function fail(
  parts: AccessParts,
  { user, by }: { readonly user: UserWithHash | undefined; readonly by: Doer },
): Promise<void> {
  const { database, clock } = parts;
  const at = clock.now();
  await database.transaction('access.login_failed', async (session) => {
    const lock = await count(parts, session, user);
    const reason = reasonOf(parts, user);
    const event = { at, by, subject: by.actor };
    await noteEvent(database, session, { ...event, kind: 'login_failed', detail: { reason } });
    if (lock === null) return;
    const detail = { until: formatInstant(lock) };
    await noteEvent(database, session, { ...event, kind: 'locked', detail });
  });
}

/** Attempts while it is locked do not lengthen the lock: who waits gets another chance. */
async function count(
  { database, clock }: AccessParts,
  session: Session,
  user: UserWithHash | undefined,
): Promise<number | null> {
  const now = clock.now();
  const users = database.relation('users');
  const [counted] = await session.query<{ failedAttempts: number }>(
    'access.count_failure',
    sql`update ${users} set failed_attempts = failed_attempts + 1
         where id = ${user?.id ?? ''} and is_active
           and (locked_until is null or locked_until <= ${formatInstant(now)}::timestamptz)
         returning failed_attempts as "failedAttempts"`,
  );
  const lock = counted === undefined ? null : lockedUntil(counted.failedAttempts, now);
  if (lock === null) return null;
  await session.execute(
    'access.lock',
    sql`update ${users} set locked_until = ${formatInstant(lock)}::timestamptz
         where id = ${user?.id ?? ''}`,
  );
  return lock;
}

function reasonOf(parts: AccessParts, user: UserWithHash | undefined): string {
  if (user === undefined) return 'unknown user';
  if (!user.isActive) return 'disabled';
  if (user.provider !== 'local' || user.passwordHash === null) return 'no password';
  return isUsable(parts, user) ? 'wrong password' : 'locked';
}
