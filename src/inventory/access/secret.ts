import { createHash, randomBytes } from 'node:crypto';

const BYTES = 32;

/** A secret of 256 bits as text, behind what tells its kind. */
export const makeSecret = (prefix: string) =>
  `${prefix}${randomBytes(BYTES).toString('base64url')}`;

/**
 * What is stored of a secret. A plain hash is enough: nobody guesses 256 random bits, and looking one
 * up by its hash tells nothing by its time.
 */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();
