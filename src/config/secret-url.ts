import type { Kind } from './kind.ts';

const MASK = '***';
const SECRET_PARAMETER = /pass|secret|token/i;

/** The URL of a PostgreSQL database, with whatever password is in it kept out of sight. */
export const postgresUrl: Kind<string> = {
  allowed:
    'a URL such as postgres://user:password@host:5432/database, with special characters of the password percent-encoded',
  placeholder: 'url',
  secret: true,
  parse(text) {
    const value = text.trim();
    if (!URL.canParse(value)) return undefined;
    const url = new URL(value);
    if (!['postgres:', 'postgresql:'].includes(url.protocol)) return undefined;
    // Signs of a password in which "/" or "#" was not encoded; the host would be wrong.
    if (url.pathname.includes('@') || url.hash !== '') return undefined;
    return [url.username, url.password, url.pathname].every(isEncoded) ? value : undefined;
  },
  format: maskUrl,
};

/** A URL with its secrets replaced; user, host and database stay readable. */
export function maskUrl(text: string): string {
  if (!URL.canParse(text)) return MASK;
  const url = new URL(text);
  // An "@" behind the host means that a piece of a password may stand there.
  if (/@/.test(url.pathname + url.search + url.hash)) return `${url.protocol}//${MASK}`;
  if (url.password !== '') url.password = MASK;
  for (const name of new Set(url.searchParams.keys())) {
    if (SECRET_PARAMETER.test(name)) url.searchParams.set(name, MASK);
  }
  return url.href;
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
