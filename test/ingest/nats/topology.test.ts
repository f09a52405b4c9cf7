import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import type { Settings } from '../../../src/config/index.ts';
import { type Broker, connectBroker } from '../../../src/ingest/nats/broker.ts';
import type { NatsSettings } from '../../../src/ingest/nats/settings.ts';
import { checkNatsSettings } from '../../../src/ingest/nats/settings.ts';
import { ensureTopology, filtersOf } from '../../../src/ingest/nats/topology.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import {
  createNatsServer,
  describeEachNats,
  describeWithNats,
  type NatsServer,
} from '../../support/nats.ts';
import { until } from '../../support/until.ts';
import {
  connectOutsider,
  createKeptWriter,
  type Outsider,
  settingsFor,
  startReceiver,
} from './receiving.ts';

const logRoutes = (...subjects: readonly string[]) =>
  subjects.map((subject) => ({ subject, dataset: 'logs', format: 'log' }));

describe('what is asked of a stream', () => {
  test.each([
    ['a route that the stream has', ['a.b'], ['a.>'], ['a.b'], []],
    ['the subjects of the stream where a route is wider', ['>'], ['a', 'b.c'], ['a', 'b.c'], []],
    ['what both have where they overlap', ['*.x'], ['a.*'], ['a.x'], []],
    ['nothing of a route that the stream lacks', ['a', 'b'], ['a'], ['a'], ['b']],
    ['a wide route without those that are part of it', ['a.>', 'a.b'], ['a.>'], ['a.>'], []],
    ['every route of a mirror', ['a.>', 'b'], [], ['a.>', 'b'], []],
  ])('is %s', (_, patterns, subjects, filters, lacking) => {
    expect(filtersOf(patterns, subjects)).toEqual({ filters, lacking });
  });
});

describeEachNats('the topology of the NATS receiver', (program) => {
  let server: NatsServer;
  let outsider: Outsider;
  let broker: Broker;
  beforeEach(async () => {
    server = await createNatsServer(program);
    outsider = await connectOutsider(server);
    broker = await connectBroker(settingsFor(server.url));
  });
  afterEach(async () => {
    await broker.close();
    await outsider.close();
    await server.close();
  });

  /** Makes the topology, and answers what was changed for it. */
  const ensure = async (more: Partial<NatsSettings>) => {
    const settings = settingsFor(server.url, more);
    const changes: string[] = [];
    const topology = await ensureTopology('events', {
      broker,
      settings,
      routes: checkNatsSettings(settings),
      changed: ({ kind, name }) => changes.push(`${kind} ${name}`),
    });
    return { topology, changes };
  };

  test('leaves a stream of somebody else exactly as it is', async () => {
    await outsider.makeStream('events', ['logs.a', 'logs.b', 'other']);
    const before = await outsider.streamText('events');
    const routes = logRoutes('logs.a', 'logs.b', 'logs.c');
    const { topology } = await ensure({ routes, createStream: true });
    expect(topology?.lacking).toEqual(['logs.c']);
    expect(await outsider.streamText('events')).toBe(before);
  });

  test('makes a stream only where that is asked for', async () => {
    const routes = logRoutes('logs.>', 'logs.a');
    expect(await ensure({ routes })).toEqual({ topology: undefined, changes: [] });
    const { changes } = await ensure({ routes, createStream: true });
    expect(changes).toEqual(['stream_created events', 'consumer_created radarstore']);
    expect(await outsider.streamText('events')).toContain('"subjects":["logs.>"]');
  });

  test('changes nothing a second time, whatever the order of the routes', async () => {
    await outsider.makeStream('events', ['logs.>']);
    const names = ['logs.a', 'logs.b', 'logs.c'];
    await ensure({ routes: logRoutes(...names) });
    const { changes } = await ensure({ routes: logRoutes(...names.toReversed()) });
    expect(changes).toEqual([]);
  });

  test('brings a stale consumer of ours up to date', async () => {
    await outsider.makeStream('events', ['logs.>']);
    await ensure({ routes: logRoutes('logs.a') });
    const { topology } = await ensure({ routes: logRoutes('logs.b'), ackWaitMs: 7_000 });
    const [consumer] = topology?.consumers ?? [];
    const state = await broker.consumer('events', consumer?.name ?? '');
    expect(state).toMatchObject({ filters: ['logs.b'], ackWaitMs: 7_000, maxDeliver: -1 });
  });

  test('gives each subject to one consumer, so that nothing comes twice or is left out', async () => {
    await outsider.makeStream('events', ['logs.>', 'other.>']);
    for (const subject of ['logs.a', 'logs.b', 'logs.c', 'logs.b.x', 'other.a']) {
      await outsider.publish(subject, JSON.stringify({ message: subject }));
    }
    const writer = createKeptWriter();
    const routes = logRoutes('logs.a', 'logs.b', 'logs.b.>');
    const receiver = await startReceiver({ writer, settings: settingsFor(server.url, { routes }) });
    try {
      await until('all is stored', () => writer.bodies().length === 3);
      await until('the check is content', () => receiver.check().state === 'ok');
      expect(writer.bodies().sort()).toEqual(['logs.a', 'logs.b', 'logs.b.x']);
      expect(writer.handedIn()).toBe(3);
    } finally {
      await receiver.stop();
    }
  });
});

describeWithNats('a receiver of several streams', (program) => {
  test('takes from each what is its own, and tells of subjects that none has', async () => {
    const server = await createNatsServer(program);
    const outsider = await connectOutsider(server);
    const writer = createKeptWriter();
    try {
      await outsider.makeStream('events', ['logs.a']);
      await outsider.makeStream('more', ['logs.b']);
      for (const subject of ['logs.a', 'logs.b']) {
        await outsider.publish(subject, JSON.stringify({ message: subject }));
      }
      const routes = logRoutes('logs.a', 'logs.b', 'logs.c');
      const settings = settingsFor(server.url, { streams: ['events', 'more'], routes });
      const receiver = await startReceiver({ writer, settings });
      try {
        await until('all is stored', () => writer.bodies().length === 2);
        const { message } = await until('the check is content', () => {
          const check = receiver.check();
          return check.state === 'ok' ? check : undefined;
        });
        expect(message).toMatch(/^Receives from events, more; .* No stream has logs\.c\.$/);
      } finally {
        await receiver.stop();
      }
    } finally {
      await outsider.close();
      await server.close();
    }
  });
});

test('what is configured is what the receiver takes', () => {
  expectTypeOf<NonNullable<Settings['nats']>>().toExtend<NatsSettings>();
});

describe('settings of the NATS receiver that cannot be used', () => {
  test('are told all at once', async () => {
    const settings = settingsFor('nats://user:secret@host', {
      routes: [{ subject: 'a', dataset: 'lags', format: null }, ...logRoutes('b.', 'c')],
      tls: { ca: null, certificate: '/client.pem', key: null, first: false },
      credentials: '/user.creds',
      batchMessages: 10,
      maxAckPending: 5,
    });
    const fault = await expectRadarError(() => checkNatsSettings(settings), 'CONFIG_INVALID');
    expect(fault.message).toContain('has 5 problems');
    for (const part of ['"a=lags"', '"b.=logs:log"', 'certificate', 'can never fill', 'user']) {
      expect(fault.message).toContain(part);
    }
    expect(fault.message).not.toContain('secret');
  });
});
