import { readFile } from 'node:fs/promises';
import {
  AckPolicy,
  type ConsumerInfo,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import {
  connect,
  credsAuthenticator,
  type NatsConnection,
  type NodeConnectionOptions,
  nanos,
  type TlsOptions,
} from '@nats-io/transport-node';
import { codeOf, type Instant } from '../../core/index.ts';
import type { BrokerAddress } from './settings.ts';

/*
 * The one place that knows the client library. A connection that is lost stays lost: the receiver
 * makes a new one, so that there is one way back from every fault and not two.
 */

/** What rows are made of. */
export interface ReceivedMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  /** Names as they were sent; of a header that comes more than once, the first value. */
  readonly headers: ReadonlyMap<string, string>;
  readonly stream: string;
  /** Position in its stream. */
  readonly sequence: number;
  /** When the broker took it: the receipt time, which is the same at each delivery. */
  readonly receivedAt: Instant;
}

/** A message, held until it is answered. */
export interface BrokerMessage extends ReceivedMessage {
  /** 1 for the first delivery. */
  readonly deliveries: number;
  ack(): void;
  /** As {@link BrokerMessage.ack}, and waits until the broker has noted it. */
  ackConfirmed(): Promise<void>;
  /** Asks for it again, not before `delayMs`. */
  nak(delayMs: number): void;
  /** Asks for more time. */
  working(): void;
}

/** A stream as it is. */
export interface StreamState {
  /** Empty for a mirror. */
  readonly subjects: readonly string[];
}

/** What a consumer should be. */
export interface ConsumerWish {
  readonly stream: string;
  readonly name: string;
  readonly filters: readonly string[];
  readonly ackWaitMs: number;
  readonly maxAckPending: number;
}

/** A consumer as it is. */
export interface ConsumerState extends ConsumerWish {
  /** Whether messages are pulled and acknowledged one by one, as this receiver needs. */
  readonly usable: boolean;
  readonly maxDeliver: number;
  /** Messages that were not delivered yet. */
  readonly pending: number;
  /** Messages that were delivered and not acknowledged. */
  readonly ackPending: number;
}

/** Messages of a consumer. Iteration ends when the connection does, and throws when the consumer is gone. */
export interface Subscription extends AsyncIterable<BrokerMessage> {
  /** Takes no more messages. */
  stop(): void;
}

/** A connection to a broker. */
export interface Broker {
  readonly server: string;
  /** `2.10.27`. */
  readonly version: string;
  /** Whether a consumer may have several filters. */
  readonly manyFilters: boolean;
  /** Resolves when the connection is gone, with the fault where there was one. */
  readonly closed: Promise<Error | undefined>;
  /** Undefined when there is none of that name. */
  stream(name: string): Promise<StreamState | undefined>;
  createStream(name: string, subjects: readonly string[]): Promise<void>;
  /** Undefined when there is none of that name. */
  consumer(stream: string, name: string): Promise<ConsumerState | undefined>;
  createConsumer(wish: ConsumerWish): Promise<void>;
  updateConsumer(wish: ConsumerWish): Promise<void>;
  /** `prefetch` messages are on the way at most. */
  subscribe(stream: string, consumer: string, prefetch: number): Promise<Subscription>;
  /** Sends what is to be sent, and ends. */
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 5_000;
const PING_INTERVAL_MS = 10_000;
const PULL_EXPIRES_MS = 10_000;

/** The client puts a change over the old configuration, in which there may be filters of the other kind. */
const NO_FILTERS: object = { filter_subject: undefined, filter_subjects: undefined };

const STREAM_NOT_FOUND = 10_059;
const CONSUMER_NOT_FOUND = 10_014;

/** Connects to the first server that answers. Throws what the client threw at the last one. */
export async function connectBroker(address: BrokerAddress): Promise<Broker> {
  const { domain } = address;
  const options = { timeout: REQUEST_TIMEOUT_MS, ...(domain === null ? {} : { domain }) };
  const connection = await connectFirst(address);
  const manager = await jetstreamManager(connection, { ...options, checkAPI: false });
  return brokerOf(connection, manager, jetstream(connection, options));
}

async function connectFirst(address: BrokerAddress): Promise<NatsConnection> {
  let fault: unknown;
  for (const url of address.urls) {
    try {
      return await connect(await optionsOf(new URL(url), address));
    } catch (thrown) {
      fault = thrown;
    }
  }
  throw fault;
}

async function optionsOf(url: URL, address: BrokerAddress): Promise<NodeConnectionOptions> {
  const { credentials } = address;
  const [name, password] = [url.username, url.password].map(decodeURIComponent);
  return {
    servers: `${url.hostname}:${url.port || '4222'}`,
    name: 'radarstore',
    reconnect: false,
    timeout: CONNECT_TIMEOUT_MS,
    pingInterval: PING_INTERVAL_MS,
    ...(password ? { user: name ?? '', pass: password } : name ? { token: name } : {}),
    ...(credentials === null
      ? {}
      : { authenticator: credsAuthenticator(await readFile(credentials)) }),
    ...tlsOf(url, address),
  };
}

function tlsOf(url: URL, { tls }: BrokerAddress): NodeConnectionOptions {
  const { ca, certificate, key, first } = tls;
  const files = [ca, certificate, key].some((file) => file !== null);
  if (!first && !files && url.protocol !== 'tls:') return {};
  return {
    tls: {
      handshakeFirst: first,
      // The client names no host where it is an address, and the certificate may be for that.
      host: url.hostname.replace(/^\[|\]$/g, ''),
      ...(ca === null ? {} : { caFile: ca }),
      ...(certificate === null ? {} : { certFile: certificate }),
      ...(key === null ? {} : { keyFile: key }),
    } as TlsOptions,
  };
}

function brokerOf(
  connection: NatsConnection,
  manager: JetStreamManager,
  client: JetStreamClient,
): Broker {
  const version = connection.info?.version ?? '0.0.0';
  return {
    server: connection.getServer(),
    version,
    manyFilters: isAtLeast(version, [2, 10]),
    closed: connection.closed().then((fault) => fault ?? undefined),
    async stream(name) {
      const found = await unlessMissing(STREAM_NOT_FOUND, manager.streams.info(name));
      return found === undefined ? undefined : { subjects: found.config.subjects ?? [] };
    },
    async createStream(name, subjects) {
      await manager.streams.add({ name, subjects: [...subjects] });
    },
    async consumer(stream, name) {
      const found = await unlessMissing(CONSUMER_NOT_FOUND, manager.consumers.info(stream, name));
      return found === undefined ? undefined : stateOf(found);
    },
    async createConsumer(wish) {
      await manager.consumers.add(wish.stream, {
        durable_name: wish.name,
        ack_policy: AckPolicy.Explicit,
        deliver_policy: DeliverPolicy.All,
        ...changeableOf(wish),
      });
    },
    async updateConsumer(wish) {
      const change = { ...NO_FILTERS, ...changeableOf(wish) };
      await manager.consumers.update(wish.stream, wish.name, change);
    },
    subscribe: (stream, consumer, prefetch) => subscribe(client, { stream, consumer, prefetch }),
    async close() {
      await connection.flush().catch(() => {}); // it may be gone already
      await connection.close();
    },
  };
}

function isAtLeast(version: string, least: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > least[0] || (major === least[0] && minor >= least[1]);
}

async function unlessMissing<T>(code: number, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (fault) {
    if (apiCodeOf(fault) === code) return undefined;
    throw fault;
  }
}

function apiCodeOf(fault: unknown): number | undefined {
  const code = (fault as { readonly code?: unknown } | null)?.code;
  return typeof code === 'number' && codeOf(fault) === undefined ? code : undefined;
}

/** Redelivered for ever: what cannot be stored is a dead letter, and not the broker's to give up. */
function changeableOf({ filters, ackWaitMs, maxAckPending }: ConsumerWish) {
  const [only] = filters;
  return {
    ...(filters.length === 1 && only !== undefined
      ? { filter_subject: only }
      : { filter_subjects: [...filters] }),
    ack_wait: nanos(ackWaitMs),
    max_ack_pending: maxAckPending,
    max_deliver: -1,
  };
}

function stateOf({ stream_name, name, config, ...counts }: ConsumerInfo): ConsumerState {
  return {
    stream: stream_name,
    name,
    filters: config.filter_subjects ?? (config.filter_subject ? [config.filter_subject] : []),
    ackWaitMs: (config.ack_wait ?? 0) / 1e6,
    maxAckPending: config.max_ack_pending ?? 0,
    maxDeliver: config.max_deliver ?? -1,
    usable: config.ack_policy === AckPolicy.Explicit && config.deliver_subject === undefined,
    pending: counts.num_pending,
    ackPending: counts.num_ack_pending,
  };
}

async function subscribe(
  client: JetStreamClient,
  from: { readonly stream: string; readonly consumer: string; readonly prefetch: number },
): Promise<Subscription> {
  const consumer = await client.consumers.get(from.stream, from.consumer);
  const messages = await consumer.consume({
    max_messages: from.prefetch,
    expires: PULL_EXPIRES_MS,
    abort_on_missing_resource: true,
  });
  const watch = async () => {
    for await (const status of messages.status()) {
      // Else the client would ask again and again, without a pause.
      if (status.type === 'no_responders') messages.stop(new Error('JetStream does not answer'));
    }
  };
  void watch();
  return {
    stop: () => messages.stop(),
    async *[Symbol.asyncIterator]() {
      for await (const message of messages) yield messageOf(message);
    },
  };
}

function messageOf(message: JsMsg): BrokerMessage {
  const headers = new Map<string, string>();
  for (const name of message.headers?.keys() ?? []) {
    headers.set(name, message.headers?.get(name) ?? '');
  }
  const { info } = message;
  return {
    subject: message.subject,
    data: message.data,
    headers,
    stream: info.stream,
    sequence: info.streamSequence,
    receivedAt: Number(message.timestampNanos / 1_000n),
    deliveries: info.deliveryCount,
    ack: () => message.ack(),
    async ackConfirmed() {
      await message.ackAck();
    },
    nak: (delayMs) => message.nak(delayMs),
    working: () => message.working(),
  };
}
