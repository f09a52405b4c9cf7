import { writeEvents } from '../../../src/ingest/index.ts';
import type { Random } from '../../../src/ingest/load/random.ts';
import type { BrokerMessage } from '../../../src/ingest/nats/broker.ts';
import type { MessageCount } from '../../../src/ingest/nats/prepare.ts';
import { createRouter, readRoutes } from '../../../src/ingest/nats/route.ts';
import { storeMessages } from '../../../src/ingest/nats/store.ts';
import { settingsFor } from '../../ingest/nats/receiving.ts';
import type { MakeReceiver } from '../receiver.ts';
import { NOW } from '../record.ts';
import { type Published, publishedOf, ROUTES } from './nats-message.ts';

/** Messages of NATS in every format, as a consumer delivers them; without a broker. */
export const makeNats: MakeReceiver = async ({ write, database }) => {
  const router = createRouter(readRoutes(ROUTES).routes);
  const settings = settingsFor('nats://127.0.0.1:4222', { routes: ROUTES });
  const giveUp = new AbortController();
  let sequence = 0;
  let sent: readonly Published[] = [];
  return {
    async send(random) {
      const whole = random.below(3) > 0;
      sent = messagesOf(random, whole);
      let acknowledged = 0;
      let counted = 0;
      let rowsOf = 0;
      let faults = '';
      const messages = sent.map((one): BrokerMessage => {
        sequence += 1;
        return {
          ...one,
          ...{ stream: 'events', sequence, receivedAt: NOW, deliveries: 1 },
          ack: () => {
            acknowledged += 1;
          },
          ackConfirmed: async () => {
            acknowledged += 1;
          },
          nak: () => {
            faults += 'sent back ';
          },
          working: () => {},
        };
      });
      await storeMessages(messages, {
        ...{ settings, router, giveUp: giveUp.signal },
        progress: {
          found: () => {},
          received: () => {},
          stored: (counts: readonly MessageCount[]) => {
            for (const { messages: number } of counts) counted += number;
          },
          sentBack: () => {},
          failed: (message) => {
            faults += message;
          },
        },
        write: (batch) => {
          const rows = Object.values(batch.rows).reduce((sum, list) => sum + list.length, 0);
          rowsOf = rows + (batch.deadLetters?.length ?? 0);
          return writeEvents({ database, write }, batch);
        },
      });
      if (faults !== '') throw new Error(faults);
      if (acknowledged !== messages.length || counted !== messages.length) {
        throw new Error(
          `of ${messages.length} messages ${acknowledged} are acknowledged and ${counted} counted`,
        );
      }
      const made = sent.reduce<number | undefined>(
        (sum, { records }) =>
          sum === undefined || records === undefined ? undefined : sum + records,
        0,
      );
      return { records: rowsOf, made };
    },
    last: () =>
      sent
        .map(({ subject, data }) => `${subject} ${data.toString('base64')}`)
        .join('\n')
        .slice(0, 4_000),
    close: async () => giveUp.abort(),
  };
};

/** Only whole ones, so that it is known how many records they have, or any. */
function messagesOf(random: Random, whole: boolean): readonly Published[] {
  const count = 1 + random.below(50);
  return Array.from({ length: count }, () => publishedOf(random)).filter(
    ({ records }) => !whole || records !== undefined,
  );
}
