import { Server as NetServer } from 'node:net';
import { type ListenFlags, listenFault } from './faults/index.ts';
import { type HttpAddress, urlOf } from './http-address.ts';
import type { App } from './parts.ts';
import type { Drain } from './protocol/index.ts';

export interface RunningServer {
  /** Its address on this machine, for example `http://127.0.0.1:8450`. */
  readonly url: string;
  /** Takes no more connections, lets running requests end within the grace period, and closes. */
  stop(): Promise<void>;
}

export interface ListenOptions {
  readonly drain: Drain;
  readonly graceMs: number;
  /** What an operator sets to listen elsewhere; those of the API unless given. */
  readonly flags?: ListenFlags;
}

/**
 * Lets a server listen. Port 0 takes any free port. Throws HTTP_PORT_TAKEN or HTTP_LISTEN_FAILED with
 * what to do.
 */
export async function listen(
  app: App,
  address: HttpAddress,
  { drain, graceMs, flags }: ListenOptions,
): Promise<RunningServer> {
  try {
    await app.listen({ ...address, host: oneAddress(address.host) });
  } catch (fault) {
    await app.close();
    throw await listenFault(fault, address, flags);
  }
  const bound = app.server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    // Not http's own close: that destroys connections whose answer is written but not yet taken.
    NetServer.prototype.close.call(app.server);
    await drain.drain(graceMs);
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
export function oneAddress(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}
