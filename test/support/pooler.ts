import { connect, createServer, type Socket } from 'node:net';
import { addressPort, changeUrl } from './target.ts';

/** A connection pooler as PgBouncer is one, with which tests see what such a one does to us. */
export interface Pooler {
  /** The server's URL, leading through the pooler. */
  readonly url: string;
  close(): Promise<void>;
}

/** `session`: each client keeps its server connection; `transaction`: until its transaction ends. */
export type PoolMode = 'session' | 'transaction';

/** Server connections that no client has now; the one that was used last is given first. */
class Idle {
  readonly #idle: Server[] = [];
  readonly #waiting: ((server: Server) => void)[] = [];

  /** A new one goes behind those that have worked. */
  give(server: Server, isNew: boolean): void {
    const next = this.#waiting.shift();
    if (next !== undefined) next(server);
    else if (isNew) this.#idle.unshift(server);
    else this.#idle.push(server);
  }

  async take(): Promise<Server> {
    return this.#idle.pop() ?? new Promise((resolve) => this.#waiting.push(resolve));
  }
}

interface Server {
  readonly socket: Socket;
  /** The client that it works for. */
  client: Socket | undefined;
}

/**
 * Starts a pooler before the server of a URL. Each client logs in on a server connection of its
 * own, which then belongs to all.
 */
export async function startPooler(url: string, mode: PoolMode): Promise<Pooler> {
  const upstream = new URL(url);
  const open = new Set<Socket>();
  const idle = new Idle();
  const note = (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => {}); // a client or server that went away
    socket.on('close', () => open.delete(socket));
    return socket;
  };
  const listener = createServer((client) => {
    note(client);
    const socket = note(connect({ host: upstream.hostname, port: Number(upstream.port) }));
    serve(client, { socket, client }, { idle, mode });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    url: changeUrl(url, { hostname: '127.0.0.1', port: String(addressPort(listener)) }),
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

interface Pool {
  readonly idle: Idle;
  readonly mode: PoolMode;
}

function serve(client: Socket, own: Server, { idle, mode }: Pool): void {
  let server: Server | undefined = own;
  let loggedIn = false;
  let work = Promise.resolve();
  const fromServer = messages((type, message) => {
    const { client: receiver } = own;
    receiver?.write(type === 'K' ? withMadeUpProcess(message) : message);
    if (type !== 'Z') return;
    const isNew = !loggedIn;
    loggedIn = true;
    if (mode === 'transaction' && message[5] === IDLE) {
      own.client = undefined;
      receiver?.emit('released');
      idle.give(own, isNew);
    }
  });
  own.socket.on('data', fromServer);
  client.on('released', () => {
    server = undefined;
  });
  const fromClient = messages((type, message) => {
    work = work.then(async () => {
      if (type === 'X') return void client.end();
      server ??= await idle.take();
      server.client = client;
      server.socket.write(message);
    });
  });
  client.on('data', (piece) => {
    if (loggedIn) fromClient(piece);
    else own.socket.write(piece);
  });
}

/** State of a ReadyForQuery outside of a transaction: the letter I. */
const IDLE = 0x49;

/** Cuts a stream into messages of the protocol: a letter, a length, a body. */
function messages(take: (type: string, message: Buffer) => void): (piece: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    while (rest.length >= 5) {
      const length = 1 + rest.readInt32BE(1);
      if (rest.length < length) return;
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      take(String.fromCharCode(message[0] ?? 0), message);
    }
  };
}

/** Poolers announce keys of their own making, by which they know whose statement to cancel. */
function withMadeUpProcess(message: Buffer): Buffer {
  const made = Buffer.from(message);
  made.writeInt32BE(0x7fff_fff0, 5);
  return made;
}
