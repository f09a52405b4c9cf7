import { createHash } from 'node:crypto';
import type { Clock } from '../../../core/index.ts';
import type { Database } from '../../../database/index.ts';
import type { Logger } from '../../../observe/index.ts';
import type { Keys } from '../key/index.ts';
import { TOKEN_PREFIX } from '../token/index.ts';
import type { Identity } from './identity.ts';
import { createLastUse } from './last-use.ts';
import { identityOfApiToken, identityOfCookie, identityOfSession } from './lookup.ts';
import { createMemory } from './memory.ts';

/** So long a change by another process, such as a command, may stay unseen. */
export const FRESH_MS = 10_000;
/** As long as that, while the database is away: senders shall not be turned away for a fail-over. */
const STALE_MS = 60_000;
/** So long a signature counts as checked. */
const CHECKED_MS = 60_000;
const MOST = 10_000;
/** Longer ones are none of ours; nothing is computed for them. */
const LONGEST = 2_048;
/** Signatures that are remembered, by the whole token. */
const MOST_SIGNATURES = 2_000;

export interface VerifierParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keys: Keys;
}

/** Finds out whose credentials are. None of it asks the database twice within some seconds. */
export interface Verifier {
  /** An access token, or an API token; undefined where it is not valid. */
  ofToken(token: string): Promise<Identity | undefined>;
  /** The cookie of the console. */
  ofCookie(value: string): Promise<Identity | undefined>;
  /** Forgets everything, after a change. */
  forget(): void;
  settle(): Promise<void>;
}

export function createVerifier({ database, clock, log, keys }: VerifierParts): Verifier {
  const remembered = { clock, freshMs: FRESH_MS, staleMs: STALE_MS, most: MOST };
  const byHash = (hex: string) => Buffer.from(hex, 'hex');
  const signatures = createMemory({
    ...remembered,
    freshMs: CHECKED_MS,
    // It may be of a key that another process has just made.
    absentMs: 1_000,
    staleMs: 2 * CHECKED_MS,
    most: MOST_SIGNATURES,
    load: async (token) => (await keys.verify(token)) ?? null,
  });
  const sessions = createMemory({
    ...remembered,
    load: (id) => identityOfSession(database, id),
  });
  const cookies = createMemory({
    ...remembered,
    load: (hash) => identityOfCookie(database, byHash(hash)),
  });
  const tokens = createMemory({
    ...remembered,
    load: (hash) => identityOfApiToken(database, byHash(hash)),
  });
  const lastUse = createLastUse({ database, clock, log });

  const ofApiToken = async (token: string) => {
    const found = await tokens.get(hexOf(token));
    if (found === null || hasEnded(found.identity, clock)) return undefined;
    lastUse.note(found.id);
    return found.identity;
  };
  const ofAccessToken = async (token: string) => {
    const claims = await signatures.get(token);
    if (claims === null || claims.expiresAt <= clock.now()) return undefined;
    const identity = await sessions.get(claims.sessionId);
    // The session may go on for longer than the token.
    if (identity === null || identity.userId !== claims.userId) return undefined;
    return { ...identity, expiresAt: claims.expiresAt };
  };
  return {
    async ofToken(token) {
      if (token.length > LONGEST) return undefined;
      return token.startsWith(TOKEN_PREFIX) ? ofApiToken(token) : ofAccessToken(token);
    },
    async ofCookie(value) {
      if (value === '' || value.length > LONGEST) return undefined;
      const identity = await cookies.get(hexOf(value));
      return identity === null || hasEnded(identity, clock) ? undefined : identity;
    },
    forget() {
      for (const memory of [sessions, cookies, tokens]) memory.clear();
    },
    settle: () => lastUse.settle(),
  };
}

const hexOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

const hasEnded = ({ expiresAt }: Identity, clock: Clock) =>
  expiresAt !== null && expiresAt <= clock.now();
