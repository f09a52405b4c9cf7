import {
  type Clock,
  type Instant,
  type JsonObject,
  MICROS_PER_MILLI,
} from '../../../core/index.ts';
import type { Database } from '../../../database/index.ts';
import {
  importKey,
  keyIdOf,
  makeKeyPair,
  type PublicKey,
  signToken,
  type TokenClaims,
  type UsableKey,
  verifyToken,
} from './jwt.ts';
import type { KeyKeeper } from './keeper.ts';
import { readKeys, retireKeys, type StoredKey, storeKey } from './store.ts';

/** What the database says of keys holds for so long. */
const REMEMBERED_MS = 30_000;
/** Tokens of unknown keys make us look again, but not more often than so. */
const LOOK_AGAIN_MS = 250;

export interface KeysOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly keeper: KeyKeeper;
  /** Claim `iss`. */
  readonly issuer: string;
  /** How long one key signs. */
  readonly rotationMs: number;
  /** Lifetime of access tokens: so long a key that signs no more still verifies. */
  readonly tokenMs: number;
}

/** Signs and verifies access tokens by keys that change from time to time. */
export interface Keys {
  readonly issuer: string;
  sign(claims: JsonObject): Promise<{ readonly token: string; readonly expiresAt: Instant }>;
  /** The claims of a valid access token. */
  verify(token: string): Promise<TokenClaims | undefined>;
  /** Public keys of all processes, the newest first. */
  publicKeys(): Promise<readonly PublicKey[]>;
}

export function createKeys(options: KeysOptions): Keys {
  const { database, clock, issuer, tokenMs } = options;
  let known = new Map<string, UsableKey>();
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<readonly StoredKey[]> | undefined;

  const look = (): Promise<readonly StoredKey[]> => {
    looking ??= (async () => {
      const valid = (await readKeys(database)).filter((key) => isValid(key, options));
      const usable = valid.map(
        async (key) => [key.kid, known.get(key.kid) ?? (await importKey(key.publicKey))] as const,
      );
      known = new Map(await Promise.all(usable));
      lookedAtMs = clock.elapsedMs();
      return valid;
    })().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const keyOf = async (kid: string): Promise<UsableKey | undefined> => {
    const age = clock.elapsedMs() - lookedAtMs;
    if (age >= REMEMBERED_MS || (!known.has(kid) && age >= LOOK_AGAIN_MS)) await look();
    return known.get(kid);
  };
  return {
    issuer,
    async sign(claims) {
      const { kid, privateKey } = await signingKey(options, await look());
      // One that was just made is known from now on.
      if (!known.has(kid)) await look();
      const issuedAt = clock.now();
      const expiresAt = issuedAt + tokenMs * MICROS_PER_MILLI;
      const key = { kid, key: await importKey(privateKey) };
      return { token: await signToken(claims, { issuer, issuedAt, expiresAt }, key), expiresAt };
    },
    async verify(token) {
      const kid = keyIdOf(token);
      const key = kid === undefined ? undefined : await keyOf(kid);
      return key === undefined ? undefined : verifyToken(token, key, { issuer, now: clock.now() });
    },
    publicKeys: async () => (await look()).map((key) => key.publicKey),
  };
}

/** Whether a token of the key may still be valid. */
function isValid({ retiredAt }: StoredKey, { clock, tokenMs }: KeysOptions): boolean {
  return retiredAt === null || retiredAt + tokenMs * MICROS_PER_MILLI > clock.now();
}

/** The newest key that signs and that this process has; a new one where that is too old. */
async function signingKey(options: KeysOptions, stored: readonly StoredKey[]) {
  const { database, clock, keeper, rotationMs } = options;
  const now = clock.now();
  const old: string[] = [];
  for (const { kid, privateKey: sealed, createdAt, retiredAt } of stored) {
    if (retiredAt !== null) continue;
    const privateKey = await keeper.find(kid, sealed);
    if (privateKey === undefined) continue;
    if (createdAt + rotationMs * MICROS_PER_MILLI > now) return { kid, privateKey };
    old.push(kid);
  }
  const pair = await makeKeyPair();
  const { kid, publicKey, privateKey } = pair;
  const sealed = await keeper.keep(pair);
  await database.transaction('access.rotate_key', async (session) => {
    for (const one of old) await retireKeys(database, session, { kid: one, at: now });
    await storeKey(database, session, { kid, publicKey, privateKey: sealed, createdAt: now });
  });
  await Promise.all(old.map((one) => keeper.forget(one)));
  return { kid, privateKey };
}
