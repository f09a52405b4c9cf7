import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNatsServer, describeWithNats, type NatsServer } from '../../support/nats.ts';
import { until } from '../../support/until.ts';
import {
  connectOutsider,
  createKeptWriter,
  type KeptWriter,
  settingsFor,
  startReceiver,
} from './receiving.ts';

describeWithNats('when the broker fails, the NATS receiver', (program) => {
  let server: NatsServer;
  let writer: KeptWriter;
  beforeEach(async () => {
    server = await createNatsServer(program);
    writer = createKeptWriter();
  });
  afterEach(() => server.close());

  /** Does something as an outsider, over a connection of its own. */
  const outside = async <T>(
    work: (outsider: Awaited<ReturnType<typeof connectOutsider>>) => Promise<T>,
  ): Promise<T> => {
    const outsider = await connectOutsider(server);
    try {
      return await work(outsider);
    } finally {
      await outsider.close();
    }
  };
  const publish = (from: number, to: number) =>
    outside(async (outsider) => {
      for (let number = from; number < to; number++) {
        await outsider.publish('logs.app', JSON.stringify({ message: `line ${number}` }));
      }
    });
  const answered = () =>
    outside((outsider) =>
      until('everything is acknowledged', async () => {
        const info = await outsider.consumer('events', 'radarstore');
        return info.num_pending === 0 && info.num_ack_pending === 0;
      }),
    );
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`);

  test('starts without it, says so, and receives once it is there', async () => {
    await outside((outsider) => outsider.makeStream('events', ['logs.>']));
    await publish(0, 5);
    await server.kill();
    const receiver = await startReceiver({ writer, settings: settingsFor(server.url) });
    try {
      const check = await until('the check tells', () => {
        const told = receiver.check();
        return told.message.includes('refused') ? told : undefined;
      });
      expect(check).toMatchObject({ name: 'nats_receiver', state: 'degraded' });
      await server.start();
      await until('all is stored', () => writer.bodies().length === 5);
      await answered();
      await until('the check is content', () => receiver.check().state === 'ok');
    } finally {
      await receiver.stop();
    }
  });

  test('loses and doubles nothing when it is killed before the acknowledgement', async () => {
    await outside((outsider) => outsider.makeStream('events', ['logs.>']));
    await publish(0, 20);
    const release = writer.hold();
    const settings = settingsFor(server.url, { ackWaitMs: 1_000 });
    const receiver = await startReceiver({ writer, settings });
    try {
      await until('a transaction is under way', () => writer.batches() > 0);
      await server.kill();
      release();
      await until('it is committed', () => writer.bodies().length === 20);
      await server.start();
      await answered();
      expect(writer.handedIn()).toBeGreaterThan(20);
      expect(writer.bodies()).toEqual(lines(20));
    } finally {
      release();
      await receiver.stop();
    }
  });

  test('goes on when it is killed and comes back, again and again', async () => {
    await outside((outsider) => outsider.makeStream('events', ['logs.>']));
    // An acknowledgement that the kill swallowed is made good by another delivery.
    const settings = settingsFor(server.url, { ackWaitMs: 1_000 });
    const receiver = await startReceiver({ writer, settings });
    try {
      for (let round = 0; round < 3; round++) {
        await publish(round * 10, round * 10 + 10);
        await until('the round is stored', () => writer.bodies().length === round * 10 + 10);
        await server.kill();
        await server.start();
      }
      await answered();
      expect(writer.bodies()).toEqual(lines(30));
    } finally {
      await receiver.stop();
    }
  });

  test('makes its consumer anew when somebody deletes it', async () => {
    await outside((outsider) => outsider.makeStream('events', ['logs.>']));
    await publish(0, 3);
    const receiver = await startReceiver({ writer, settings: settingsFor(server.url) });
    try {
      await until('all is stored', () => writer.bodies().length === 3);
      await answered();
      await outside((outsider) => outsider.deleteConsumer('events', 'radarstore'));
      await publish(3, 6);
      await until('the rest is stored', () => writer.bodies().length === 6);
      expect(writer.bodies()).toEqual(lines(6));
    } finally {
      await receiver.stop();
    }
  });

  test('waits for a stream that does not exist, and receives once somebody makes it', async () => {
    const settings = settingsFor(server.url, { streams: ['events'] });
    const receiver = await startReceiver({ writer, settings });
    try {
      await until('the check tells', () => receiver.check().message.includes('does not exist'));
      expect(receiver.check().state).toBe('degraded');
      await outside((outsider) => outsider.makeStream('events', ['logs.>']));
      await publish(0, 2);
      await until('all is stored', () => writer.bodies().length === 2);
    } finally {
      await receiver.stop();
    }
  });

  test('tells of a consumer of that name that is somebody else’s, and leaves it alone', async () => {
    await outside(async (outsider) => {
      await outsider.makeStream('events', ['logs.>']);
      await outsider.makeConsumer('events', 'radarstore', { deliver_subject: 'push.here' });
    });
    await publish(0, 2);
    const receiver = await startReceiver({ writer, settings: settingsFor(server.url) });
    try {
      await until('the check tells', () => receiver.check().message.includes('somebody else'));
      expect(writer.bodies()).toEqual([]);
    } finally {
      await receiver.stop();
    }
  });

  test('stops in time while there is no broker', async () => {
    await server.kill();
    const receiver = await startReceiver({ writer, settings: settingsFor(server.url) });
    await until('it has tried', () => receiver.check().message.includes('refused'));
    await receiver.stop();
  });
});

describeWithNats('a broker without JetStream', (program) => {
  test('is told by the check and asked again', async () => {
    const server = await createNatsServer(program, { jetStream: false });
    const receiver = await startReceiver({
      writer: createKeptWriter(),
      settings: settingsFor(server.url),
    });
    try {
      await until('the check tells', () => {
        const { state, detail } = receiver.check();
        return state === 'degraded' && detail?.last_fault !== null;
      });
    } finally {
      await receiver.stop();
      await server.close();
    }
  });
});
