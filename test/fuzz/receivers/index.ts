import type { DatasetName } from '../../../src/catalogue/index.ts';
import type { MakeReceiver } from '../receiver.ts';
import { makeEvents } from './events.ts';
import { makeNats } from './nats.ts';
import { makeOtlp } from './otlp.ts';
import { makeOtlpGrpc } from './otlp-grpc.ts';
import { makePayload } from './payload.ts';
import { makeRecords } from './records.ts';
import { makeRemoteWrite } from './remote-write.ts';
import { makeSockets } from './sockets.ts';

export interface ReceiverUnderTest {
  readonly name: string;
  readonly make: MakeReceiver;
  /** Rows of these come beside those of the sender. */
  readonly besides?: readonly DatasetName[];
}

/** Every receiver, each with a generator of its own. */
export const RECEIVERS: readonly ReceiverUnderTest[] = [
  { name: 'records', make: makeRecords },
  { name: 'events', make: makeEvents },
  { name: 'payloads', make: makePayload, besides: ['device_updates', 'device_capabilities'] },
  { name: 'remote-write', make: makeRemoteWrite },
  { name: 'otlp', make: makeOtlp },
  { name: 'otlp-grpc', make: makeOtlpGrpc },
  { name: 'nats', make: makeNats },
  { name: 'sockets', make: makeSockets },
];
