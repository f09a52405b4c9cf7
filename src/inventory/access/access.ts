import type { Clock, Instant } from '../../core/index.ts';
import type { Database } from '../../database/index.ts';
import type { Logger } from '../../observe/index.ts';
import { type AccessEvent, type AccessEventFilter, type Doer, listEvents } from './events/index.ts';
import { createKeys, type KeyKeeper, type PublicKey } from './key/index.ts';
import { createTurns, logIn } from './login/index.ts';
import type { AccessParts, Administrator } from './parts.ts';
import { createPasswords, type Passwords } from './password/index.ts';
import {
  firstLifeMs,
  lengthenSession,
  logOut,
  refreshSession,
  type SessionLife,
  type StartedSession,
} from './session/index.ts';
import {
  type ApiToken,
  createToken,
  listTokens,
  type NewToken,
  revokeToken,
} from './token/index.ts';
import {
  changePassword,
  changeUser,
  createUser,
  findUser,
  listUsers,
  type MadeUser,
  makeFirstAdmin,
  type NewUser,
  nameOfUser,
  type Reset,
  resetPassword,
  type User,
  type UserChanges,
} from './users/index.ts';
import { createVerifier, type Identity } from './verify/index.ts';

export interface AccessOptions extends SessionLife {
  /** By the role that stores rows. */
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keeper: KeyKeeper;
  /** Claim `iss` of access tokens. */
  readonly issuer: string;
  readonly accessTokenMs: number;
  readonly refreshTokenMs: number;
  readonly keyRotationMs: number;
  /** For tests; else hashes cost what OWASP asks for. */
  readonly passwords?: Passwords;
}

/** Tokens of a program that acts for a user. */
export interface TokenPair {
  readonly accessToken: string;
  readonly expiresAt: Instant;
  readonly refreshToken: string;
  readonly mustChangePassword: boolean;
}

/** A name and a password, and from where they came. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly address: string | null;
}

/** Users, sessions, API tokens and keys: who may do what. */
export interface AccessControl {
  readonly issuer: string;
  /** The access token or API token of a request; undefined where it is not valid. */
  ofToken(token: string): Promise<Identity | undefined>;
  ofCookie(value: string): Promise<Identity | undefined>;
  /** For programs: tokens. Throws UNAUTHENTICATED, TOO_MANY_ATTEMPTS. */
  logIn(credentials: Credentials): Promise<TokenPair>;
  /** For the console: the value of a cookie. */
  openSession(
    credentials: Credentials,
  ): Promise<{ readonly user: User; readonly session: StartedSession }>;
  /**
   * Lets the session of a cookie go on, since somebody works. Answers until when; undefined where it has
   * ended.
   */
  lengthenSession(secret: string): Promise<Instant | undefined>;
  /** Throws UNAUTHENTICATED. */
  refresh(token: string, address: string | null): Promise<TokenPair>;
  logOut(
    which: { readonly refreshToken: string } | { readonly sessionId: string },
    by: Doer,
  ): Promise<void>;
  publicKeys(): Promise<readonly PublicKey[]>;
  users(): Promise<readonly User[]>;
  createUser(wanted: NewUser, by: Administrator): Promise<MadeUser>;
  changeUser(id: string, changes: UserChanges, by: Administrator): Promise<User>;
  resetPassword(id: string, reset: Reset, by: Administrator): Promise<MadeUser>;
  changePassword(
    id: string,
    change: {
      readonly current: string;
      readonly next: string;
      readonly keepSession: string | null;
    },
    by: Doer,
  ): Promise<void>;
  /** All of them, or those of a user. */
  tokens(userId?: string): Promise<readonly ApiToken[]>;
  createToken(
    wanted: NewToken,
    by: Administrator,
  ): Promise<{ readonly token: ApiToken; readonly secret: string }>;
  revokeToken(
    which: { readonly id: string; readonly userId?: string },
    by: Administrator,
  ): Promise<ApiToken>;
  events(filter: AccessEventFilter): ReturnType<typeof listEvents>;
  makeFirstAdmin(): Promise<MadeUser | undefined>;
  /** Waits for what is noted in the background. */
  settle(): Promise<void>;
}

export type { AccessEvent };

export function createAccess(options: AccessOptions): AccessControl {
  const { database, clock, log, passwords = createPasswords() } = options;
  const keys = createKeys({
    ...options,
    rotationMs: options.keyRotationMs,
    tokenMs: options.accessTokenMs,
  });
  const verifier = createVerifier({ database, clock, log, keys });
  const parts: AccessParts = { database, clock, passwords, changed: () => verifier.forget() };
  const entering = { ...parts, turns: createTurns() };

  const pairFor = async (user: User, session: StartedSession): Promise<TokenPair> => {
    const { id, email, provider, roles } = user;
    const claims = {
      sub: id,
      user_id: id,
      sid: session.id,
      name: nameOfUser(user),
      email,
      provider,
    };
    const { token, expiresAt } = await keys.sign({ ...claims, roles: [...roles] });
    const { mustChangePassword } = user;
    return { accessToken: token, expiresAt, refreshToken: session.secret, mustChangePassword };
  };
  return {
    issuer: options.issuer,
    ofToken: (token) => verifier.ofToken(token),
    ofCookie: (value) => verifier.ofCookie(value),
    async logIn(credentials) {
      const lifetimeMs = options.refreshTokenMs;
      const { user, session } = await logIn(entering, {
        ...credentials,
        kind: 'token',
        lifetimeMs,
      });
      return pairFor(user, session);
    },
    openSession: (credentials) =>
      logIn(entering, { ...credentials, kind: 'cookie', lifetimeMs: firstLifeMs(options) }),
    lengthenSession: (secret) => lengthenSession(parts, secret, options),
    async refresh(token, address) {
      const lifetimeMs = options.refreshTokenMs;
      const { userId, session } = await refreshSession(parts, token, { lifetimeMs, address });
      // Roles are those of now, not those of the log-in (US-8).
      const user = await findUser(database, userId);
      if (user === undefined) throw new Error('the user of a session is gone');
      return pairFor(user, session);
    },
    logOut: (which, by) => logOut(parts, which, by),
    publicKeys: () => keys.publicKeys(),
    users: () => listUsers(database),
    createUser: (wanted, by) => createUser(parts, wanted, by),
    changeUser: (id, changes, by) => changeUser(parts, id, changes, by),
    resetPassword: (id, reset, by) => resetPassword(parts, id, reset, by),
    changePassword: (id, change, by) => changePassword(parts, id, change, by),
    tokens: (userId) => listTokens(parts, userId),
    createToken: (wanted, by) => createToken(parts, wanted, by),
    revokeToken: (which, by) => revokeToken(parts, which, by),
    events: (filter) => listEvents(database, filter),
    makeFirstAdmin: () => makeFirstAdmin(parts),
    settle: () => verifier.settle(),
  };
}
