import { Server as NetServer } from 'node:net';
import { listenFault } from './faults/index.ts';
import { type HttpAddress, isLoopback, urlOf } from './http-address.ts';
import { type Limits, limitsFor } from './limits.ts';
import type { ServerParts } from './parts.ts';
import { createDrain } from './protocol/index.ts';
import { buildServer } from './server.ts';

export interface RunningServer {
  /** Address of console and API on this machine, for example `http://127.0.0.1:8450`. */
  readonly url: string;
  /** Takes no more connections, lets running requests end within the grace period, and closes. */
  stop(): Promise<void>;
}

/**
 * Starts to listen. Port 0 takes any free port. Throws HTTP_PORT_TAKEN or HTTP_LISTEN_FAILED with
 * what to do.
 */
export async function startServer(
  parts: ServerParts,
  address: HttpAddress,
  options: { readonly limits?: Partial<Limits> } = {},
): Promise<RunningServer> {
  const limits = {
    ...limitsFor(parts.database.options.statementTimeoutMs),
    ...options.limits,
  };
  const drain = createDrain();
  const app = buildServer(parts, { limits, drain, loopbackOnly: isLoopback(address.host) });
  try {
    await app.listen({ ...address, host: oneAddress(address.host) });
  } catch (fault) {
    await app.close();
    throw await listenFault(fault, address);
  }
  const bound = app.server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    // Not http's own close: that destroys connections whose answer is written but not yet taken.
    NetServer.prototype.close.call(app.server);
    await drain.drain(limits.graceMs);
    // Kept alive, or opened by a browser in advance: nothing is under way on them any more.
    app.server.closeAllConnections();
    await app.close();
  };
  return {
    url: urlOf({ host: address.host, port }),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** `localhost` means two addresses; one socket is simpler to stop, and every client tries it. */
function oneAddress(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}
