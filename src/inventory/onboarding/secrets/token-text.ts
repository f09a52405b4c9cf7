import { RadarError } from '../../../core/index.ts';

const PREFIX = 'edgepkg-v1:';
const SEPARATORS = /[:/|,]/;

/** What an onboarding token says. */
export interface TokenParts {
  readonly packageId: string;
  readonly downloadToken: string;
  /** Base address of the API; null where the token does not carry it. */
  readonly apiUrl: string | null;
}

/** One text for all that a component needs to fetch its package (EO-29). Throws REQUEST_INVALID. */
export function encodeToken({ packageId, downloadToken, apiUrl }: TokenParts): string {
  const [pkg, dl, api] = [packageId, downloadToken, apiUrl ?? ''].map((part) => part.trim());
  if (!pkg) throw missing('package id');
  if (!dl) throw missing('download token');
  const json = JSON.stringify({ pkg, dl, ...(api ? { api } : {}) });
  return `${PREFIX}${Buffer.from(json, 'utf8').toString('base64url')}`;
}

/**
 * Reads an onboarding token: the structured form, or the older one of package id and download token
 * with a colon, slash, bar or comma between and, in front, an address with `@`. A lone download token
 * belongs to the package id that is given beside it. Throws REQUEST_INVALID, another message for an
 * empty token, a missing package id and a missing download token (EO-29).
 */
export function decodeToken(text: string, packageId = ''): TokenParts {
  const token = text.trim();
  if (token === '') throw fault('The onboarding token is empty.');
  const parts = token.startsWith(PREFIX)
    ? readStructured(token.slice(PREFIX.length))
    : readLegacy(token, packageId.trim());
  if (parts.packageId === '') throw missing('package id');
  if (parts.downloadToken === '') throw missing('download token');
  return parts;
}

function readStructured(text: string): TokenParts {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch (cause) {
    throw fault('The onboarding token cannot be read: it was cut or changed.', cause);
  }
  const { pkg, dl, api } = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly [name: string]: unknown;
  };
  const read = (part: unknown) => (typeof part === 'string' ? part.trim() : '');
  return { packageId: read(pkg), downloadToken: read(dl), apiUrl: read(api) || null };
}

function readLegacy(text: string, packageId: string): TokenParts {
  const at = /^(https?:\/\/[^@\s]+)@(.*)$/s.exec(text);
  const apiUrl = at?.[1] ?? null;
  const pair = (at?.[2] ?? text).trim();
  const separator = SEPARATORS.exec(pair);
  if (separator === null) return { packageId, downloadToken: pair, apiUrl };
  return {
    packageId: pair.slice(0, separator.index).trim() || packageId,
    downloadToken: pair.slice(separator.index + 1).trim(),
    apiUrl,
  };
}

const missing = (what: string) => fault(`The onboarding token has no ${what}.`);

const fault = (message: string, cause?: unknown) =>
  new RadarError('REQUEST_INVALID', message, {
    hint: 'Copy the whole token that the creation of the package told.',
    cause,
  });
