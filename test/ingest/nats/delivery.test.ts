import { afterEach, beforeEach, expect, test } from 'vitest';
import { RadarError } from '../../../src/core/index.ts';
import { createMetrics } from '../../../src/observe/index.ts';
import { createNatsServer, describeWithNats, type NatsServer } from '../../support/nats.ts';
import { until } from '../../support/until.ts';
import {
  connectOutsider,
  createKeptWriter,
  type KeptWriter,
  type Outsider,
  settingsFor,
  startReceiver,
} from './receiving.ts';

describeWithNats('the NATS receiver', (program) => {
  let server: NatsServer;
  let outsider: Outsider;
  let writer: KeptWriter;
  beforeEach(async () => {
    server = await createNatsServer(program);
    outsider = await connectOutsider(server);
    await outsider.makeStream('events', ['logs.>', 'other.>']);
    writer = createKeptWriter();
  });
  afterEach(async () => {
    await outsider.close();
    await server.close();
  });

  const line = (number: number) => JSON.stringify({ message: `line ${number}`, level: 6 });
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`);
  const publish = async (count: number, from = 0) => {
    for (let number = from; number < from + count; number++) {
      await outsider.publish('logs.app', line(number), `id-${number}`);
    }
  };
  const answered = (consumer = 'radarstore') =>
    until('everything is acknowledged', async () => {
      const info = await outsider.consumer('events', consumer);
      return info.num_pending === 0 && info.num_ack_pending === 0 && info;
    });

  test('stores every message once, in order, and acknowledges it', async () => {
    await publish(120);
    const receiver = await startReceiver({ writer, settings: settingsFor(server.url) });
    try {
      // A consumer that was just made may say that nothing waits, before the server has counted.
      await until('messages are handed in', () => writer.handedIn() > 0);
      await answered();
      expect(writer.bodies()).toEqual(lines(120));
      expect(writer.handedIn()).toBe(120);
      await until('the check says so', () => receiver.check().state === 'ok');
    } finally {
      await receiver.stop();
    }
  });

  test('acknowledges nothing before it is committed', async () => {
    await publish(10);
    const release = writer.hold();
    const receiver = await startReceiver({ writer, settings: settingsFor(server.url) });
    try {
      await until('a transaction is under way', () => writer.batches() > 0);
      const info = await outsider.consumer('events', 'radarstore');
      expect(info.num_ack_pending).toBe(10);
      expect(info.ack_floor.stream_seq).toBe(0);
      release();
      await answered();
    } finally {
      release();
      await receiver.stop();
    }
  });

  test('waits for the acknowledgement to be noted where that is asked for', async () => {
    await publish(20);
    const settings = settingsFor(server.url, { doubleAck: true });
    const receiver = await startReceiver({ writer, settings });
    try {
      await answered();
      expect(writer.bodies()).toEqual(lines(20));
    } finally {
      await receiver.stop();
    }
  });

  test('changes nothing when everything is delivered once more', async () => {
    await publish(60);
    const first = await startReceiver({ writer, settings: settingsFor(server.url) });
    await answered().finally(() => first.stop());
    const before = writer.bodies();
    const again = settingsFor(server.url, { consumer: 'another', batchMessages: 7 });
    const second = await startReceiver({ writer, settings: again });
    await answered('another').finally(() => second.stop());
    expect(writer.handedIn()).toBe(120);
    expect(writer.bodies()).toEqual(before);
  });

  test('of 50 messages with one that is no JSON stores 49 and keeps one as a dead letter', async () => {
    await publish(25);
    await outsider.publish('logs.app', 'no JSON');
    await publish(24, 25);
    const receiver = await startReceiver({ writer, settings: settingsFor(server.url) });
    await answered().finally(() => receiver.stop());
    expect(writer.bodies()).toEqual(lines(49));
    expect(writer.letters).toHaveLength(1);
    expect(writer.letters[0]).toMatchObject({
      receiver: 'nats',
      dataset: 'logs',
      reason: 'not_json',
      attributes: { subject: 'logs.app', stream: 'events', sequence: '26' },
    });
    expect(Buffer.from(writer.letters[0]?.original ?? []).toString()).toBe('no JSON');
  });

  test('of 50 messages with one that can never be stored stores 49 and keeps one', async () => {
    await publish(50);
    writer.failing = (batch) =>
      batch.rows.logs?.some((row) => row.body === 'line 31')
        ? new RadarError('INTERNAL', 'It cannot be stored.')
        : undefined;
    const receiver = await startReceiver({ writer, settings: settingsFor(server.url) });
    await answered().finally(() => receiver.stop());
    expect(writer.bodies()).toEqual(lines(50).filter((body) => body !== 'line 31'));
    expect(writer.letters.map((letter) => letter.reason)).toEqual(['not_storable']);
  });

  test('sends messages back while the queue is full, and stores them later', async () => {
    await publish(30);
    let refusals = 0;
    writer.failing = () =>
      refusals++ < 3 ? new RadarError('QUEUE_FULL', 'The queue is full.') : undefined;
    const metrics = createMetrics('test');
    const receiver = await startReceiver({ writer, metrics, settings: settingsFor(server.url) });
    await answered().finally(() => receiver.stop());
    expect(writer.bodies().sort()).toEqual(lines(30).sort());
    expect(writer.letters).toEqual([]);
    const page = await metrics.expose();
    expect(page).toMatch(/nats_messages_total\{[^}]*outcome="sent_back"\} [1-9]/);
    expect(page).toMatch(/nats_messages_total\{[^}]*dataset="logs",outcome="stored"\} 30\n/);
  });

  test('takes nothing of subjects that no route names', async () => {
    await outsider.publish('other.thing', line(1));
    await publish(3);
    const receiver = await startReceiver({ writer, settings: settingsFor(server.url) });
    await answered().finally(() => receiver.stop());
    expect(writer.bodies()).toEqual(lines(3));
    expect(writer.letters).toEqual([]);
  });

  test('holds messages for as long as a transaction lasts, so that they are not delivered again', async () => {
    await publish(5);
    const release = writer.hold();
    const settings = settingsFor(server.url, { ackWaitMs: 1_000 });
    const receiver = await startReceiver({ writer, settings });
    try {
      await until('a transaction is under way', () => writer.batches() > 0);
      // A consumer of somebody who never answers tells when the time is over, twice.
      await outsider.makeConsumer('events', 'silent', { ack_wait: 1_000_000_000 });
      await outsider.take('events', 'silent');
      await until('the silent one gets a message again', async () => {
        await outsider.take('events', 'silent');
        const info = await outsider.consumer('events', 'silent');
        return info.num_redelivered > 0;
      });
      const info = await outsider.consumer('events', 'radarstore');
      expect(info.num_redelivered).toBe(0);
      expect(info.num_ack_pending).toBe(5);
      release();
      await answered();
      expect(writer.handedIn()).toBe(5);
    } finally {
      release();
      await receiver.stop();
    }
  });

  test('at a stop sends back what is not stored, so that another one gets it at once', async () => {
    await publish(8);
    const release = writer.hold();
    const first = await startReceiver({
      writer,
      settings: settingsFor(server.url, { batchMessages: 4, ackWaitMs: 3_600_000 }),
    });
    await until('a transaction is under way', () => writer.batches() > 0);
    await until('all are delivered', async () => {
      const info = await outsider.consumer('events', 'radarstore');
      return info.num_ack_pending === 8;
    });
    const stopped = first.stop();
    release();
    await stopped;
    const second = await startReceiver({
      writer,
      settings: settingsFor(server.url, { ackWaitMs: 3_600_000 }),
    });
    await answered().finally(() => second.stop());
    expect(writer.bodies().sort()).toEqual(lines(8));
  });
});
