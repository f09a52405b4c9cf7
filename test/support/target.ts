import { type AddressInfo, createServer, type Server } from 'node:net';
import type { ConnectionTarget, DatabaseOptions } from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';

/** Settings of a small pool that says nothing. */
export function poolOptions(target: ConnectionTarget): DatabaseOptions {
  return {
    target,
    schema: 'radar',
    maxConnections: 4,
    statementTimeoutMs: 30_000,
    log: silentLogger,
  };
}

/** The same server, another database. */
export function withDatabase(target: ConnectionTarget, database: string): ConnectionTarget {
  return 'url' in target
    ? { url: changeUrl(target.url, { pathname: `/${database}` }) }
    : { ...target, database };
}

/** A URL with some of its parts changed. */
export function changeUrl(
  text: string,
  parts: Partial<Pick<URL, 'pathname' | 'username' | 'password' | 'hostname' | 'port'>>,
): string {
  return Object.assign(new URL(text), parts).href;
}

/** The port on which a server listens. */
export function addressPort(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** A port on the loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = addressPort(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
