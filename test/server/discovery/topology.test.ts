import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Served, serve } from '../served.ts';
import { ago, claimMac, device, redirect, send, sketch } from './world.ts';

let served: Served;
const mac = (last: number) => `00:1B:54:00:00:${String(last).padStart(2, '0')}`;

beforeAll(async () => {
  served = await serve();
  await device(served, 'east:10.0.0.1', { hostname: 'core-1', mac: mac(1) });
  await device(served, 'east:10.0.0.2', { hostname: 'edge-2', mac: mac(2) });
  await device(served, 'east:10.0.0.3', { hostname: 'edge-3' });
  await device(served, 'east:10.0.0.4', { hostname: 'twin' });
  await device(served, 'east:10.0.0.5', { hostname: 'twin' });
  await device(served, 'west:10.0.0.2', { hostname: 'edge-2', mac: mac(2) });
  await claimMac(served, 'east:10.0.0.1', mac(1));
  await claimMac(served, 'east:10.0.0.2', mac(2));
  await claimMac(served, 'west:10.0.0.2', mac(2));
  await redirect(served, 'east:10.0.0.22', 'east:10.0.0.2');
  const face = (ip: string, ifIndex: number, more: object) => ({
    device_ip: ip,
    ifIndex,
    ...more,
  });
  await send(served, 'interfaces', [
    face('10.0.0.1', 3, { ifName: 'Gi0/3', ifOperStatus: 1 }),
    face('10.0.0.2', 7, { ifName: 'Gi0/7', ifAlias: 'uplink', ifPhysAddress: mac(77) }),
    face('10.0.0.3', 1, { ifName: 'eth0', ip_addresses: ['192.0.2.3'] }),
  ]);
  const seen = (ip: string, more: object) => ({
    timestamp: ago(2),
    local_device_ip: ip,
    protocol_type: 'LLDP',
    ...more,
  });
  await send(served, 'topology', [
    // Both ends tell of one cable, each with what it calls the other port.
    seen('10.0.0.1', {
      local_ifIndex: 3,
      neighbor_chassis_id: '001b.5400.0002',
      neighbor_port_id: mac(77).toLowerCase(),
      neighbor_system_name: 'edge-2',
    }),
    seen('10.0.0.22', {
      timestamp: ago(1),
      protocol_type: 'lldp',
      local_ifName: 'Gi0/7',
      local_ifIndex: 7,
      neighbor_chassis_id: mac(1).toLowerCase(),
      neighbor_port_id: 'gi0/3',
    }),
    // One end alone, known by the address of an interface.
    seen('10.0.0.2', { local_ifIndex: 8, neighbor_management_address: '192.0.2.3' }),
    seen('10.0.0.3', { local_ifIndex: 2, neighbor_system_name: 'twin' }),
    seen('10.0.0.3', {
      local_ifIndex: 4,
      neighbor_chassis_id: 'AA:BB:CC:00:00:01',
      neighbor_system_name: 'phone',
    }),
    seen('10.0.0.1', { local_ifIndex: 9, neighbor_chassis_id: 'aabb.cc00.0001' }),
    seen('10.0.0.1', {
      protocol_type: 'BGP',
      neighbor_ip_address: '192.0.2.3',
      neighbor_as: 4_200_000_000,
      bgp_session_state: 'established',
    }),
    seen('10.0.0.99', { local_ifIndex: 1, neighbor_chassis_id: mac(1) }),
  ]);
  await send(
    served,
    'topology',
    [
      seen('10.0.0.2', {
        local_ifIndex: 1,
        neighbor_chassis_id: mac(1),
        neighbor_system_name: 'core-1',
      }),
    ],
    'west',
  );
});
afterAll(() => served.close());

const graph = async (query: string) => {
  const { status, body } = await served.get(`/api/topology${query}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
};

describe('GET /api/topology around a device', () => {
  test('has its neighbours, a cable that both ends report once, and those that report it', async () => {
    expect(sketch((await graph('?device=east:10.0.0.1')) as never)).toEqual({
      nodes: [
        'east:10.0.0.1',
        'east:10.0.0.2',
        'east:10.0.0.3',
        'unknown 10.0.0.99',
        'unknown aabb.cc00.0001',
      ],
      edges: [
        'east:10.0.0.1 BGP east:10.0.0.3 source',
        'east:10.0.0.1 LLDP east:10.0.0.2 both',
        'east:10.0.0.1 LLDP unknown aabb.cc00.0001 source',
        'unknown 10.0.0.99 LLDP east:10.0.0.1 source',
      ],
    });
  });

  test('tells the ports of both ends by their interfaces, and what says who is there', async () => {
    const { edges, nodes } = await graph('?device=east:10.0.0.1');
    expect(edges?.find((one) => String(one.reported_by) === 'both')).toMatchObject({
      source: 'east:10.0.0.1',
      target: 'east:10.0.0.2',
      source_port: { if_index: 3, name: 'Gi0/3', oper_state: 'up' },
      target_port: { if_index: 7, name: 'Gi0/7', description: 'uplink' },
      evidence: ['chassis_mac', 'system_name'],
      disputed: [],
      last_seen: ago(1),
    });
    expect(edges?.find((one) => String(one.protocol) === 'BGP')).toMatchObject({
      target_as: 4_200_000_000,
      source_as: null,
      bgp_session_state: 'established',
      evidence: ['peer_address'],
    });
    expect(nodes?.[0]).toMatchObject({
      id: 'east:10.0.0.1',
      kind: 'device',
      label: 'core-1',
      depth: 0,
      is_available: true,
    });
  });

  test('reaches further with its depth, and knows one unknown thing from two sides as one', async () => {
    const far = await graph('?device=east:10.0.0.1&depth=2');
    expect(sketch(far as never)).toEqual({
      nodes: [
        'ambiguous twin',
        'east:10.0.0.1',
        'east:10.0.0.2',
        'east:10.0.0.3',
        'unknown 10.0.0.99',
        'unknown aabb.cc00.0001',
      ],
      edges: [
        'east:10.0.0.1 BGP east:10.0.0.3 source',
        'east:10.0.0.1 LLDP east:10.0.0.2 both',
        'east:10.0.0.1 LLDP unknown aabb.cc00.0001 source',
        'east:10.0.0.2 LLDP east:10.0.0.3 source',
        'east:10.0.0.3 LLDP ambiguous twin source',
        'east:10.0.0.3 LLDP unknown aabb.cc00.0001 source',
        'unknown 10.0.0.99 LLDP east:10.0.0.1 source',
      ],
    });
    const twin = far.nodes?.find((one) => String(one.kind) === 'ambiguous');
    expect(twin).toMatchObject({ candidates: ['east:10.0.0.4', 'east:10.0.0.5'], depth: 2 });
  });

  test('never leaves the partition, though another one has the same addresses and MACs', async () => {
    expect(sketch((await graph('?device=west:10.0.0.2&depth=3')) as never)).toEqual({
      nodes: ['unknown core-1', 'west:10.0.0.2'],
      edges: ['west:10.0.0.2 LLDP unknown core-1 source'],
    });
  });

  test('follows an id of old, and keeps a limit of nodes', async () => {
    const old = await graph('?device=east:10.0.0.22');
    expect(String(old.device_id)).toBe('east:10.0.0.2');
    const small = await graph('?device=east:10.0.0.1&depth=3&limit=2');
    expect(small).toMatchObject({ truncated: true });
    expect(small.nodes).toHaveLength(2);
    expect(old).toMatchObject({ truncated: false });
  });
});

describe('GET /api/topology', () => {
  test('is the whole network, or one partition of it', async () => {
    const all = sketch((await graph('')) as never);
    expect(all.nodes).toHaveLength(8);
    expect(all.edges).toHaveLength(8);
    expect(sketch((await graph('?partition=west')) as never).nodes).toHaveLength(2);
    expect(await graph('?limit=3')).toMatchObject({
      truncated: true,
      device_id: null,
      depth: null,
    });
  });

  test.each([
    '?depth=2',
    '?device=east:10.0.0.1&depth=4',
    '?limit=0',
    '?device=east:10.0.0.1&partition=east',
  ])('refuses %s', async (query) => {
    expect((await served.get(`/api/topology${query}`)).status).toBe(400);
  });

  test('knows no device that is not there', async () => {
    expect((await served.get('/api/topology?device=nobody')).status).toBe(404);
  });

  test('shows the newest state of a session', async () => {
    await send(served, 'topology', [
      {
        timestamp: ago(0),
        local_device_ip: '10.0.0.1',
        protocol_type: 'BGP',
        neighbor_ip_address: '192.0.2.3',
        neighbor_as: 4_200_000_000,
        bgp_session_state: 'idle',
      },
    ]);
    const { edges } = await graph('?device=east:10.0.0.1');
    const sessions = edges?.filter((one) => String(one.protocol) === 'BGP');
    expect(sessions).toMatchObject([{ bgp_session_state: 'idle', last_seen: ago(0) }]);
  });
});

describe('GET /api/topology/history', () => {
  const history = (query: string) => served.get(`/api/topology/history${query}`);

  test('has what a device reported, the newest first, also what the graph shows no longer', async () => {
    const { status, body } = await history('?device=east:10.0.0.1&protocol=bgp');
    expect(status).toBe(200);
    expect(body.map((one) => one.bgp_session_state)).toEqual(['idle', 'established']);
    expect(body[1]).toEqual({
      timestamp: ago(2),
      device_id: 'east:10.0.0.1',
      partition: 'east',
      local_device_ip: '10.0.0.1',
      local_if_index: null,
      local_if_name: null,
      protocol_type: 'BGP',
      neighbor_chassis_id: null,
      neighbor_port_id: null,
      neighbor_port_descr: null,
      neighbor_system_name: null,
      neighbor_management_address: null,
      neighbor_bgp_router_id: null,
      neighbor_ip_address: '192.0.2.3',
      neighbor_as: 4_200_000_000,
      bgp_session_state: 'established',
      metadata: null,
      agent_id: 'a-1',
      poller_id: 'p-1',
    });
  });

  test('has those of all devices, of one partition, of a range, page by page', async () => {
    const all = (await history('')).body;
    const west = (await history('?partition=west')).body;
    expect(west.length).toBeGreaterThan(0);
    expect(west).toEqual(all.filter((one) => String(one.partition) === 'west'));
    expect((await history(`?start=${ago(1)}&end=${ago(0)}`)).body).toEqual(
      all.filter((one) => String(one.timestamp) === ago(1)),
    );
    const first = await history('?limit=2');
    const rest = await history(`?cursor=${first.headers['x-next-cursor']}`);
    expect([...first.body, ...rest.body]).toEqual([...all]);
  });

  test.each([
    ['?device=nobody', 404],
    ['?device=east:10.0.0.1&partition=east', 400],
    ['?start=yesterday', 400],
    ['?cursor=x', 400],
  ])('refuses %s', async (query, status) => {
    expect((await history(query)).status).toBe(status);
  });
});

test('GET /api/devices/{id}/neighbors tells each connection with who is at its other end', async () => {
  const { body } = await served.get(
    `/api/devices/${encodeURIComponent('east:10.0.0.3')}/neighbors`,
  );
  const told = body.map(({ neighbor, edge }) => `${neighbor?.label} ${edge?.protocol}`).sort();
  expect(told).toEqual(['core-1 BGP', 'edge-2 LLDP', 'phone LLDP', 'twin LLDP']);
  expect((await served.get('/api/devices/nobody/neighbors')).status).toBe(404);
});
