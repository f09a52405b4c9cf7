import { AckPolicy, jetstreamManager } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection, nanos } from '@nats-io/transport-node';
import { systemClock } from '../../../src/core/index.ts';
import type { DeadLetter, WriteBatch, WriteOutcome } from '../../../src/ingest/index.ts';
import {
  type NatsReceiver,
  type NatsReceiverOptions,
  type NatsSettings,
  startNatsReceiver,
} from '../../../src/ingest/nats/index.ts';
import { createMetrics, silentLogger } from '../../../src/observe/index.ts';
import { noteOpened } from '../../support/left-open.ts';
import type { NatsServer } from '../../support/nats.ts';

/** Settings for a broker of a test; everything else as a test wants it. */
export function settingsFor(url: string, more: Partial<NatsSettings> = {}): NatsSettings {
  return {
    urls: [url],
    domain: null,
    credentials: null,
    tls: { ca: null, certificate: null, key: null, first: false },
    streams: ['events'],
    consumer: 'radarstore',
    routes: [{ subject: 'logs.>', dataset: 'logs', format: 'log' }],
    createStream: false,
    batchMessages: 50,
    batchWaitMs: 20,
    maxAckPending: 1_000,
    ackWaitMs: 30_000,
    nakDelayMs: 50,
    doubleAck: false,
    ...more,
  };
}

/** A writer that keeps rows in memory, each once, and fails as a test wants. */
export interface KeptWriter {
  write(batch: WriteBatch): Promise<WriteOutcome>;
  /** Bodies of the log records that are kept, in order of arrival. */
  bodies(): string[];
  readonly letters: DeadLetter[];
  /** Rows that were handed in, those that were there already among them. */
  handedIn(): number;
  /** Batches that were handed in. */
  batches(): number;
  /** Decides for each batch whether it fails; undefined: it does not. */
  failing: ((batch: WriteBatch) => Error | undefined) | undefined;
  /** Lets no batch end until the returned function is called. */
  hold(): () => void;
}

export function createKeptWriter(): KeptWriter {
  const kept = new Map<string, string>();
  const letters: DeadLetter[] = [];
  let rows = 0;
  let batches = 0;
  let gate: Promise<void> = Promise.resolve();
  const writer: KeptWriter = {
    failing: undefined,
    letters,
    bodies: () => [...kept.values()],
    handedIn: () => rows,
    batches: () => batches,
    hold() {
      let release = () => {};
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    async write(batch) {
      batches += 1;
      await gate;
      const fault = writer.failing?.(batch);
      if (fault !== undefined) throw fault;
      for (const [dataset, list] of Object.entries(batch.rows)) {
        for (const row of list as readonly object[]) {
          const key = (row as { row_key?: Uint8Array; timestamp?: number }).row_key;
          rows += 1;
          kept.set(
            `${dataset} ${Buffer.from(key ?? []).toString('hex')}`,
            String((row as { body?: string }).body),
          );
        }
      }
      letters.push(...(batch.deadLetters ?? []));
      return {};
    },
  };
  return writer;
}

/** A receiver of a test; `stop` may be called more than once. */
export async function startReceiver(
  options: Partial<NatsReceiverOptions> & {
    readonly settings: NatsSettings;
    readonly writer?: KeptWriter;
  },
): Promise<NatsReceiver> {
  const { writer = createKeptWriter() } = options;
  const receiver = await startNatsReceiver({
    submit: (batch) => writer.write(batch),
    clock: systemClock,
    log: silentLogger,
    metrics: createMetrics('test'),
    ...options,
  });
  const noteClosed = noteOpened('NATS receiver', () => receiver.stop());
  let stopping: Promise<void> | undefined;
  return {
    check: () => receiver.check(),
    stop() {
      noteClosed();
      stopping ??= receiver.stop();
      return stopping;
    },
  };
}

/** What others do with the broker: make streams, publish, look at consumers. */
export interface Outsider {
  readonly connection: NatsConnection;
  makeStream(name: string, subjects: readonly string[]): Promise<void>;
  /** The configuration of a stream as the broker has it. */
  streamText(name: string): Promise<string>;
  publish(subject: string, body: string | Uint8Array, id?: string): Promise<void>;
  consumer(stream: string, name: string): ReturnType<Manager['consumers']['info']>;
  /** A pull consumer of somebody else's. */
  makeConsumer(stream: string, name: string, more: object): Promise<void>;
  /** Takes a message of a consumer and does not answer it. */
  take(stream: string, name: string): Promise<void>;
  deleteConsumer(stream: string, name: string): Promise<void>;
  close(): Promise<void>;
}

type Manager = Awaited<ReturnType<typeof jetstreamManager>>;

export async function connectOutsider(server: NatsServer, user: object = {}): Promise<Outsider> {
  const connection = await connect({ servers: server.url, reconnect: false, ...user });
  const manager = await jetstreamManager(connection);
  const client = manager.jetstream();
  const noteClosed = noteOpened('connection to NATS', () => connection.close());
  return {
    connection,
    async makeStream(name, subjects) {
      await manager.streams.add({ name, subjects: [...subjects] });
    },
    async streamText(name) {
      const { config, created } = await manager.streams.info(name);
      return JSON.stringify({ config, created });
    },
    async publish(subject, body, id) {
      const more = headers();
      if (id !== undefined) more.set('Nats-Msg-Id', id);
      await client.publish(subject, body, id === undefined ? {} : { headers: more });
    },
    consumer: (stream, name) => manager.consumers.info(stream, name),
    async makeConsumer(stream, name, more) {
      const ackWait = nanos(30_000);
      await manager.consumers.add(stream, {
        durable_name: name,
        ack_policy: AckPolicy.Explicit,
        ack_wait: ackWait,
        ...more,
      });
    },
    async take(stream, name) {
      const consumer = await client.consumers.get(stream, name);
      if ((await consumer.next({ expires: 20_000 })) === null) throw new Error('no message');
    },
    async deleteConsumer(stream, name) {
      await manager.consumers.delete(stream, name);
    },
    async close() {
      noteClosed();
      await connection.close();
    },
  };
}
