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
import { nameFault } from '../faults/index.ts';
import { type HttpAddress, urlOf } from '../http-address.ts';
import type { Limits } from '../limits.ts';
import type { RunningServer } from '../listen.ts';
import type { ServerParts } from '../parts.ts';
import { answerBody } from './answer.ts';
import { type Door, openDoor } from './grpc-door.ts';
import type { Intake } from './intake.ts';
import { problemOf, statusBytes } from './status.ts';

/** Requests that one connection may have under way; senders have one or a few. */
const MOST_STREAMS = 16;

type Call = ServerUnaryCall<Buffer, Buffer>;
type Callback = sendUnaryData<Buffer>;

const asIs = (bytes: Buffer) => bytes;

export interface GrpcOptions {
  readonly intake: Intake;
  readonly parts: Pick<ServerParts, 'clock' | 'log'>;
  readonly limits: Pick<Limits, 'requestMs' | 'graceMs'>;
  readonly auth?: Authentication | undefined;
}

/**
 * Starts OTLP over gRPC, packed by gzip or not. Port 0 takes any free port. Throws HTTP_PORT_TAKEN
 * or HTTP_LISTEN_FAILED with what to do.
 */
export async function startGrpc(
  address: HttpAddress,
  { intake, parts, limits, auth }: GrpcOptions,
): Promise<RunningServer> {
  const server = new Server({
    // Of the message as it comes, and again of what it unpacks to.
    'grpc.max_receive_message_length': intake.maxBytes,
    'grpc.max_concurrent_streams': MOST_STREAMS,
    'grpc.enable_channelz': 0,
    interceptors: [limitArrival(limits.requestMs)],
  });
  for (const signal of OTLP_SIGNALS) addExport(server, { intake, auth }, signal);
  const { injectConnection } = server.createConnectionInjector(ServerCredentials.createInsecure());
  const door = await openDoor(address, { parts, enter: injectConnection });
  let stopped: Promise<void> | undefined;
  return {
    url: urlOf({ host: address.host, port: door.port }),
    stop: () => {
      stopped ??= shutDown(server, door, limits.graceMs);
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

/** Lets calls under way end; those that do not within `graceMs` are cut. */
async function shutDown(server: Server, door: Door, graceMs: number): Promise<void> {
  door.close();
  const timer = setTimeout(() => door.cut(), graceMs);
  try {
    await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  } finally {
    clearTimeout(timer);
    door.cut();
  }
}
