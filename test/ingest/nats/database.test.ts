import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/core/index.ts';
import { type Database, identifier, sql } from '../../../src/database/index.ts';
import { writeEvents } from '../../../src/ingest/cloud-events/index.ts';
import { FLOW } from '../../../src/ingest/formats/index.ts';
import { startWriter, type Writer } from '../../../src/ingest/index.ts';
import type { NatsSettings } from '../../../src/ingest/nats/index.ts';
import { encode } from '../../../src/ingest/protobuf/index.ts';
import { createMetrics, silentLogger } from '../../../src/observe/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createNatsServer, describeWithNats, type NatsServer } from '../../support/nats.ts';
import { startProxy, type TcpProxy } from '../../support/proxy.ts';
import { until } from '../../support/until.ts';
import { connectOutsider, type Outsider, settingsFor, startReceiver } from './receiving.ts';

const route = (subject: string, dataset: string, format: string | null = null) => ({
  subject,
  dataset,
  format,
});
const ROUTES = [
  route('events.syslog.processed', 'events'),
  route('events.snmp.processed', 'events'),
  route('events.otel.logs', 'logs'),
  route('events.otel.metrics', 'otel_metrics'),
  route('events.app', 'logs', 'log'),
  route('events.memory', 'memory_metrics'),
  route('events.flows', 'netflow_metrics'),
];

describeWithNats('from NATS to the database', (program) => {
  let db: TestDatabase;
  let proxy: TcpProxy;
  let writing: Database;
  let writer: Writer;
  let server: NatsServer;
  let outsider: Outsider;
  beforeAll(async () => {
    db = await createTestDatabase('postgres');
    proxy = await startProxy(db.url);
    writing = await db.connect({ target: { url: proxy.url } });
    server = await createNatsServer(program);
    outsider = await connectOutsider(server);
    await outsider.makeStream('events', ['events.>']);
  });
  afterAll(async () => {
    await outsider?.close();
    await server?.close();
    await proxy?.close();
    await db?.drop();
  });
  beforeEach(() => {
    writer = startWriter({
      database: writing,
      owner: db.database,
      clock: systemClock,
      metrics: createMetrics('test'),
      log: silentLogger,
    });
  });
  afterEach(() => writer.stop(0));

  const start = (more: Partial<NatsSettings> = {}) =>
    startReceiver({
      settings: settingsFor(server.url, { routes: ROUTES, ...more }),
      submit: (batch) => writeEvents({ database: writing, write: writer.write }, batch),
    });
  const answered = (consumer = 'radarstore') =>
    until('everything is acknowledged', async () => {
      const info = await outsider.consumer('events', consumer);
      return info.num_pending === 0 && info.num_ack_pending === 0;
    });
  const count = async (table: string): Promise<number> => {
    const rows = await db.database.query<{ count: number }>(
      'test.count',
      sql`select count(*) from radar.${identifier(table)}`,
    );
    return rows[0]?.count ?? 0;
  };
  const counts = async () => {
    const found: { [table: string]: number } = {};
    for (const table of new Set(ROUTES.map((route) => route.dataset))) {
      found[table] = await count(table);
    }
    return { ...found, dead_letters: await count('dead_letters') };
  };

  const now = new Date().toISOString();
  const event = { specversion: '1.0', id: 'e1', source: 'gateway', type: 'syslog' };
  const publishOne = async () => {
    const publish = (subject: string, body: object | Uint8Array) =>
      outsider.publish(subject, body instanceof Uint8Array ? body : JSON.stringify(body));
    await publish('events.syslog.processed', {
      ...event,
      data: { short_message: 'up', host: 'a' },
    });
    await publish('events.snmp.processed', {
      source: '192.0.2.7:162',
      community: 'secret',
      varbinds: [{ oid: '1.3', value: 'STRING: fan' }],
    });
    await publish('events.otel.logs', {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'hi' } }] }] }],
    });
    await publish('events.otel.metrics', [{ timestamp: now, span_name: 'a', duration_ms: 150 }]);
    await publish('events.app', { message: 'hello', ts: now });
    await publish('events.memory', {
      timestamp: now,
      device_id: 'd',
      host_id: 'h',
      total_bytes: 1,
    });
    const received = BigInt(Date.now()) * 1_000_000n;
    const samplerAddress = Uint8Array.of(192, 0, 2, 1);
    await publish(
      'events.flows',
      encode(FLOW, { type: 4, timeReceivedNs: received, samplerAddress }),
    );
  };

  test('every format becomes rows, refused ones dead letters, and nothing comes twice', async () => {
    await publishOne();
    await outsider.publish('events.app', JSON.stringify({ message: 'old', ts: 1_000_000_000 }));
    await outsider.publish('events.memory', '{"device_id":"d","total_byts":1}');
    const first = await start();
    await answered().finally(() => first.stop());
    const stored = await counts();
    expect(stored).toEqual({
      events: 2,
      logs: 2,
      otel_metrics: 1,
      memory_metrics: 1,
      netflow_metrics: 1,
      dead_letters: 2,
    });
    const letters = await db.database.query<{ reason: string; attributes: object }>(
      'test.letters',
      sql`select reason, attributes from radar.dead_letters order by reason`,
    );
    expect(letters).toMatchObject([
      { reason: 'too_old', attributes: { subject: 'events.app', stream: 'events' } },
      { reason: 'unknown_field', attributes: { subject: 'events.memory' } },
    ]);

    const second = await start({ consumer: 'again', batchMessages: 3 });
    await answered('again').finally(() => second.stop());
    expect(await counts()).toEqual(stored);
    const [trap] = await db.database.query<{ raw_data: string; host: string }>(
      'test.trap',
      sql`select raw_data, host from radar.events where subject = 'events.snmp.processed'`,
    );
    expect(trap?.host).toBe('192.0.2.7');
    expect(trap?.raw_data).not.toContain('secret');
  });

  test('an event that comes again with another time stays the one that it was', async () => {
    const before = await count('events');
    await outsider.publish('events.syslog.processed', JSON.stringify({ ...event, data: {} }));
    const receiver = await start();
    await answered().finally(() => receiver.stop());
    expect(await count('events')).toBe(before);
  });

  test('messages wait unacknowledged while the database is away, and are stored once', async () => {
    const before = await count('logs');
    const receiver = await start();
    try {
      proxy.refuse();
      for (let number = 0; number < 25; number++) {
        await outsider.publish('events.app', JSON.stringify({ message: `m${number}`, ts: now }));
      }
      await until('they are delivered', async () => {
        const info = await outsider.consumer('events', 'radarstore');
        return info.num_ack_pending === 25;
      });
      expect(await count('logs')).toBe(before);
      proxy.restore();
      await answered();
      expect(await count('logs')).toBe(before + 25);
    } finally {
      proxy.restore();
      await receiver.stop();
    }
  });
});
