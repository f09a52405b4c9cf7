import { randomInt } from 'node:crypto';
import { RadarError } from '../../../core/index.ts';

export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 256;

/** Without those that people confuse. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const MADE_UP = 20;

/** A password of about 115 bits, easy to type. */
export function makePassword(): string {
  return Array.from({ length: MADE_UP }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/**
 * Refuses a password that is too short, too long, or the name of its user. Nothing else is asked:
 * rules about digits and signs make passwords worse. Throws REQUEST_INVALID.
 */
export function checkPassword(password: string, names: readonly (string | null)[]): void {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD) {
    throw unfit(`It has ${length} characters.`);
  }
  const same = names.some((name) => name?.toLowerCase() === password.toLowerCase());
  if (same) throw unfit('It is the name of the user.');
  if (new Set(password).size < 4) throw unfit('It is the same few characters again and again.');
}

const unfit = (why: string) =>
  new RadarError('REQUEST_INVALID', `The password cannot be used. ${why}`, {
    hint: `Choose ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters: some words are better than some signs.`,
  });
