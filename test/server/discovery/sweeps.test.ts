import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Served, serve } from '../served.ts';
import { ago, device, MINUTE, PRESENT, send } from './world.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
  await device(served, 'east:10.0.0.1', { source: 'snmp' });
  const seconds = (minutes: number) => Math.floor((PRESENT - minutes * MINUTE) / 1e6);
  const sweep = (minutes: number, hosts: readonly object[]) => ({
    network: '10.0.0.0/24',
    last_sweep: seconds(minutes),
    hosts,
  });
  const up = (host: string) => ({
    host,
    available: true,
    icmp_status: { available: true, round_trip: 1_500, packet_loss: 0 },
    port_results: [{ port: 22, available: true, response_time: 900, service: 'ssh' }],
  });
  const down = (host: string) => ({ host, available: false, icmp_status: { available: false } });
  await send(served, 'sweep', sweep(5, [up('10.0.0.1'), up('10.0.0.2'), down('10.0.1.9')]));
  await send(served, 'sweep', sweep(2, [down('10.0.0.1')]));
  await send(served, 'sweep', sweep(9, [up('10.0.0.1')]));
  await send(served, 'sweep', sweep(3, [{ host: '10.0.0.1', available: true }]), 'west');
  await send(served, 'sweep', sweep(4, [up('2001:db8::1')]), 'west');
});
afterAll(() => served.close());

const hosts = async (query = '') => {
  const { body, status } = await served.get(`/api/sweeps/hosts${query}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.map((one) => `${one.partition} ${one.host_ip}`);
};

describe('GET /api/sweeps/hosts', () => {
  test('tells each host as its newest sweep found it, the newest first', async () => {
    const { body } = await served.get('/api/sweeps/hosts');
    expect(body).toHaveLength(5);
    expect(body[0]).toMatchObject({
      host_ip: '10.0.0.1',
      partition: 'east',
      poller_id: 'p-1',
      device_id: 'east:10.0.0.1',
      network_cidr: '10.0.0.0/24',
      available: false,
      icmp_available: false,
      icmp_response_time_ns: null,
      tcp_ports_open: [],
      last_sweep_time: ago(2),
      first_seen: ago(9),
    });
  });

  test('tells of the ports, and knows no device where the inventory has none', async () => {
    const { body } = await served.get('/api/sweeps/hosts?cidr=10.0.0.2');
    expect(body).toMatchObject([
      {
        device_id: null,
        available: true,
        icmp_response_time_ns: 1_500,
        tcp_ports_open: [22],
        port_scan_results: [{ port: 22, available: true, response_time: 900, service: 'ssh' }],
      },
    ]);
  });

  test.each([
    ['?cidr=10.0.0.0/24', ['east 10.0.0.1', 'west 10.0.0.1', 'east 10.0.0.2']],
    ['?cidr=10.0.0.0/23&partition=east', ['east 10.0.0.1', 'east 10.0.0.2', 'east 10.0.1.9']],
    ['?cidr=2001:DB8::/32', ['west 2001:db8::1']],
    ['?cidr=2001:0db8::0001', ['west 2001:db8::1']],
    ['?available=false', ['east 10.0.0.1', 'east 10.0.1.9']],
    ['?available=true&partition=west', ['west 10.0.0.1', 'west 2001:db8::1']],
    ['?poller=p-2', []],
    ['?agent=a-1&partition=west', ['west 10.0.0.1', 'west 2001:db8::1']],
  ])('leaves with %s those that fit', async (query, expected) => {
    expect(await hosts(query)).toEqual(expected);
  });

  test('goes on behind a cursor, which fits the same filters alone', async () => {
    const all = await hosts();
    const pages: string[] = [];
    let cursor = '';
    do {
      const answer = await served.get(`/api/sweeps/hosts?limit=2${cursor}`);
      pages.push(...answer.body.map((one) => `${one.partition} ${one.host_ip}`));
      const next = answer.headers['x-next-cursor'];
      cursor = next === undefined ? '' : `&cursor=${next}`;
      if (pages.length === 2) {
        const other = await served.get(`/api/sweeps/hosts?available=true${cursor}`);
        expect([other.status, other.body.code]).toEqual([400, 'REQUEST_INVALID']);
      }
    } while (cursor !== '');
    expect(pages).toEqual(all);
    expect((await served.get('/api/sweeps/hosts?cursor=x')).status).toBe(400);
  });

  test.each(['?cidr=lan', '?available=maybe', '?network=10.0.0.0/8'])(
    'refuses %s, and says why',
    async (query) => {
      expect(await served.get(`/api/sweeps/hosts${query}`)).toMatchObject({
        status: 400,
        body: { code: 'REQUEST_INVALID' },
      });
    },
  );
});

describe('GET /api/sweeps/hosts/{ip}/history', () => {
  const times = async (url: string) =>
    (await served.get(`/api/sweeps/hosts/${url}`)).body.map((one) => one.last_sweep_time);

  test('has every sweep of the host at its own time, late ones too', async () => {
    expect(await times('10.0.0.1/history?partition=east')).toEqual([ago(2), ago(5), ago(9)]);
    expect(await times('10.0.0.1/history?poller=p-1')).toHaveLength(4);
    const range = `start=${ago(5)}&end=${ago(2)}`;
    expect(await times(`10.0.0.1/history?partition=east&${range}`)).toEqual([ago(5)]);
    expect(await times('2001:0DB8::1/history')).toEqual([ago(4)]);
    expect(await times('10.9.9.9/history')).toEqual([]);
  });

  test('goes on behind a cursor', async () => {
    const first = await served.get('/api/sweeps/hosts/10.0.0.1/history?limit=3');
    const next = `limit=3&cursor=${first.headers['x-next-cursor']}`;
    expect(await times(`10.0.0.1/history?${next}`)).toEqual([ago(9)]);
  });

  test('has those of a host that was swept by its name', async () => {
    await send(served, 'sweep', { last_sweep: 0, hosts: [{ host: 'web-1' }] });
    expect(await times('web-1/history')).toHaveLength(1);
  });
});

test('the same sweep again changes nothing', async () => {
  const before = [
    await served.get('/api/sweeps/hosts'),
    await served.get('/api/sweeps/hosts/10.0.0.1/history'),
  ];
  await send(served, 'sweep', {
    network: '10.0.0.0/24',
    last_sweep: Math.floor((PRESENT - 2 * MINUTE) / 1e6),
    hosts: [{ host: '10.0.0.1', available: false, icmp_status: { available: false } }],
  });
  const after = [
    await served.get('/api/sweeps/hosts'),
    await served.get('/api/sweeps/hosts/10.0.0.1/history'),
  ];
  expect(after.map((one) => one.body)).toEqual(before.map((one) => one.body));
});
