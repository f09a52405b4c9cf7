import { connect, type Socket } from 'node:net';
import { until } from '../support/until.ts';

/** A connection on which a test sends bytes that no HTTP client would send. */
export interface RawLine {
  readonly socket: Socket;
  /** All that came back, byte by byte. */
  text(): string;
  /** Whether the other side has ended it. */
  ended(): boolean;
}

/** Opens a connection to the server of a URL. What we close by halves stays half open. */
export function openLine(url: string): RawLine {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  let text = '';
  let ended = false;
  const end = () => {
    ended = true;
  };
  socket.on('data', (piece) => {
    text += piece.toString('latin1');
  });
  socket.on('error', end).on('end', end).on('close', end);
  return { socket, text: () => text, ended: () => ended };
}

/** Sends bytes on a connection of their own, and answers what came back until its end. */
export async function sendRaw(
  url: string,
  bytes: string | Buffer,
  options: { readonly thenEnd?: boolean } = {},
): Promise<string> {
  const line = openLine(url);
  try {
    line.socket.write(bytes);
    if (options.thenEnd === true) line.socket.end();
    await until('the end of the connection', () => line.ended());
    return line.text();
  } finally {
    line.socket.destroy();
  }
}

/** Asks on a connection that stays open, and reads the answer as JSON. */
export async function askOn<Body>(line: RawLine, path: string): Promise<Body> {
  const before = line.text().length;
  line.socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  return until(`the answer to ${path}`, () => {
    const [head = '', body = ''] = line.text().slice(before).split('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    return body.length === length && (JSON.parse(body) as Body);
  });
}
