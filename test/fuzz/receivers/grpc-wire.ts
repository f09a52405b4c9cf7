import { type ClientHttp2Session, connect as connectHttp2, constants } from 'node:http2';
import { connect } from 'node:net';
import { type CallOptions, Client, credentials } from '@grpc/grpc-js';

/*
 * Two senders of gRPC: the client library, which sends only what is right, and one that puts frames
 * together by itself, and so can lie in each of them.
 */

/** What came back. */
export interface GrpcAnswer {
  /** Undefined where the stream ended without one. */
  readonly status: number | undefined;
  readonly message: string;
  /** The message within the answer; empty where there is none. */
  readonly body: Buffer;
}

/** How a sender goes on after its last byte. */
export type Ending =
  /** Closes its half, as it should. */
  | 'half-close'
  /** Takes the call back at once. */
  | 'cancel'
  /** Says nothing more, and waits. */
  | 'rest';

/** A call as it goes over the wire. */
export interface WireCall {
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly pieces: readonly Buffer[];
  readonly ending: Ending;
}

export interface GrpcSender {
  /** Calls by the client library. */
  call(path: string, message: Buffer, options: { readonly gzip: boolean }): Promise<GrpcAnswer>;
  send(call: WireCall): Promise<GrpcAnswer>;
  /** Sends bytes that are no HTTP/2 or broken HTTP/2, and ends when the connection does. */
  garbage(bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

const GZIP = 2;
const asIs = (bytes: Buffer) => bytes;

export function grpcSender(url: string): GrpcSender {
  const { host, hostname, port } = new URL(url);
  const clientWith = (options: object) =>
    new Client(host, credentials.createInsecure(), {
      'grpc.enable_retries': 0,
      'grpc.max_send_message_length': -1,
      // Clients with the same options would share one connection.
      'grpc.use_local_subchannel_pool': 1,
      ...options,
    });
  const plain = clientWith({});
  const packing = clientWith({ 'grpc.default_compression_algorithm': GZIP });
  let session: ClientHttp2Session | undefined;
  const open = () => {
    if (session === undefined || session.closed || session.destroyed) {
      session = connectHttp2(url);
      session.on('error', () => {}); // its streams tell
    }
    return session;
  };
  return {
    call(path, message, { gzip }) {
      const client = gzip ? packing : plain;
      const options: CallOptions = { deadline: Date.now() + CALL_MS };
      return new Promise((resolve) => {
        client.makeUnaryRequest(path, asIs, asIs, message, options, (fault, answer) => {
          if (fault !== null) {
            resolve({ status: fault.code, message: fault.details, body: Buffer.alloc(0) });
          } else resolve({ status: 0, message: '', body: answer ?? Buffer.alloc(0) });
        });
      });
    },
    send: (call) => sendOver(open(), call),
    garbage: (bytes) =>
      new Promise((resolve) => {
        const socket = connect({ host: hostname, port: Number(port) });
        socket.on('error', () => {}).once('close', () => resolve());
        socket.resume().end(bytes);
        setTimeout(() => socket.destroy(), GARBAGE_MS).unref();
      }),
    async close() {
      plain.close();
      packing.close();
      const last = session;
      if (last === undefined || last.destroyed) return;
      await new Promise<void>((resolve) => last.close(() => resolve()));
    },
  };
}

/** Nobody should have need of it. */
const CALL_MS = 30_000;
/** A receiver may wait for the rest of what is no HTTP/2. */
const GARBAGE_MS = 50;

async function sendOver(
  session: ClientHttp2Session,
  { path, headers, pieces, ending }: WireCall,
): Promise<GrpcAnswer> {
  const stream = session.request(
    { ':method': 'POST', ':path': path, te: 'trailers', ...headers },
    { endStream: false },
  );
  const parts: Buffer[] = [];
  let told: { readonly [name: string]: unknown } = {};
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  stream
    .on('error', () => {}) // the receiver may cut it
    .on('response', (fields) => {
      told = { ...told, ...fields };
    })
    .on('trailers', (fields) => {
      told = { ...told, ...fields };
    })
    .on('data', (bytes: Buffer) => parts.push(bytes));
  for (const piece of pieces) {
    if (!stream.destroyed)
      await new Promise<void>((resolve) => stream.write(piece, () => resolve()));
  }
  if (ending === 'half-close') stream.end();
  else if (ending === 'cancel') stream.close(constants.NGHTTP2_CANCEL);
  // Whoever rests waits for the receiver to give up, as it may have done meanwhile, and then closes its half.
  else if (stream.readableEnded) stream.end();
  else stream.once('end', () => stream.end());
  await closed;
  const status = told['grpc-status'];
  return {
    status: status === undefined ? undefined : Number(status),
    message: String(told['grpc-message'] ?? ''),
    body: Buffer.concat(parts).subarray(PREFIX_BYTES),
  };
}

const PREFIX_BYTES = 5;

/** A message with its prefix: a byte that says whether it is packed, and its length. */
export function framed(message: Buffer, { flag = 0, length = message.length } = {}): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt8(flag, 0);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}
