import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Served, serve } from '../served.ts';
import { ago, device, redirect, send } from './world.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
  await device(served, 'east:10.0.0.1', { hostname: 'core-1' });
  const face = (ip: string, ifIndex: number, more: object = {}) => ({
    device_ip: ip,
    ifIndex,
    ifName: `Gi0/${ifIndex}`,
    ...more,
  });
  await send(served, 'interfaces', [
    face('10.0.0.1', 1, {
      timestamp: ago(9),
      ifSpeed: 1_000_000_000,
      ifPhysAddress: '00:1b:54:00:00:01',
      ip_addresses: ['192.0.2.1/24'],
      ifAdminStatus: 1,
      ifOperStatus: 1,
    }),
    face('10.0.0.1', 2, { timestamp: ago(9), ifAlias: 'to the roof' }),
  ]);
  await send(served, 'interfaces', [
    face('10.0.0.1', 1, {
      timestamp: ago(2),
      ifPhysAddress: '001b.5400.0001',
      ifSpeed: '18446744073709551615',
      ifAdminStatus: 1,
      ifOperStatus: 7,
      ip_addresses: ['192.0.2.1/24'],
      metadata: { mtu: 9000 },
    }),
  ]);
  await send(served, 'interfaces', [
    face('10.0.0.9', 2, { timestamp: ago(1), ifDescr: 'GigabitEthernet 2' }),
    face('10.0.0.9', 3, { timestamp: ago(1) }),
  ]);
  await redirect(served, 'east:10.0.0.9', 'east:10.0.0.1');
  await send(
    served,
    'interfaces',
    [face('10.0.0.1', 1, { timestamp: ago(3), ip_addresses: ['2001:db8::1'] })],
    'west',
  );
});
afterAll(() => served.close());

const ID = encodeURIComponent('east:10.0.0.1');
const names = async (url: string) =>
  (await served.get(url)).body.map((one) => `${one.device_id} ${one.if_name}`);

describe('GET /api/devices/{id}/interfaces', () => {
  test('tells each interface as it is now, with those of ids that became part of the device', async () => {
    const { body } = await served.get(`/api/devices/${ID}/interfaces`);
    expect(body.map((one) => one.if_index)).toEqual([1, 2, 3]);
    expect(body[0]).toEqual({
      device_id: 'east:10.0.0.1',
      partition: 'east',
      device_ip: '10.0.0.1',
      if_index: 1,
      if_name: 'Gi0/1',
      if_descr: null,
      if_alias: null,
      if_speed: expect.any(Number),
      if_phys_address: '00:1B:54:00:00:01',
      ip_addresses: ['192.0.2.1'],
      if_admin_status: 1,
      admin_state: 'up',
      if_oper_status: 7,
      oper_state: 'lower-layer-down',
      metadata: { mtu: 9000 },
      agent_id: 'a-1',
      poller_id: 'p-1',
      timestamp: ago(2),
    });
    expect(body[1]).toMatchObject({
      reported_device_id: 'east:10.0.0.9',
      if_descr: 'GigabitEthernet 2',
      timestamp: ago(1),
    });
  });

  test('writes all digits of a speed of 64 bits', async () => {
    const { text } = await served.get(`/api/devices/${ID}/interfaces?if_index=1`);
    expect(text).toContain('"if_speed":18446744073709551615,');
  });

  test('has every discovery with history=true, the newest first, page by page', async () => {
    const url = `/api/devices/${ID}/interfaces?history=true`;
    const { body } = await served.get(url);
    expect(body.map((one) => [one.timestamp, one.if_index])).toEqual([
      [ago(1), 2],
      [ago(1), 3],
      [ago(2), 1],
      [ago(9), 1],
      [ago(9), 2],
    ]);
    const first = await served.get(`${url}&limit=2`);
    const rest = await served.get(`${url}&limit=9&cursor=${first.headers['x-next-cursor']}`);
    expect([...first.body, ...rest.body]).toEqual([...body]);
    expect((await served.get(`${url}&if_index=1&start=${ago(5)}`)).body).toHaveLength(1);
  });

  test('goes on behind a cursor, by the numbers', async () => {
    const first = await served.get(`/api/devices/${ID}/interfaces?limit=2`);
    const cursor = first.headers['x-next-cursor'];
    const rest = await served.get(`/api/devices/${ID}/interfaces?limit=2&cursor=${cursor}`);
    expect([...first.body, ...rest.body].map((one) => one.if_index)).toEqual([1, 2, 3]);
    expect(rest.headers['x-next-cursor']).toBeUndefined();
  });

  test('is 404 for no device, and 400 for a number that is none', async () => {
    expect((await served.get('/api/devices/nobody/interfaces')).status).toBe(404);
    expect((await served.get(`/api/devices/${ID}/interfaces?if_index=x`)).status).toBe(400);
  });
});

describe('GET /api/interfaces', () => {
  test.each([
    ['mac=00-1B-54-00-00-01', ['east:10.0.0.1 Gi0/1']],
    ['mac=001b54000001', ['east:10.0.0.1 Gi0/1']],
    ['address=192.0.2.1', ['east:10.0.0.1 Gi0/1']],
    ['address=2001:DB8:0::1', ['west:10.0.0.1 Gi0/1']],
    ['name=ROOF', ['east:10.0.0.1 Gi0/2']],
    ['name=gigabitethernet', ['east:10.0.0.1 Gi0/2']],
    ['name=0/1&partition=west', ['west:10.0.0.1 Gi0/1']],
    ['name=%25', []],
    ['mac=00-1B-54-00-00-01&partition=west', []],
  ])('finds by %s', async (query, expected) => {
    expect(await names(`/api/interfaces?${query}`)).toEqual(expected);
  });

  test('lists all, page by page', async () => {
    const all = await names('/api/interfaces');
    expect(all).toHaveLength(5);
    const first = await served.get('/api/interfaces?limit=3');
    const cursor = first.headers['x-next-cursor'];
    expect([
      ...first.body.map((one) => `${one.device_id} ${one.if_name}`),
      ...(await names(`/api/interfaces?cursor=${cursor}`)),
    ]).toEqual(all);
  });

  test.each(['mac=router', 'address=10.0.0'])('refuses %s', async (query) => {
    expect((await served.get(`/api/interfaces?${query}`)).status).toBe(400);
  });
});
