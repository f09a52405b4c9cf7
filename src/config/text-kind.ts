import { isAbsolute, join, normalize, resolve } from 'node:path';
import { cleanIp, cleanText, type Network, parseNetwork } from '../core/index.ts';
import type { Kind, PathBase } from './kind.ts';

/** Longest name that PostgreSQL keeps, less the longest ending of a schema beside it (`_grafana`). */
const LONGEST_SCHEMA = 63 - '_grafana'.length;

const LONGEST_NAME = 255;

/** A free name: one line of text that is not blank. */
export const name: Kind<string> = {
  allowed: `a name of 1 to ${LONGEST_NAME} characters on one line`,
  placeholder: 'name',
  secret: false,
  parse(text) {
    const value = cleanText(text);
    if (value === null || value.length > LONGEST_NAME || /\p{Cc}/u.test(value)) return undefined;
    return value;
  },
  format: (value) => value,
};

/** A network partition. No colon, because device ids are `<partition>:<address>`. */
export const partitionName: Kind<string> = {
  allowed: 'a name of letters, digits, ".", "_" and "-" (1 to 63 characters)',
  placeholder: 'name',
  secret: false,
  parse: (text) => (/^[A-Za-z0-9._-]{1,63}$/.test(text) ? text : undefined),
  format: (value) => value,
};

/** The name of a PostgreSQL schema that needs no quotes in anybody's SQL. */
export const schemaName: Kind<string> = {
  allowed: `a name of lower-case letters, digits and "_" that does not begin with a digit or "pg_" (1 to ${LONGEST_SCHEMA} characters)`,
  placeholder: 'name',
  secret: false,
  parse(text) {
    if (!/^[a-z_][a-z0-9_]*$/.test(text) || text.length > LONGEST_SCHEMA) return undefined;
    return text.startsWith('pg_') || text === 'information_schema' ? undefined : text;
  },
  format: (value) => value,
};

/** The name of a PostgreSQL role. */
export const roleName: Kind<string> = {
  allowed: 'the name of a PostgreSQL role (1 to 63 bytes)',
  placeholder: 'name',
  secret: false,
  parse(text) {
    if (text === '' || Buffer.byteLength(text) > 63 || /\p{Cc}/u.test(text)) return undefined;
    return text.startsWith('pg_') || text === 'public' ? undefined : text;
  },
  format: (value) => value,
};

/** An IP address. */
export const ipAddress: Kind<string> = {
  allowed: 'an IP address',
  placeholder: 'address',
  secret: false,
  parse: (text) => cleanIp(text) ?? undefined,
  format: (value) => value,
};

/** A network of addresses, or one address. */
export const network: Kind<Network> = {
  allowed: 'a network such as 172.17.0.0/16, or an IP address',
  placeholder: 'network',
  secret: false,
  parse: parseNetwork,
  format: ({ address, bits, family }) =>
    bits === (family === 'ipv4' ? 32 : 128) ? address : `${address}/${bits}`,
};

/** What a server can listen on: an IP address or a host name, without scheme and port. */
export const listenHost: Kind<string> = {
  allowed: 'an IP address or a host name, without scheme and port',
  placeholder: 'host',
  secret: false,
  parse(text) {
    if (/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(text) && !/^[\d.]+$/.test(text)) {
      return text.toLowerCase();
    }
    const address = cleanIp(text);
    // cleanIp drops a port, which belongs into the setting of its own.
    return address !== null && !/^[\d.]+:\d+$|\]:/.test(text) ? address : undefined;
  },
  format: (value) => value,
};

/** A file; the value is an absolute path. */
export const file: Kind<string> = {
  allowed: 'the path of a file',
  placeholder: 'file',
  secret: false,
  parse: pathOf,
  format: (value) => value,
};

/** Several values of a kind with commas between; at least one. */
export function list<Value>(kind: Kind<Value>): Kind<readonly Value[]> {
  return {
    allowed: `one or more, with commas between, of: ${kind.allowed}`,
    placeholder: `${kind.placeholder},...`,
    secret: kind.secret,
    parse(text, base) {
      const parts = text.split(',').map((part) => part.trim());
      const values = parts.flatMap((part) => kind.parse(part, base) ?? []);
      return values.length === parts.length ? values : undefined;
    },
    format: (values) => values.map((value) => kind.format(value)).join(', '),
  };
}

/** A folder; the value is an absolute path. */
export const folder: Kind<string> = {
  allowed: 'the path of a folder',
  placeholder: 'folder',
  secret: false,
  parse: pathOf,
  format: (value) => value,
};

function pathOf(text: string, base: PathBase): string | undefined {
  if (text.trim() === '' || text.includes('\u0000')) return undefined;
  if (text === '~' || text.startsWith('~/')) return join(base.home, text.slice(1));
  return isAbsolute(text) ? normalize(text) : resolve(base.folder, text);
}
