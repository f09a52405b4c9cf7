import { randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256Hex } from '../../../core/index.ts';

const TOKEN_BYTES = 24;

/** A token that opens one download: 24 random bytes in base64url without padding (EO-11). */
export function mintToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** What is stored of a token. */
export const hashOfToken = (token: string): string => sha256Hex(token);

/** Whether a token is the one whose hash is stored; takes as long for a wrong one as for the right. */
export function isTokenOf(token: string, storedHash: string): boolean {
  const given = Buffer.from(hashOfToken(token), 'utf8');
  const stored = Buffer.from(storedHash.toLowerCase(), 'utf8');
  return given.length === stored.length && timingSafeEqual(given, stored);
}
