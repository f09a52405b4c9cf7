import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { count, post } from '../ingest/sender.ts';
import { type Served, serve } from '../served.ts';
import { ago, device, redirect, send } from './world.ts';

let served: Served;
const record = (checks: readonly object[], headers: Record<string, string> = {}) =>
  post(served.app, '/api/capabilities', JSON.stringify(checks), {
    type: 'application/json',
    headers,
  });
const check = (deviceId: string, capability: string, more: object = {}) => ({
  device_id: deviceId,
  capability,
  state: 'ok',
  last_checked: ago(5),
  ...more,
});

beforeAll(async () => {
  served = await serve();
  await device(served, 'east:10.0.0.1', { hostname: 'core-1' });
  await device(served, 'east:10.0.0.2');
  await device(served, 'west:10.0.0.1');
  await redirect(served, 'east:10.0.0.9', 'east:10.0.0.1');
  await record([
    check('east:10.0.0.1', 'SNMP', { service_id: 's', metadata: { agent_id: 'a-1' } }),
    check('east:10.0.0.9', 'snmp', { service_id: 's', state: 'failed', last_checked: ago(2) }),
    check('east:10.0.0.1', 'icmp', { state: 'degraded' }),
    check('east:10.0.0.2', 'icmp'),
    check('east:10.0.0.2', 'sysmon', { enabled: false }),
    check('west:10.0.0.1', 'icmp', { state: 'failed', failure_reason: 'no route' }),
  ]);
});
afterAll(() => served.close());

describe('POST /api/capabilities', () => {
  test('counts what it stored, and the same again as duplicates', async () => {
    const checks = [
      check('east:10.0.0.7', 'icmp'),
      check('east:10.0.0.7', 'icmp', { state: 'failed' }),
    ];
    expect(await record(checks)).toMatchObject({ status: 200, body: { accepted: 2 } });
    expect(await record(checks)).toMatchObject({ body: { accepted: 0, duplicates: 2 } });
    expect(await count(served, 'device_capabilities')).toBe(8);
  });

  test('fixes the time of receipt by its key', async () => {
    const before = await count(served, 'device_capabilities');
    const bare = [{ device_id: 'east:10.0.0.8', capability: 'snmp' }];
    await record(bare, { 'idempotency-key': 'k' });
    served.clock.advance(1_000);
    expect(await record(bare, { 'idempotency-key': 'k' })).toMatchObject({
      body: { duplicates: 1 },
    });
    expect(await count(served, 'device_capabilities')).toBe(before + 1);
  });

  test('refuses one that names nothing alone, and an unknown member with the right one', async () => {
    const { body } = await record([
      check('east:10.0.0.6', ' '),
      { ...check('east:10.0.0.6', 'icmp'), stat: 'ok' },
      check('east:10.0.0.6', 'icmp'),
    ]);
    expect(body).toMatchObject({ accepted: 1 });
    expect(JSON.stringify(body)).toContain('did you mean \\"state\\"');
  });

  test('and rows of the dataset obey the same rules', async () => {
    const row = JSON.stringify({
      device_id: 'east:10.0.0.5',
      capability: ' ICMP ',
      state: 'failed',
    });
    await post(served.app, '/api/ingest/device_capabilities', row);
    await device(served, 'east:10.0.0.5');
    const { body } = await served.get('/api/devices/east:10.0.0.5/capabilities');
    expect(body.capabilities).toMatchObject([
      { capability: 'icmp', state: 'failed', failure_reason: 'unavailable' },
    ]);
  });
});

describe('GET /api/devices/{id}/capabilities', () => {
  test('tells the newest check of each service, also of ids that became part of the device', async () => {
    const { body } = await served.get('/api/devices/east:10.0.0.1/capabilities');
    expect(body).toEqual({
      device_id: 'east:10.0.0.1',
      capabilities: [
        {
          capability: 'icmp',
          service_id: null,
          service_type: null,
          state: 'degraded',
          enabled: true,
          last_checked: ago(5),
          last_success: null,
          last_failure: null,
          failure_reason: null,
          metadata: {},
          recorded_by: 'system',
        },
        expect.objectContaining({
          capability: 'snmp',
          service_id: 's',
          state: 'failed',
          last_checked: ago(2),
          last_success: ago(5),
          last_failure: ago(2),
          failure_reason: 'unavailable',
        }),
      ],
      history: [],
    });
  });

  test('has the checks of a range with history=true, page by page', async () => {
    const url = '/api/devices/east:10.0.0.1/capabilities?history=true&capability=snmp';
    const { body } = await served.get(url);
    expect(body.capabilities).toHaveLength(1);
    expect(body.history).toMatchObject([
      { state: 'failed', last_checked: ago(2), event_id: expect.any(String) },
      { state: 'ok', last_checked: ago(5) },
    ]);
    const first = await served.get(`${url}&limit=1`);
    const rest = await served.get(`${url}&limit=1&cursor=${first.headers['x-next-cursor']}`);
    expect([...(first.body.history ?? []), ...(rest.body.history ?? [])]).toEqual(body.history);
    expect((await served.get(`${url}&start=${ago(3)}`)).body.history).toHaveLength(1);
  });

  test('shows those that are turned off, and is 404 for no device', async () => {
    const { body } = await served.get('/api/devices/east:10.0.0.2/capabilities');
    expect(body.capabilities).toMatchObject([{ enabled: true }, { enabled: false }]);
    expect((await served.get('/api/devices/nobody/capabilities')).status).toBe(404);
  });
});

describe('GET /api/capabilities/matrix', () => {
  const rows = async (query: string) => {
    const { body } = await served.get(`/api/capabilities/matrix${query}`);
    return (body.devices ?? []).map((one) => [
      one.device_id,
      ...Object.entries(one.capabilities ?? {}).map(([name, cell]) => `${name} ${cell.state}`),
    ]);
  };

  test('has each device once, with its enabled capabilities', async () => {
    expect(await rows('?partition=west')).toEqual([['west:10.0.0.1', 'icmp failed']]);
    expect((await rows('?partition=east')).slice(0, 2)).toEqual([
      ['east:10.0.0.1', 'icmp degraded', 'snmp failed'],
      ['east:10.0.0.2', 'icmp ok'],
    ]);
    const { body } = await served.get('/api/capabilities/matrix?partition=west');
    expect(body).toMatchObject({
      capabilities: ['icmp'],
      counts: [{ capability: 'icmp', state: 'failed', devices: 1 }],
      devices: [
        {
          partition: 'west',
          ip: '10.0.0.1',
          capabilities: { icmp: { failure_reason: 'no route', services: 1, last_checked: ago(5) } },
        },
      ],
      next_cursor: null,
    });
  });

  test('leaves devices in a state, and columns of a capability', async () => {
    expect(await rows('?state=degraded')).toEqual([
      ['east:10.0.0.1', 'icmp degraded', 'snmp failed'],
    ]);
    expect(await rows('?state=degraded&capability=ICMP')).toEqual([
      ['east:10.0.0.1', 'icmp degraded'],
    ]);
    expect(await rows('?capability=sysmon')).toEqual([]);
    expect((await served.get('/api/capabilities/matrix?state=fine')).status).toBe(400);
  });

  test('goes on behind a cursor, which tells no counts again', async () => {
    const all = await rows('');
    const pages: unknown[] = [];
    let cursor: unknown = null;
    do {
      const query = cursor === null ? '?limit=2' : `?limit=2&cursor=${cursor}`;
      pages.push(...(await rows(query)));
      const { body } = await served.get(`/api/capabilities/matrix${query}`);
      expect(body.counts?.length === 0).toBe(cursor !== null);
      cursor = body.next_cursor;
    } while (cursor !== null);
    expect(pages).toEqual(all);
  });
});

test('a payload of a checker records what it shows', async () => {
  await send(served, 'snmp', {
    switch: { available: true, host_ip: '10.0.0.2', last_poll: ago(1), oid_status: {} },
  });
  const { body } = await served.get('/api/devices/east:10.0.0.2/capabilities?capability=snmp');
  expect(body.capabilities).toMatchObject([{ state: 'ok', last_success: ago(1) }]);
});
