import { expect, test } from 'vitest';
import type { BrokerMessage } from '../../../src/ingest/nats/broker.ts';
import { createIntake } from '../../../src/ingest/nats/intake.ts';

const message = (bytes: number): BrokerMessage => ({
  subject: 's',
  data: new Uint8Array(bytes),
  headers: new Map(),
  stream: 'events',
  sequence: 1,
  receivedAt: 0,
  deliveries: 1,
  ack: () => {},
  ackConfirmed: async () => {},
  nak: () => {},
  working: () => {},
});
const NEVER_MS = 3_600_000;

test('a batch is full by the number of its messages, and the rest waits its turn', async () => {
  const intake = createIntake({ bytes: 1_000, batchMessages: 2, batchWaitMs: NEVER_MS });
  const messages = [message(1), message(1), message(1)];
  for (const one of messages) await intake.put(one);
  expect(await intake.take()).toEqual(messages.slice(0, 2));
  expect(intake.held()).toHaveLength(3);
  const next = intake.take();
  await intake.put(message(1));
  expect(await next).toHaveLength(2);
});

test('a batch that is not full is taken when its first message has waited long enough', async () => {
  const intake = createIntake({ bytes: 1_000, batchMessages: 100, batchWaitMs: 1 });
  await intake.put(message(1));
  expect(await intake.take()).toHaveLength(1);
});

test('beyond its bytes nothing more is taken in until something is answered', async () => {
  const intake = createIntake({ bytes: 10, batchMessages: 100, batchWaitMs: NEVER_MS });
  let hasRoom = false;
  const put = intake.put(message(11)).then(() => {
    hasRoom = true;
  });
  const batch = await intake.take();
  expect(batch).toHaveLength(1);
  expect(hasRoom).toBe(false);
  intake.settle(batch ?? []);
  await put;
});

test('whoever waits is told when it ends, and what was not taken is still held', async () => {
  const intake = createIntake({ bytes: 1_000, batchMessages: 100, batchWaitMs: NEVER_MS });
  await intake.put(message(1));
  const taking = intake.take();
  intake.end();
  expect(await taking).toBeUndefined();
  expect(intake.held()).toHaveLength(1);

  const full = createIntake({ bytes: 10, batchMessages: 100, batchWaitMs: NEVER_MS });
  const putting = full.put(message(11));
  full.end();
  await putting;
});
