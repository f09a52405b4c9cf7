import { type HttpAddress, isLoopback } from './http-address.ts';
import { limitsFor } from './limits.ts';
import { listen, type RunningServer } from './listen.ts';
import type { ServerParts } from './parts.ts';
import { createDrain } from './protocol/index.ts';
import { buildServer, type ServerOptions } from './server.ts';

/**
 * Starts API and console. Port 0 takes any free port. Throws HTTP_PORT_TAKEN or HTTP_LISTEN_FAILED
 * with what to do.
 */
export function startServer(
  parts: ServerParts,
  address: HttpAddress,
  options: Pick<ServerOptions, 'limits' | 'trustedProxies'> = {},
): Promise<RunningServer> {
  const limits = {
    ...limitsFor(parts.database.options.statementTimeoutMs),
    ...options.limits,
  };
  const drain = createDrain();
  const app = buildServer(parts, {
    ...options,
    limits,
    drain,
    loopbackOnly: isLoopback(address.host),
  });
  return listen(app, address, { drain, graceMs: limits.graceMs });
}
