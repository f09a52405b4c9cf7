import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql, trusted } from '../../../src/database/index.ts';
import { at, type Body, type Served, serve } from '../served.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.close());

beforeEach(async () => {
  const { database } = served.db;
  const tables = [
    ...['pollers', 'agents', 'checkers', 'service_registration_events', 'poller_history'],
    ...['service_status', 'service_status_latest', 'services', 'services_latest'],
    ...['device_updates', 'unified_devices', 'events', 'event_identities'],
  ];
  await database.script(
    'test.empty',
    `truncate ${tables.map((name) => database.relation(name).text).join(', ')} cascade`,
  );
});

const post = async (url: string, payload: unknown): Promise<{ status: number; body: Body }> => {
  const answer = await served.app.inject({
    method: 'POST',
    url,
    payload: JSON.stringify(payload),
    headers: { 'content-type': 'application/json' },
  });
  return { status: answer.statusCode, body: answer.json() };
};

const status = (others: object = {}) => ({
  timestamp: '2026-03-10T11:59:00Z',
  poller_id: 'edge',
  agent_id: 'agent-1',
  service_name: 'ping',
  service_type: 'icmp',
  available: true,
  partition: 'north',
  ...others,
});

const rows = (table: string, order: string) =>
  served.db.database.query<Record<string, unknown>>(
    'test.rows',
    sql`select * from ${served.db.database.relation(table)} order by ${trusted(order)}`,
  );

const send = (...records: readonly object[]) => post('/api/ingest/service_status', records);

describe('rows of service status', () => {
  test('register who reported, and keep it alive', async () => {
    expect((await send(status())).status).toBe(200);
    await send(status({ timestamp: '2026-03-10T11:59:30Z' }));
    expect(await rows('pollers', 'poller_id')).toMatchObject([
      {
        poller_id: 'edge',
        status: 'active',
        is_healthy: true,
        first_seen: at('2026-03-10T11:59:00Z'),
        last_seen: at('2026-03-10T11:59:30Z'),
        agent_count: 1,
      },
    ]);
    expect(await rows('agents', 'agent_id')).toMatchObject([
      { agent_id: 'agent-1', poller_id: 'edge', status: 'active' },
    ]);
    expect(await rows('checkers', 'checker_id')).toEqual([]);
  });

  test('of checkers of their own register these too', async () => {
    await send(
      status({ service_name: 'snmp', service_type: 'snmp' }),
      status({ service_name: 'cpu', service_type: 'sysmon', agent_id: null }),
    );
    expect(await rows('checkers', 'checker_id')).toMatchObject([
      { checker_id: 'snmp@agent-1', agent_id: 'agent-1', poller_id: 'edge', checker_kind: 'snmp' },
    ]);
  });

  test('make a poller unhealthy while one of its services does not answer', async () => {
    await send(status(), status({ service_name: 'web', available: false }));
    expect(await rows('pollers', 'poller_id')).toMatchObject([{ is_healthy: false }]);
    await send(status({ timestamp: '2026-03-10T11:59:20Z' }));
    expect(await rows('pollers', 'poller_id')).toMatchObject([{ is_healthy: false }]);
    await send(status({ service_name: 'web', timestamp: '2026-03-10T11:59:30Z' }));
    expect(await rows('pollers', 'poller_id')).toMatchObject([{ is_healthy: true }]);
    const history = await rows('poller_history', '"timestamp"');
    expect(history.map((row) => row.is_healthy)).toEqual([false, true]);
  });

  test('of a service that is reported no longer stop to count for its poller', async () => {
    await send(
      status({ service_name: 'gone', available: false, timestamp: '2026-03-10T11:30:00Z' }),
    );
    await send(status());
    expect(await rows('pollers', 'poller_id')).toMatchObject([{ is_healthy: true }]);
  });

  test('come to the same in any order and repetition', async () => {
    const batch = [
      status({ available: false }),
      status({ timestamp: '2026-03-10T11:58:00Z' }),
      status({ service_name: 'snmp', service_type: 'snmp', timestamp: '2026-03-10T11:57:00Z' }),
      status({ agent_id: 'agent-2', timestamp: '2026-03-10T11:56:00Z' }),
    ];
    const state = async () => [
      await rows('pollers', 'poller_id'),
      await rows('agents', 'agent_id'),
      await rows('checkers', 'checker_id'),
    ];
    const clean = (tables: readonly Record<string, unknown>[][]) =>
      tables.map((table) => table.map(({ updated_at: _when, ...row }) => row));
    await send(...batch);
    const atOnce = clean(await state());
    await send(...batch);
    expect(clean(await state())).toEqual(atOnce);
    for (const table of ['pollers', 'agents', 'checkers', 'service_status_latest']) {
      await served.db.database.script('test.empty', `truncate radar.${table}`);
    }
    await served.db.database.script('test.empty', 'truncate radar.service_status');
    for (const one of batch.toReversed()) await send(one);
    expect(clean(await state())).toEqual(atOnce);
  });

  test('that are refused are no sign of life', async () => {
    const answer = await send(
      status({ poller_id: 'old', timestamp: '2026-01-01T00:00:00Z' }),
      status({ available: 'perhaps', poller_id: 'wrong' }),
      status(),
    );
    expect(answer.status).toBe(200);
    expect((await rows('pollers', 'poller_id')).map((row) => row.poller_id)).toEqual(['edge']);
  });

  test('of many at once, in opposite orders, are all counted', async () => {
    const of = (count: number) =>
      status({
        poller_id: `p-${count % 10}`,
        agent_id: `a-${count % 10}`,
        service_name: `s-${count}`,
      });
    const all = Array.from({ length: 60 }, (_, count) => of(count));
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, sender) =>
        send(...(sender % 2 === 0 ? all : all.toReversed())),
      ),
    );
    expect(answers.map((one) => one.status)).toEqual(answers.map(() => 200));
    expect(await rows('pollers', 'poller_id')).toHaveLength(10);
    const events = await rows('service_registration_events', 'service_id');
    expect(events).toHaveLength(40);
  });
});

describe('components as devices', () => {
  const devices = async () =>
    (await rows('unified_devices', 'device_id')).map((row) => [row.device_id, row.metadata]);

  test('stand in the inventory under ids of their own', async () => {
    await send(
      status({
        ...{ service_name: 'snmp', service_type: 'snmp' },
        ...{ poller_id: 'base', agent_id: 'agent-7' },
      }),
    );
    expect(await devices()).toEqual([
      [
        'serviceradar:agent:agent-7',
        expect.objectContaining({
          component_type: 'agent',
          agent_id: 'agent-7',
          poller_id: 'base',
        }),
      ],
      [
        'serviceradar:checker:snmp@agent-7',
        expect.objectContaining({ checker_id: 'snmp@agent-7', checker_kind: 'snmp' }),
      ],
      ['serviceradar:poller:base', expect.objectContaining({ component_type: 'poller' })],
    ]);
  });

  test('are not written anew with each report', async () => {
    for (const second of ['00', '10', '20']) {
      await send(
        status({
          timestamp: `2026-03-10T11:59:${second}Z`,
          ...{ poller_id: 'calm', agent_id: 'agent-8' },
        }),
      );
    }
    const updates = await rows('device_updates', 'device_id');
    expect(updates.map((row) => row.device_id)).toEqual([
      'serviceradar:agent:agent-8',
      'serviceradar:poller:calm',
    ]);
  });

  test('are unavailable while they are revoked, and there again with the next report', async () => {
    const available = async () =>
      (await rows('unified_devices', 'device_id')).map((row) => [row.device_id, row.is_available]);
    const report = (timestamp: string) => send(status({ poller_id: 'torn', timestamp }));
    await report('2026-03-10T11:59:00Z');
    expect(await available()).toContainEqual(['serviceradar:poller:torn', true]);
    await post('/api/registry/pollers/torn/revoke', {});
    expect(await available()).toContainEqual(['serviceradar:poller:torn', false]);
    await report('2026-03-10T12:00:30Z');
    expect(await available()).toEqual([
      ['serviceradar:agent:agent-1', true],
      ['serviceradar:poller:torn', false],
    ]);
    await post('/api/registry/pollers/torn/restore', {});
    // Its content is that of a moment ago, and its clock is behind the revocation.
    await report('2026-03-10T11:59:50Z');
    expect(await available()).toContainEqual(['serviceradar:poller:torn', false]);
    await report('2026-03-10T12:00:31Z');
    expect(await available()).toContainEqual(['serviceradar:poller:torn', true]);
  });
});

describe('a report of a poller', () => {
  const report = {
    poller_id: 'edge-poller',
    agent_id: 'edge-poller',
    partition: 'north',
    source_ip: '192.0.2.7:50051',
    timestamp: '2026-03-10T11:59:00Z',
    services: [
      {
        ...{ service_name: 'ping', service_type: 'icmp', available: true, message: 'ok' },
        config: { kv_store_id: 'kv-1', password: 'hidden' },
      },
    ],
  };

  test('makes the host, the components and the registration at once', async () => {
    expect((await post('/api/ingest/payload/service-status', report)).status).toBe(200);
    const devices = await rows('unified_devices', 'device_id');
    expect(devices.map((row) => [row.device_id, row.ip])).toEqual([
      ['north:192.0.2.7', '192.0.2.7'],
      ['serviceradar:agent:edge-poller', '192.0.2.7'],
      ['serviceradar:poller:edge-poller', '192.0.2.7'],
    ]);
    expect(devices[0]).toMatchObject({
      hostname: 'edge-poller',
      metadata: { device_type: 'host', service_types: 'poller,agent', service_status: 'online' },
    });
    expect(await rows('pollers', 'poller_id')).toMatchObject([
      { poller_id: 'edge-poller', metadata: { source_ip: '192.0.2.7' } },
    ]);
    expect(await rows('services_latest', 'service_name')).toMatchObject([
      { config: { kv_store_id: 'kv-1' } },
    ]);
  });

  test('without an address makes no host', async () => {
    await post('/api/ingest/payload/service-status', { ...report, source_ip: 'my-host' });
    const ids = (await rows('unified_devices', 'device_id')).map((row) => row.device_id);
    expect(ids.filter((id) => !String(id).startsWith('serviceradar:'))).toEqual([]);
  });

  test('keeps details of 9 MiB, and a beginning of what is longer', async () => {
    const details = (bytes: number) => JSON.stringify({ text: 'x'.repeat(bytes - 11) });
    const limit = 9 * 1_024 * 1_024;
    await post('/api/ingest/payload/service-status', {
      ...report,
      services: [
        { service_name: 'full', available: true, details: details(limit) },
        { service_name: 'over', available: true, details: details(limit + 1) },
      ],
    });
    const [full, over] = await rows('service_status_latest', 'service_name');
    expect(String(full?.details)).toHaveLength(limit);
    expect(JSON.parse(String(over?.details))).toMatchObject({
      truncated: true,
      original_size: limit + 1,
    });
  });
});
