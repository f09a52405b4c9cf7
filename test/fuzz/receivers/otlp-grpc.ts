import { deflateSync, gzipSync } from 'node:zlib';
import {
  encode,
  OTLP_SIGNALS,
  type OtlpSignal,
  readOtlp,
  SIGNALS,
} from '../../../src/ingest/index.ts';
import type { Random } from '../../../src/ingest/load/random.ts';
import { createMetrics } from '../../../src/observe/index.ts';
import { type Limits, startOtlpReceiver } from '../../../src/server/index.ts';
import { mutateBytes } from '../mutate.ts';
import { lines, type MakeReceiver, serverParts, type Told } from '../receiver.ts';
import { NOW } from '../record.ts';
import { type Watch, watching } from '../watch.ts';
import { type Ending, framed, type GrpcAnswer, grpcSender, type WireCall } from './grpc-wire.ts';
import { requestOf } from './otlp-request.ts';
import { rejectedIn, toldOf } from './otlp-told.ts';

/** Longest message; those beyond it are made in no time. */
const MAX_BYTES = 512 * 1_024;
/** A call that does not go on is given up after so long by a receiver for those alone. */
const IMPATIENT: Partial<Limits> = { requestMs: 300 };

/** OTLP over gRPC on a socket: by a real client, and by one that lies in its frames. */
export const makeOtlpGrpc: MakeReceiver = async (target) => {
  const { clock, log } = serverParts(target);
  const watch = watching(target);
  const start = async (limits: Partial<Limits>) => {
    const receiver = await startOtlpReceiver({
      ...{ clock, log, metrics: createMetrics('test'), writer: watch, maxBytes: MAX_BYTES },
      ...{ host: '127.0.0.1', grpcPort: 0, httpPort: 0, limits },
    });
    const sender = grpcSender(receiver.grpcUrl);
    const close = async () => {
      await sender.close();
      await receiver.stop();
    };
    return { ...sender, close };
  };
  const patient = await start({});
  const impatient = await start(IMPATIENT);
  let input: Input | undefined;
  return {
    async send(random) {
      watch.take();
      const faults = lines.length;
      const now = inputOf(random);
      input = now;
      let told: Told;
      if (now.way === 'garbage') {
        await patient.garbage(now.bytes);
        told = { records: 1, made: undefined, whole: 'no gRPC' };
      } else {
        const { path, ending } = now.call;
        const sender = ending === 'rest' ? impatient : patient;
        const answer =
          now.way === 'client'
            ? await sender.call(path, now.message, { gzip: now.gzip })
            : await sender.send(now.call);
        // What was begun before this one is either being written by now, or never will be.
        if (now.broken) await sender.send(EMPTY);
        await watch.settled();
        told = toldBy(now, answer, watch);
      }
      if (lines.length > faults) throw new Error(`it logged ${lines.slice(faults).join('')}`);
      return told;
    },
    last: () => (input === undefined ? 'nothing' : shown(input)),
    async close() {
      await patient.close();
      await impatient.close();
    },
  };
};

interface Known {
  readonly signal: OtlpSignal;
  readonly message: Buffer;
  readonly made: number | undefined;
}

type Input =
  | (Known & { readonly way: 'client'; readonly gzip: boolean } & Call)
  | (Known & { readonly way: 'wire' } & Call)
  | { readonly way: 'garbage'; readonly bytes: Buffer };

interface Call {
  readonly call: WireCall;
  /** Whether more than the message itself is wrong, so that nobody knows how far it comes. */
  readonly broken: boolean;
  /** Statuses with which it may be refused. */
  readonly refusals: readonly number[];
}

const CANCELLED = 1;
const INVALID = 3;
const DEADLINE = 4;
const EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;

const GRPC = { 'content-type': 'application/grpc' };

const EMPTY: WireCall = {
  path: SIGNALS.logs.grpcMethod,
  headers: GRPC,
  pieces: [framed(Buffer.alloc(0))],
  ending: 'half-close',
};

/** What the answer means for the books. */
function toldBy(input: Known & Call, answer: GrpcAnswer, watch: Watch): Told {
  const { signal, message, made, broken, refusals } = input;
  const { status } = answer;
  const handed = watch.take();
  if (status === 0) {
    return { ...toldOf(rejectedIn(signal, answer.body), handed), made: broken ? undefined : made };
  }
  if (!refusals.includes(status ?? CANCELLED)) {
    throw new Error(`it was answered with ${status}: ${answer.message}`);
  }
  const whole = status === undefined ? 'no answer' : `gRPC ${status}`;
  // One that arrived whole and cannot be read is kept.
  if (status === INVALID && handed?.brought !== 1) throw new Error('it was not kept');
  if (handed === undefined || handed.rows === 0) return { records: 1, made: undefined, whole };
  if (!broken) throw new Error(`${handed.rows} rows went through, and it was refused: ${whole}`);
  // It was taken back too late.
  const { count } = readOtlp(signal, { format: 'protobuf', bytes: message }, NOW);
  return { records: count, letterless: count - handed.rows - handed.brought, made: undefined };
}

function inputOf(random: Random): Input {
  if (random.below(300) === 0) return { way: 'garbage', bytes: garbage(random) };
  const known = knownOf(random);
  const path = SIGNALS[known.signal].grpcMethod;
  if (random.below(8) > 0) {
    const call: WireCall = { path, headers: GRPC, pieces: [], ending: 'half-close' };
    const refusals = [INVALID, ...(known.message.length > MAX_BYTES ? [EXHAUSTED] : [])];
    return { way: 'client', ...known, gzip: random.below(3) === 0, call, broken: false, refusals };
  }
  return { way: 'wire', ...known, ...lieOf(known.message, path, random) };
}

/** A request, good or damaged, or bytes that are none. */
function knownOf(random: Random): Known {
  const signal = random.pick(OTLP_SIGNALS);
  if (random.below(400) === 0) {
    const message = Buffer.alloc(MAX_BYTES + random.pick([-1, 0, 1, 9_999]), random.below(256));
    return { signal, message, made: undefined };
  }
  if (random.below(40) === 0) {
    const message = Buffer.from(random.hex(2 * random.below(200)), 'hex');
    return { signal, message, made: undefined };
  }
  const { request, records } = requestOf(signal, random);
  const message = Buffer.from(encode(SIGNALS[signal].request, request));
  if (random.below(6) > 0) return { signal, message, made: records };
  return { signal, message: mutateBytes(message, random), made: undefined };
}

type Lie = (message: Buffer, random: Random) => Partial<WireCall> & { readonly statuses: number[] };

const TRUTH = 'half-close' satisfies Ending;

/** Ways to be wrong around a message, each with the statuses that it may be answered with. */
const LIES: readonly Lie[] = [
  // Says that it is packed and is not, or is packed and does not say so, or says what nobody knows.
  (message, random) => ({
    pieces: [framed(message, { flag: random.pick([1, 2, 128, 255]) })],
    headers: random.pick<WireCall['headers']>([
      {},
      { 'grpc-encoding': 'gzip' },
      { 'grpc-encoding': 'deflate' },
    ]),
    statuses: [INVALID, INTERNAL],
  }),
  (message) => ({ pieces: [framed(gzipSync(message, { level: 1 }))], statuses: [INVALID] }),
  (message, random) => ({
    pieces: [framed(deflateSync(message, { level: 1 }), { flag: 1 })],
    headers: { 'grpc-encoding': random.pick(['gzip', 'br', 'snappy', '', 'identity']) },
    statuses: [INVALID, UNIMPLEMENTED, INTERNAL],
  }),
  // Packed, and then cut off or changed.
  (message, random) => ({
    pieces: [framed(mutateBytes(gzipSync(message, { level: 1 }), random), { flag: 1 })],
    headers: { 'grpc-encoding': 'gzip' },
    statuses: [INVALID, INTERNAL, EXHAUSTED],
  }),
  // Packed, and unpacks to more than is taken.
  () => ({
    pieces: [framed(BOMB, { flag: 1 })],
    headers: { 'grpc-encoding': 'gzip' },
    statuses: [EXHAUSTED],
  }),
  // A length that is not the one of what follows.
  (message, random) => ({
    pieces: [
      framed(message, {
        length: random.pick([0, 1, message.length - 1, message.length >>> 1]) >>> 0,
      }),
    ],
    statuses: [INVALID, UNIMPLEMENTED, EXHAUSTED, INTERNAL],
  }),
  (message, random) => ({
    pieces: [framed(message, { length: message.length + 1 + random.below(9_999) })],
    statuses: [UNIMPLEMENTED, EXHAUSTED],
  }),
  (message, random) => ({
    pieces: [framed(message, { length: random.pick([MAX_BYTES + 1, 2 ** 31, 2 ** 32 - 1]) })],
    statuses: [EXHAUSTED],
  }),
  // No message, half a prefix, or more than one message.
  (_, random) => ({ pieces: [Buffer.alloc(random.below(5))], statuses: [UNIMPLEMENTED] }),
  (message) => ({ pieces: [framed(message), framed(message)], statuses: [UNIMPLEMENTED] }),
  // Byte by byte, as a slow network has it.
  (message, random) => ({
    pieces: crumbs(framed(message), random),
    statuses: [INVALID, EXHAUSTED],
  }),
  // Takes the call back: at once, in the middle, or after all was sent.
  (message, random) => ({
    pieces: [
      framed(message).subarray(0, random.pick([0, 3, message.length >>> 1, message.length + 5])),
    ],
    ending: 'cancel',
    statuses: [CANCELLED, INVALID],
  }),
  // Has too little time.
  (message, random) => ({
    pieces: [framed(message)],
    headers: { 'grpc-timeout': random.pick(['1n', '0S', '1m', '99999999H', '-1S', 'x', '1']) },
    statuses: [DEADLINE, INTERNAL, INVALID, EXHAUSTED],
  }),
  // What is no call of this receiver.
  (message, random) => ({
    pieces: [framed(message)],
    path: random.pick([
      '/',
      '/x',
      '/opentelemetry.proto.collector.logs.v1.LogsService/Import',
      '/%00',
    ]),
    statuses: [UNIMPLEMENTED],
  }),
  (message, random) => ({
    pieces: [framed(message)],
    headers: {
      'content-type': random.pick(['text/plain', 'application/json', 'application/x-protobuf']),
    },
    statuses: [CANCELLED],
  }),
];

/** Closes its half never. Each waits for the receiver to give up, so there are few. */
const REST: Lie = (message, random) => ({
  pieces: [
    framed(message).subarray(0, random.pick([0, 3, message.length >>> 1, message.length + 5])),
  ],
  ending: 'rest',
  statuses: [DEADLINE, INVALID, EXHAUSTED],
});

function lieOf(message: Buffer, path: string, random: Random): Call {
  const lie = random.below(100) === 0 ? REST : random.pick(LIES);
  const { statuses, headers = {}, pieces = [], ending = TRUTH, ...more } = lie(message, random);
  const refusals = message.length > MAX_BYTES ? [...statuses, EXHAUSTED] : statuses;
  const call: WireCall = { path, headers: { ...GRPC, ...headers }, pieces, ending, ...more };
  return { call, broken: true, refusals };
}

const BOMB = gzipSync(Buffer.alloc(20 * 1_048_576));

function crumbs(bytes: Buffer, random: Random): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length && pieces.length < 20; ) {
    const length = pieces.length === 19 ? bytes.length : 1 + random.below(9);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const SETTINGS = Buffer.from('000000040000000000', 'hex');

/** Another protocol, or HTTP/2 that goes wrong after its beginning. */
function garbage(random: Random): Buffer {
  const noise = Buffer.from(random.hex(2 * random.below(300)), 'hex');
  return random.pick([
    Buffer.from('POST /v1/logs HTTP/1.1\r\ncontent-length: 5\r\n\r\nabc'),
    noise,
    PREFACE.subarray(0, random.below(PREFACE.length)),
    Buffer.concat([PREFACE, noise]),
    Buffer.concat([PREFACE, SETTINGS, noise]),
    // Headers that are cut off, of a length that lies.
    Buffer.concat([PREFACE, SETTINGS, Buffer.from('0000ff010400000001', 'hex'), noise]),
  ]);
}

function shown(input: Input): string {
  if (input.way === 'garbage') return `garbage ${input.bytes.toString('base64')}`;
  const { way, signal, message, call } = input;
  const pieces = call.pieces.map((piece) => piece.subarray(0, 2_000).toString('base64'));
  const sent = way === 'client' ? { gzip: input.gzip } : { ...call, pieces };
  return `${way} ${signal} ${JSON.stringify(sent)} ${message.length} bytes: ${message.subarray(0, 2_000).toString('base64')}`;
}
