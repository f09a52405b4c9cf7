import { createServer } from 'node:net';
import {
  Metadata,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
  ServerListenerBuilder,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { memoryFault, OTLP_SIGNALS, type OtlpSignal, SIGNALS } from '../../ingest/index.ts';
import { type Authentication, admit } from '../auth/index.ts';
import { listenFault, nameFault } from '../faults/index.ts';
import { type HttpAddress, urlOf } from '../http-address.ts';
import type { Limits } from '../limits.ts';
import { oneAddress, type RunningServer } from '../listen.ts';
import { answerBody } from './answer.ts';
import type { Intake } from './intake.ts';
import { problemOf, statusBytes } from './status.ts';

/** Requests that one connection may have under way; senders have one or a few. */
const MOST_STREAMS = 16;

const FLAGS = { host: '--otlp-host', port: '--otlp-grpc-port' };

type Call = ServerUnaryCall<Buffer, Buffer>;
type Callback = sendUnaryData<Buffer>;

const asIs = (bytes: Buffer) => bytes;

export interface GrpcOptions {
  readonly intake: Intake;
  readonly limits: Pick<Limits, 'requestMs' | 'graceMs'>;
  readonly auth?: Authentication | undefined;
}

/**
 * Starts OTLP over gRPC, packed by gzip or not. Port 0 takes any free port. Throws HTTP_PORT_TAKEN
 * or HTTP_LISTEN_FAILED with what to do.
 */
export async function startGrpc(
  address: HttpAddress,
  { intake, limits, auth }: GrpcOptions,
): Promise<RunningServer> {
  const server = new Server({
    // Of the message as it comes, and again of what it unpacks to.
    'grpc.max_receive_message_length': intake.maxBytes,
    'grpc.max_concurrent_streams': MOST_STREAMS,
    'grpc.enable_channelz': 0,
    interceptors: [limitArrival(limits.requestMs)],
  });
  for (const signal of OTLP_SIGNALS) addExport(server, { intake, auth }, signal);
  const port = await bind(server, address);
  let stopped: Promise<void> | undefined;
  return {
    url: urlOf({ host: address.host, port }),
    stop: () => {
      stopped ??= shutDown(server, limits.graceMs);
      return stopped;
    },
  };
}

type Entrance = Pick<GrpcOptions, 'intake' | 'auth'>;

function addExport(server: Server, entrance: Entrance, signal: OtlpSignal): void {
  const method = {
    path: SIGNALS[signal].grpcMethod,
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  } as const;
  const handler = (call: Call, callback: Callback) => {
    answerCall(entrance, signal, call).then(
      (answer) => callback(null, answer),
      (fault: unknown) => callback(errorStatus(fault)),
    );
  };
  server.addService({ Export: method }, { Export: handler });
}

async function answerCall(
  { intake, auth }: Entrance,
  signal: OtlpSignal,
  { request: bytes, metadata }: Call,
): Promise<Buffer> {
  await admit(auth, headersOf(metadata), 'ingest:write').catch((fault: unknown) => {
    throw intake.refuse('grpc', signal, fault);
  });
  const account = intake.open();
  try {
    if (!account.hold(bytes.length)) throw intake.refuse('grpc', signal, memoryFault());
    const body = { format: 'protobuf', bytes } as const;
    const outcome = await intake.take({ transport: 'grpc', signal, body });
    return answerBody(signal, outcome, 'protobuf');
  } finally {
    account.close();
  }
}

function headersOf(metadata: Metadata) {
  const read = (name: string) => {
    const [value] = metadata.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return { authorization: read('authorization'), 'x-api-key': read('x-api-key') };
}

function errorStatus(fault: unknown) {
  const problem = problemOf(nameFault(fault));
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', statusBytes(problem));
  return { code: problem.code, details: problem.message, metadata };
}

/**
 * Cuts a call whose message does not arrive completely within `ms`: what is here of it takes memory.
 * The sender is told so in a way after which it may come again.
 */
function limitArrival(ms: number): ServerInterceptor {
  return (_method, call) => {
    const cut = () =>
      call.sendStatus({
        code: status.DEADLINE_EXCEEDED,
        details: `The request did not arrive within ${ms / 1_000} seconds.`,
      });
    const timer = setTimeout(cut, ms).unref();
    const end = () => clearTimeout(timer);
    const listener = new ServerListenerBuilder()
      .withOnReceiveHalfClose((next) => {
        end();
        next();
      })
      .withOnCancel(end)
      .build();
    return new ServerInterceptingCall(call, { start: (next) => next(listener) });
  };
}

async function bind(server: Server, address: HttpAddress): Promise<number> {
  const host = oneAddress(address.host);
  await checkFree({ host, port: address.port }, address);
  const target = `${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(target, ServerCredentials.createInsecure(), (fault, port) => {
      if (fault === null) resolve(port);
      else listenFault(fault, address, FLAGS).then(reject, reject);
    });
  });
}

/** The library tells that it cannot listen, but not why. */
async function checkFree({ host, port }: HttpAddress, address: HttpAddress): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject).listen({ host, port }, resolve);
    });
  } catch (fault) {
    throw await listenFault(fault, address, FLAGS);
  }
  await new Promise<void>((resolve) => probe.close(() => resolve()));
}

/** Lets calls under way end; those that do not within `graceMs` are cut. */
async function shutDown(server: Server, graceMs: number): Promise<void> {
  const timer = setTimeout(() => server.forceShutdown(), graceMs);
  try {
    await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  } finally {
    clearTimeout(timer);
    server.forceShutdown();
  }
}
