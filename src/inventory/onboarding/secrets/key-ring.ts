import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { RadarError } from '../../../core/index.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ID_DIGITS = 16;

/** Which secret of which package a ciphertext is. */
export interface SecretPlace {
  readonly packageId: string;
  readonly field: 'join_token' | 'bundle';
}

/** Keys of AES-256-GCM: the first encrypts, all decrypt. */
export interface KeyRing {
  /** Id of the key that encrypts, stored beside what it encrypted. */
  readonly currentId: string;
  /** Ids of all keys, the current one first. */
  readonly ids: readonly string[];
  /** Standard base64 of nonce, ciphertext and tag (EO-11), bound to its place. */
  encrypt(text: string, place: SecretPlace): string;
  /**
   * Opens a ciphertext. `keyId` is what is stored beside it; null for one of an older program, which
   * is bound to no place, so that every key is tried. Throws SECRET_UNREADABLE.
   */
  decrypt(ciphertext: string, place: SecretPlace, keyId: string | null): string;
}

/**
 * A ring of keys of 32 bytes in base64. Throws CONFIG_INVALID for a key of another length, naming
 * `origin` and its number but nothing of the key.
 */
export function createKeyRing(keys: readonly string[], origin: string): KeyRing {
  const ring = new Map(keys.map((text, index) => readKey(text, `Key ${index + 1} of ${origin}`)));
  const ids = [...ring.keys()];
  const [currentId] = ids;
  const current = currentId === undefined ? undefined : ring.get(currentId);
  if (currentId === undefined || current === undefined) {
    throw new RadarError('CONFIG_INVALID', `There is no key in ${origin}.`, { hint: KEY_HINT });
  }
  return {
    currentId,
    ids,
    encrypt: (text, place) => seal(current, text, place),
    decrypt(ciphertext, place, keyId) {
      if (keyId === null) return openUnbound([...ring.values()], ciphertext, place);
      const key = ring.get(keyId);
      if (key === undefined) {
        throw unreadable(place, `the key ${keyId}, which encrypted it, is not there`);
      }
      const text = open(key, ciphertext, additionalData(place));
      if (text === undefined) throw unreadable(place, 'it was changed, or belongs elsewhere');
      return text;
    },
  };
}

const KEY_HINT = `Make one with \`openssl rand -base64 ${KEY_BYTES}\`.`;

function readKey(text: string, name: string): readonly [string, Buffer] {
  const key = Buffer.from(text, 'base64');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || key.length !== KEY_BYTES) {
    throw new RadarError('CONFIG_INVALID', `${name} is not ${KEY_BYTES} bytes in base64.`, {
      hint: KEY_HINT,
    });
  }
  return [createHash('sha256').update(key).digest('hex').slice(0, ID_DIGITS), key];
}

function seal(key: Buffer, text: string, place: SecretPlace): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData(place));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64');
}

/** Ciphertexts that change places do not open: neither between packages nor within one. */
const additionalData = ({ packageId, field }: SecretPlace) =>
  Buffer.from(`radarstore:onboarding:${packageId.toLowerCase()}:${field}`, 'utf8');

function openUnbound(keys: readonly Buffer[], ciphertext: string, place: SecretPlace): string {
  for (const key of keys) {
    const text = open(key, ciphertext, undefined);
    if (text !== undefined) return text;
  }
  throw unreadable(place, 'no key fits, or it was changed');
}

/** Undefined where key, place or bytes are not those of the encryption. */
function open(key: Buffer, ciphertext: string, bound: Buffer | undefined): string | undefined {
  const bytes = Buffer.from(ciphertext, 'base64');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  if (bound !== undefined) decipher.setAAD(bound);
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  const body = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
  try {
    return Buffer.concat([body, decipher.final()]).toString('utf8');
  } catch {
    // The one thing that final can find: the tag is wrong.
    return undefined;
  }
}

const unreadable = ({ packageId, field }: SecretPlace, why: string) =>
  new RadarError(
    'SECRET_UNREADABLE',
    `The ${field} of package ${packageId} cannot be decrypted: ${why}.`,
    { hint: 'Put the key that encrypted it back behind the current one, or issue a new package.' },
  );
