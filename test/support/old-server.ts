import { createServer, type Socket } from 'node:net';
import { addressPort } from './target.ts';

/** A server that says it is PostgreSQL 14.11. */
export interface OldServer {
  readonly url: string;
  close(): Promise<void>;
}

const SSL_REQUEST = 80_877_103;
const VERSION = '14.11 (Debian 14.11-1.pgdg120+2)';

/** The row with which it answers every query: what a client asks to learn what the server is. */
const ROW: readonly (readonly [name: string, type: number, value: string | null])[] = [
  ['version', 25, VERSION],
  ['version_number', 23, '140011'],
  ['read_only', 16, 'f'],
  ['extension_version', 25, null],
  ['extension_schema', 19, null],
  ['license', 25, null],
];

/**
 * Starts a stand-in for an old server, since nobody has one at hand: it speaks the wire protocol of
 * PostgreSQL as far as a login and one answer go.
 */
export async function startOldServer(): Promise<OldServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}); // the client went away
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `postgres://radar:secret@127.0.0.1:${addressPort(server)}/radar`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serve(socket: Socket): void {
  let pending = Buffer.alloc(0);
  let loggedIn = false;
  socket.on('data', (piece: Buffer) => {
    pending = Buffer.concat([pending, piece]);
    for (;;) {
      const head = loggedIn ? 1 : 0; // the first message has no type
      if (pending.length < head + 4) return;
      const end = head + pending.readInt32BE(head);
      if (pending.length < end) return;
      const message = pending.subarray(0, end);
      pending = pending.subarray(end);
      if (loggedIn) socket.write(answerTo(message));
      else if (message.readInt32BE(4) === SSL_REQUEST) socket.write('N');
      else {
        loggedIn = true;
        socket.write(Buffer.concat([LOGIN, READY]));
      }
    }
  });
}

/** Answers a query with the row, and other statements with their success. */
function answerTo(request: Buffer): Buffer {
  if (request[0] !== 'Q'.charCodeAt(0)) return Buffer.alloc(0);
  if (!/select/.test(request.toString())) return Buffer.concat([message('C', text('SET')), READY]);
  return Buffer.concat([
    message('T', int16(ROW.length), ...ROW.map(([name, type]) => column(name, type))),
    message('D', int16(ROW.length), ...ROW.map(([, , value]) => field(value))),
    message('C', text('SELECT 1')),
    READY,
  ]);
}

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function column(name: string, type: number): Buffer {
  return Buffer.concat([
    text(name),
    int32(0),
    int16(0),
    int32(type),
    int16(-1),
    int32(-1),
    int16(0),
  ]);
}

function field(value: string | null): Buffer {
  if (value === null) return int32(-1);
  return Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]);
}

const text = (value: string) => Buffer.from(`${value}\0`);

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

const READY = message('Z', Buffer.from('I'));
const LOGIN = Buffer.concat([
  message('R', int32(0)),
  message('S', text('server_version'), text(VERSION)),
  message('K', int32(1), int32(1)),
]);
