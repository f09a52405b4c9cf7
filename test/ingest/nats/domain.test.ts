import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NatsSettings } from '../../../src/ingest/nats/index.ts';
import { createNatsServer, describeEachNats, type NatsServer } from '../../support/nats.ts';
import { freePort } from '../../support/target.ts';
import { until } from '../../support/until.ts';
import {
  connectOutsider,
  createKeptWriter,
  type KeptWriter,
  type Outsider,
  settingsFor,
  startReceiver,
} from './receiving.ts';

/*
 * Two brokers, each with JetStream in a domain of its own; the one at the edge is a leaf of the other,
 * and passes on what is asked of the domain of the other.
 */
describeEachNats('streams in the domain of another broker', (program) => {
  let hub: NatsServer;
  let leaf: NatsServer;
  let outsider: Outsider;
  let writer: KeptWriter;
  beforeEach(async () => {
    const port = await freePort();
    hub = await createNatsServer(program, {
      domain: 'hub',
      configuration: `server_name: hub, leafnodes { listen: "127.0.0.1:${port}" }`,
    });
    outsider = await connectOutsider(hub);
    await outsider.makeStream('events', ['logs.>']);
    const rights = RIGHTS.map((right) => `"${right}"`).join(', ');
    leaf = await createNatsServer(program, {
      domain: 'edge',
      configuration: [
        `server_name: edge, leafnodes { remotes: [ { url: "nats://127.0.0.1:${port}" } ] }`,
        `authorization { users: [ { user: admin, password: admin },`,
        `  { user: store, password: store, permissions: {`,
        `    publish: { allow: [ ${rights} ] }, subscribe: "_INBOX.>" } } ] }`,
      ].join('\n'),
    });
    writer = createKeptWriter();
  });
  afterEach(async () => {
    await outsider?.close();
    await leaf?.close();
    await hub?.close();
  });

  const start = (user: string, more: Partial<NatsSettings>) => {
    const url = leaf.url.replace('nats://', `nats://${user}:${user}@`);
    return startReceiver({ writer, settings: settingsFor(url, more) });
  };
  const publish = (text: string) => outsider.publish('logs.a', JSON.stringify({ message: text }));
  const acknowledged = (count: number) =>
    until('it is acknowledged there', async () => {
      const info = await outsider.consumer('events', 'radarstore');
      return info.ack_floor.stream_seq === count && info.num_ack_pending === 0;
    });

  test.each([false, true])(
    'are received and acknowledged through a broker at the edge, with double acknowledgements: %s',
    async (doubleAck) => {
      await publish('a');
      const receiver = await start('store', { domain: 'hub', doubleAck, ackWaitMs: 1_000 });
      try {
        await acknowledged(1);
        await until('the check says so', () => receiver.check().state === 'ok');
        await hub.kill();
        await until('the check tells', () => receiver.check().state !== 'ok');
        await hub.start();
        await until('others are back', async () => {
          await outsider.close();
          outsider = await connectOutsider(hub);
          await publish('b');
          return true;
        });
        // What a broker that is killed has not noted of acknowledgements comes again.
        await acknowledged(2);
        expect(writer.bodies()).toEqual(['a', 'b']);
      } finally {
        await receiver.stop();
      }
    },
  );

  test.each([
    ['of the edge itself', 'edge', 'The stream events does not exist'],
    ['of the broker that is asked, where none is named', null, 'The stream events does not exist'],
    ['that nobody has', 'nowhere', 'jetstream is not enabled'],
  ])('are not found in the domain %s, which the check tells', async (_, domain, told) => {
    await publish('a');
    const receiver = await start('admin', { domain });
    try {
      await until('the check tells', () => receiver.check().message.includes(told));
      expect(writer.handedIn()).toBe(0);
    } finally {
      await receiver.stop();
    }
  });
});

/** What the guide says that the user needs. */
const RIGHTS = [
  '$JS.hub.API.STREAM.INFO.events',
  '$JS.hub.API.CONSUMER.*.events.>',
  '$JS.hub.API.CONSUMER.MSG.NEXT.events.>',
  '$JS.ACK.events.>',
];
