import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { delay } from '../../../src/core/index.ts';
import { until } from '../../support/until.ts';
import { Producer, type ProducerParts } from './producer.ts';

/** How long the broker may take to acknowledge before the message is published again. */
const ANSWER_MS = 2_000;

/** Rest after each message: a broker takes a hundred times what a store commits. */
const REST_MS = 50;

/** Where a test publishes, and which consumer the store has there. */
export interface BrokerPlace {
  readonly url: string;
  readonly stream: string;
  readonly subject: string;
  readonly consumer: string;
}

/** A connection for producers, which outlives the broker's crashes. */
export async function connectToBroker(url: string): Promise<NatsConnection> {
  return connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
}

/**
 * A producer that publishes its rows to a broker, some with an id by which the broker drops what it
 * has. The broker's acknowledgement is that of the rows: from then on the store must not lose them.
 */
export class BrokerProducer extends Producer {
  readonly #connection: NatsConnection;
  readonly #place: BrokerPlace;
  /** Greatest sequence in the stream that was acknowledged. */
  #published = 0;

  constructor({
    connection,
    place,
    ...parts
  }: ProducerParts & { readonly connection: NatsConnection; readonly place: BrokerPlace }) {
    super(parts);
    this.#connection = connection;
    this.#place = place;
  }

  protected async sendUntilAcknowledged(from: number, to: number): Promise<void> {
    const again = from < this.acknowledged;
    const options = again ? {} : { msgID: `${this.deviceId} ${from} ${to}` };
    await until(
      `rows ${from} to ${to} of ${this.deviceId} are published`,
      async () => {
        try {
          const client = jetstream(this.#connection);
          const told = { ...options, timeout: ANSWER_MS };
          const { seq } = await client.publish(this.#place.subject, this.lines(from, to), told);
          this.#published = Math.max(this.#published, seq);
          return true;
        } catch {
          // Whether the broker has it is not known; it is published again.
          return undefined;
        }
      },
      120_000,
    );
    await delay(REST_MS);
  }

  /** Resolves when the store has answered every message that was published. */
  protected async settle(): Promise<void> {
    const { stream, consumer } = this.#place;
    const published = this.#published;
    let manager: JetStreamManager | undefined;
    await until(
      `the store has answered message ${published}`,
      async () => {
        try {
          manager ??= await jetstreamManager(this.#connection);
          const { ack_floor: answered } = await manager.consumers.info(stream, consumer);
          return answered.stream_seq >= published;
        } catch {
          return undefined;
        }
      },
      120_000,
    );
  }
}
