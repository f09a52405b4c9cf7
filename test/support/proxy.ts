import { connect, createServer, type Socket } from 'node:net';
import { addressPort, changeUrl } from './target.ts';

/** A TCP proxy in front of a server, with which tests make the network fail. */
export interface TcpProxy {
  /** The server's URL, leading through the proxy. */
  readonly url: string;
  /** Connections that are open now. */
  readonly connections: () => number;
  /** Ends every connection as a crash does; new ones are taken. */
  cut(): void;
  /** Ends every connection and takes no new ones, until {@link TcpProxy.restore}. */
  refuse(): void;
  /**
   * Nothing passes any more, in either direction, and no side is told: a half-open connection. New
   * connections are taken and left without an answer.
   */
  swallow(): void;
  /** Keeps what the server says back until it ends the connection: then all of it comes in one piece. */
  gather(): void;
  /** Lets everything pass again; what was kept back is lost, so its connections end. */
  restore(): void;
  close(): Promise<void>;
}

/** Starts a proxy before the server of a URL. */
export async function startProxy(url: string): Promise<TcpProxy> {
  const upstream = new URL(url);
  const open = new Set<Socket>();
  let state: 'passing' | 'refusing' | 'swallowing' | 'gathering' = 'passing';
  const pass = (from: Socket, to: Socket, target: Socket) => {
    open.add(from);
    const kept: Buffer[] = [];
    from.on('data', (piece) => {
      if (state === 'gathering' && from === target) kept.push(piece);
      else if (state !== 'swallowing') to.write(piece);
    });
    from.on('error', () => {}); // what a test broke on purpose
    from.on('end', () => {
      if (state !== 'swallowing') to.end(Buffer.concat(kept));
    });
    from.on('close', () => {
      open.delete(from);
      if (state !== 'swallowing') to.destroy();
    });
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (state === 'refusing') return void client.resetAndDestroy();
    const target = connect({ host: upstream.hostname, port: Number(upstream.port) });
    pass(client, target, target);
    pass(target, client, target);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    url: changeUrl(url, { hostname: '127.0.0.1', port: String(addressPort(server)) }),
    connections: () => open.size / 2,
    cut,
    refuse: () => {
      state = 'refusing';
      cut();
    },
    swallow: () => {
      state = 'swallowing';
    },
    gather: () => {
      state = 'gathering';
    },
    restore: () => {
      if (state === 'swallowing' || state === 'gathering') cut();
      state = 'passing';
    },
    close: async () => {
      state = 'refusing';
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
