import { randomInt } from 'node:crypto';

const LONGEST = 63;
const FALLBACK = 'edge-poller';
const SUFFIX_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const SUFFIX_LENGTH = 4;

/**
 * An id made of a label: lower case, a dash for every run of other characters, 63 characters at most
 * (EO-8).
 */
export function idOfLabel(label: string, prefix: string | null): string {
  const slug = dashed(label) || FALLBACK;
  const whole = prefix === null || slug.startsWith(dashed(prefix)) ? slug : `${prefix}-${slug}`;
  return cut(dashed(whole), LONGEST);
}

/** The id with four random characters behind it, for when somebody has it already (EO-9). */
export function withSuffix(id: string): string {
  const letters = Array.from({ length: SUFFIX_LENGTH }, () =>
    SUFFIX_LETTERS.charAt(randomInt(SUFFIX_LETTERS.length)),
  );
  return `${cut(id, LONGEST - SUFFIX_LENGTH - 1)}-${letters.join('')}`;
}

const dashed = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/** A cut may leave a dash at the end. */
const cut = (id: string, most: number) => id.slice(0, most).replace(/-$/, '');
