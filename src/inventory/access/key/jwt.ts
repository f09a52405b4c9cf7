import { createHash } from 'node:crypto';
import {
  CompactEncrypt,
  type CryptoKey,
  calculateJwkThumbprint,
  compactDecrypt,
  decodeProtectedHeader,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose';
import { type Instant, instantToMillis, type JsonObject } from '../../../core/index.ts';

/** RSA with SHA-256, which every verifier of tokens knows; no other is taken. */
export const ALGORITHM = 'RS256';

/** Marks access tokens (RFC 9068), so that nothing else that we sign passes as one. */
const TYPE = 'at+jwt';

export type PublicKey = JWK;
export type PrivateKey = JWK;

export interface KeyPair {
  /** Thumbprint of the public key (RFC 7638). */
  readonly kid: string;
  readonly publicKey: PublicKey;
  readonly privateKey: PrivateKey;
}

export type UsableKey = CryptoKey;

/** Makes a pair of 2048 bits, in the thread pool. */
export async function makeKeyPair(): Promise<KeyPair> {
  const pair = await generateKeyPair(ALGORITHM, { modulusLength: 2_048, extractable: true });
  const publicKey = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(publicKey);
  const about = { kid, alg: ALGORITHM, use: 'sig' };
  return {
    kid,
    publicKey: { ...publicKey, ...about },
    privateKey: { ...(await exportJWK(pair.privateKey)), ...about },
  };
}

/** Makes a stored key ready to sign or verify. */
export const importKey = async (key: JWK): Promise<UsableKey> =>
  (await importJWK(key, ALGORITHM)) as CryptoKey;

/** What an access token says of itself, beside the claims. */
export interface TokenTerms {
  readonly issuer: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

const AUDIENCE = 'radarstore';
const seconds = (instant: Instant) => Math.floor(instantToMillis(instant) / 1_000);

/** Signs an access token. */
export function signToken(
  claims: JsonObject,
  { issuer, issuedAt, expiresAt }: TokenTerms,
  key: { readonly kid: string; readonly key: UsableKey },
): Promise<string> {
  return new SignJWT({ ...claims, token_use: 'access' })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: key.kid })
    .setIssuer(issuer)
    .setAudience(AUDIENCE)
    .setIssuedAt(seconds(issuedAt))
    .setExpirationTime(seconds(expiresAt))
    .sign(key.key);
}

/** What an access token is read for. */
export interface TokenClaims {
  readonly sessionId: string;
  readonly userId: string;
  /** Whole seconds as microseconds. */
  readonly expiresAt: Instant;
}

/** The id of the key that signed a token, by its own word; undefined for what is no token. */
export function keyIdOf(token: string): string | undefined {
  try {
    const { kid, alg } = decodeProtectedHeader(token);
    return alg === ALGORITHM ? kid : undefined;
  } catch {
    return undefined;
  }
}

/** The claims of an access token; undefined where it is none, has ended, or is not of this key. */
export async function verifyToken(
  token: string,
  key: UsableKey,
  { issuer, now }: { readonly issuer: string; readonly now: Instant },
): Promise<TokenClaims | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer,
      audience: AUDIENCE,
      currentDate: new Date(instantToMillis(now)),
      requiredClaims: ['exp', 'iat', 'sid', 'user_id'],
    });
    const { sid, user_id: userId, token_use: use, exp = 0 } = payload;
    if (use !== 'access' || typeof sid !== 'string' || typeof userId !== 'string') return undefined;
    return { sessionId: sid, userId, expiresAt: exp * 1_000_000 };
  } catch (fault) {
    if (fault instanceof errors.JOSEError) return undefined;
    throw fault;
  }
}

const ENCRYPTION = { alg: 'dir', enc: 'A256GCM' } as const;
const idOf = (secret: Uint8Array) => createHash('sha256').update(secret).digest('hex').slice(0, 16);

/** A private key, encrypted (JWE, AES-256-GCM) by a secret of 32 bytes. */
export function sealKey({ kid, privateKey }: KeyPair, secret: Uint8Array): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify(privateKey));
  // The id of the key is authenticated, so that a ciphertext belongs to one row.
  const header = { ...ENCRYPTION, kid: idOf(secret), of: kid };
  return new CompactEncrypt(text).setProtectedHeader(header).encrypt(secret);
}

/** Opens a private key by whichever secret closed it; undefined where none of them did. */
export async function openKey(
  sealed: string,
  kid: string,
  secrets: readonly Uint8Array[],
): Promise<PrivateKey | undefined> {
  const secret = secrets.find((one) => idOf(one) === headerOf(sealed)?.kid);
  if (secret === undefined) return undefined;
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, secret, {
      keyManagementAlgorithms: [ENCRYPTION.alg],
      contentEncryptionAlgorithms: [ENCRYPTION.enc],
    });
    if (protectedHeader.of !== kid) return undefined;
    return JSON.parse(new TextDecoder().decode(plaintext)) as PrivateKey;
  } catch (fault) {
    if (fault instanceof errors.JOSEError) return undefined;
    throw fault;
  }
}

function headerOf(sealed: string) {
  try {
    return decodeProtectedHeader(sealed);
  } catch {
    return undefined;
  }
}
