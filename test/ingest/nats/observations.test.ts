import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig, requireSettings, thisMachine } from '../../../src/config/index.ts';
import { systemClock } from '../../../src/core/index.ts';
import { sql } from '../../../src/database/index.ts';
import { startWriter } from '../../../src/ingest/index.ts';
import { createInventory } from '../../../src/inventory/index.ts';
import { createMetrics, silentLogger } from '../../../src/observe/index.ts';
import { getDevice } from '../../../src/query/index.ts';
import { submitBatch } from '../../../src/server/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createNatsServer, describeWithNats, type NatsServer } from '../../support/nats.ts';
import { registryOver } from '../../support/registry.ts';
import { until } from '../../support/until.ts';
import { connectOutsider, type Outsider, settingsFor, startReceiver } from './receiving.ts';

const SUBJECT = 'events.devices.observed';

/** The routes of somebody who names a server and nothing else. */
function usualRoutes() {
  const flags = new Map([['nats.servers', 'nats://localhost']] as const);
  const machine = thisMachine();
  return requireSettings(readConfig({ flags, environment: {}, machine })).nats?.routes ?? [];
}

describeWithNats('observations of devices from NATS', (program) => {
  let db: TestDatabase;
  let server: NatsServer;
  let outsider: Outsider;
  beforeAll(async () => {
    db = await createTestDatabase('postgres');
    server = await createNatsServer(program);
    outsider = await connectOutsider(server);
    await outsider.makeStream('events', ['events.>']);
  });
  afterAll(async () => {
    await outsider?.close();
    await server?.close();
    await db?.drop();
  });

  test('are folded into the inventory once, without a setting, and those that are none are kept', async () => {
    const seen = { ip: '192.0.2.1', source: 'snmp', mac: '001b.21aa.bb01', hostname: 'core-1' };
    const timestamp = new Date().toISOString();
    await outsider.publish(SUBJECT, JSON.stringify({ ...seen, timestamp }));
    await outsider.publish(SUBJECT, JSON.stringify([{ ...seen, timestamp }, { hostnmae: 'x' }]));
    const { database } = db;
    const clock = systemClock;
    const metrics = createMetrics('test');
    const writer = startWriter({ database, owner: database, clock, metrics, log: silentLogger });
    const shared = { database, owner: database, clock };
    const parts = {
      database,
      writer,
      inventory: createInventory(shared),
      registry: registryOver(database, { clock }),
    };
    const receiver = await startReceiver({
      settings: settingsFor(server.url, { routes: usualRoutes() }),
      submit: (batch) => submitBatch(parts, batch),
    });
    try {
      await until('everything is acknowledged', async () => {
        const info = await outsider.consumer('events', 'radarstore');
        return info.num_pending === 0 && info.num_ack_pending === 0;
      });
    } finally {
      await receiver.stop();
      await writer.stop(0);
    }
    const found = await getDevice(database, 'default:192.0.2.1', null);
    expect(found?.device).toMatchObject({ hostname: 'core-1', mac: '00:1B:21:AA:BB:01' });
    const rows = await database.query(
      'test.rows',
      sql`select (select count(*) from radar.device_updates) as updates,
                 (select string_agg(reason, ',') from radar.dead_letters) as letters`,
    );
    expect(rows).toEqual([{ updates: 1, letters: 'unknown_field' }]);
  });
});
