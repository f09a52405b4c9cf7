import { RadarError } from '../../core/index.ts';

/** Where a database is. `url` and the socket form exclude each other. */
export type ConnectionTarget =
  | { readonly url: string }
  | {
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      readonly database: string;
    };

/** Host, port and database of a target for messages and logs; never a password. */
export function describeTarget(target: ConnectionTarget): string {
  if (!('url' in target)) return `database ${target.database} at ${target.host}`;
  const url = parseUrl(target.url);
  const host = url.searchParams.get('host') ?? (url.hostname || 'localhost');
  const port = url.port === '' ? '5432' : url.port;
  return `database ${databaseOf(url)} at ${host}:${port} as ${decodeURIComponent(url.username) || 'the default user'}`;
}

/** Throws DATABASE_URL_INVALID for a URL that cannot be one of PostgreSQL. */
export function checkTarget(target: ConnectionTarget): void {
  if ('url' in target) parseUrl(target.url);
}

function databaseOf(url: URL): string {
  return (
    decodeURIComponent(url.pathname.slice(1)) || decodeURIComponent(url.username) || '(default)'
  );
}

function parseUrl(text: string): URL {
  const invalid = (why: string) =>
    new RadarError('DATABASE_URL_INVALID', `The database URL cannot be used: ${why}.`, {
      hint: 'Write it as postgres://user:password@host:5432/database; percent-encode special characters in the password.',
    });
  if (!URL.canParse(text)) throw invalid('it is not a URL');
  const url = new URL(text);
  if (!['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw invalid(`its scheme is ${url.protocol.slice(0, -1)}, not postgres or postgresql`);
  }
  try {
    databaseOf(url);
  } catch {
    throw invalid('a percent sign in it is not followed by two hexadecimal digits');
  }
  // A password with a bare slash ends up here; as a database name it would be shown.
  if (/[@/]/.test(url.pathname.slice(1))) throw invalid('an @ or a slash stands in its last part');
  return url;
}
