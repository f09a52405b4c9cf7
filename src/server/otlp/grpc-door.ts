import { createServer, type Socket } from 'node:net';
import { limitConnections } from '../connections.ts';
import { listenFault } from '../faults/index.ts';
import type { HttpAddress } from '../http-address.ts';
import { oneAddress } from '../listen.ts';
import type { ServerParts } from '../parts.ts';

/*
 * The library of gRPC can listen by itself, but limits no connections, does not tell why it cannot
 * listen, and never cuts those that are left when its time is over.
 */

/** Where connections come in. */
export interface Door {
  readonly port: number;
  /** Lets no more in. */
  close(): void;
  /** Cuts the connections that are open still. */
  cut(): void;
}

export interface DoorOptions {
  readonly parts: Pick<ServerParts, 'clock' | 'log'>;
  readonly enter: (socket: Socket) => void;
}

const FLAGS = { host: '--otlp-host', port: '--otlp-grpc-port' };

/** Listens at an address. Throws HTTP_PORT_TAKEN or HTTP_LISTEN_FAILED with what to do. */
export async function openDoor(address: HttpAddress, { parts, enter }: DoorOptions): Promise<Door> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    enter(socket);
  });
  limitConnections(server, parts);
  try {
    await new Promise<void>((resolve, reject) => {
      const { port } = address;
      server.once('error', reject).listen({ host: oneAddress(address.host), port }, resolve);
    });
  } catch (fault) {
    throw await listenFault(fault, address, FLAGS);
  }
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : address.port,
    close: () => void server.close(),
    cut() {
      for (const socket of open) socket.destroy();
    },
  };
}
