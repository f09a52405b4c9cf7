import { describe, expect, test } from 'vitest';
import { formatInstant, MICROS_PER_SECOND } from '../../../src/core/index.ts';
import { rowsOfPayload } from '../../../src/ingest/payload/index.ts';
import { documentsOf } from '../../../src/ingest/payload/reading/index.ts';
import { CONTEXT, RECEIVED, SAMPLES } from './samples.ts';

describe('a sweep', () => {
  const read = (payload: unknown, context: object = {}) =>
    rowsOfPayload('sweep', payload, { ...CONTEXT, ...context });
  const SWEPT = (RECEIVED - 5_000_000) as number;
  const rowsOf = (payload: unknown) => read(payload).rows.sweep_host_states ?? [];

  test('becomes the state of each host, without a response time of those that did not answer', () => {
    const { rows, refused, skipped } = read(SAMPLES.sweep);
    const common = {
      poller_id: 'poller-1',
      agent_id: 'agent-1',
      partition: 'east',
      network_cidr: '192.0.2.0/24',
      last_sweep_time: SWEPT,
    };
    expect([refused, skipped]).toEqual([[], []]);
    expect(rows.sweep_host_states).toEqual([
      {
        ...common,
        host_ip: '192.0.2.30',
        icmp_available: true,
        icmp_response_time_ns: 1_500_000,
        icmp_packet_loss: 0,
        tcp_ports_scanned: [22, 23],
        tcp_ports_open: [22],
        port_scan_results: [
          { port: 22, available: true, response_time: 900_000, service: 'ssh' },
          { port: 23, available: false },
        ],
        first_seen: SWEPT,
        metadata: {
          port_results_truncated: 'false',
          port_results_retained: '2',
          open_ports_truncated: 'false',
        },
      },
      {
        ...common,
        host_ip: '192.0.2.31',
        icmp_available: false,
        icmp_response_time_ns: null,
        icmp_packet_loss: 100,
        tcp_ports_scanned: null,
        tcp_ports_open: null,
        port_scan_results: null,
        first_seen: null,
        metadata: null,
      },
    ]);
  });

  test('tells the inventory of each host', () => {
    const [observation, other] = read(SAMPLES.sweep).observations;
    expect(observation).toMatchObject({
      observedAt: SWEPT,
      deviceId: 'east:192.0.2.30',
      source: 'sweep',
      available: true,
      metadata: {
        response_time_ns: '2000000',
        icmp_available: 'true',
        icmp_round_trip_ns: '1500000',
        icmp_packet_loss: '0.000000',
        port_result_count: '2',
        open_port_count: '1',
        open_ports: '[22]',
        open_ports_truncated: 'false',
      },
    });
    expect(JSON.parse(observation?.metadata.port_results ?? '')).toHaveLength(2);
    expect(other).toMatchObject({
      available: false,
      metadata: { icmp_available: 'false', icmp_packet_loss: '100.000000' },
    });
  });

  test('of 612 port results keeps 512, of 306 open ports 256, and says so', () => {
    const port_results = Array.from({ length: 612 }, (_, i) => ({
      port: i + 1,
      available: i % 2 === 0,
    }));
    const { rows, observations } = read({
      hosts: [{ host: '192.0.2.1', available: true, port_results }],
    });
    const flags = {
      port_results_truncated: 'true',
      port_results_retained: '512',
      open_ports_truncated: 'true',
    };
    const [row] = rows.sweep_host_states ?? [];
    expect(row?.port_scan_results).toHaveLength(512);
    expect(row?.tcp_ports_open).toHaveLength(256);
    expect(row?.metadata).toEqual(flags);
    expect(observations[0]?.metadata).toMatchObject({
      ...flags,
      port_result_count: '612',
      open_port_count: '306',
    });
  });

  test('may come as several documents: hosts of all, the fields of the last', () => {
    const text = `{"network":"a","last_sweep":${RECEIVED / 1e6 - 60},"hosts":[{"host":"192.0.2.1"}]}
      {"network":"b","last_sweep":${RECEIVED / 1e6 - 30},"hosts":[{"host":"192.0.2.2"}]}{"hosts":[]}`;
    const rows = rowsOf(text);
    expect(rows.map((row) => [row.host_ip, row.network_cidr, row.last_sweep_time])).toEqual([
      ['192.0.2.1', 'b', RECEIVED - 30 * MICROS_PER_SECOND],
      ['192.0.2.2', 'b', RECEIVED - 30 * MICROS_PER_SECOND],
    ]);
  });

  test('of more than a day ahead happened when it arrived, and one without a time when its host was seen', () => {
    const timeOf = (last_sweep: unknown, host: object = {}) =>
      rowsOf({ last_sweep, hosts: [{ host: '192.0.2.1', ...host }] })[0]?.last_sweep_time;
    const seconds = RECEIVED / 1e6;
    expect(timeOf(seconds + 86_401)).toBe(RECEIVED);
    expect(timeOf(seconds + 86_400)).toBe(RECEIVED + 86_400 * MICROS_PER_SECOND);
    expect(timeOf(0)).toBe(RECEIVED);
    expect(timeOf(0, { last_seen: formatInstant(SWEPT) })).toBe(SWEPT);
    expect(timeOf(0, { last_seen: '2031-01-01T00:00:00Z' })).toBe(RECEIVED);
  });

  test('asks for host, poller and agent, in this order', () => {
    const first = (payload: unknown, context: object) => read(payload, context).refused[0]?.path;
    expect(first({ hosts: [{}] }, { pollerId: '', agentId: '' })).toBe('hosts[0].host');
    expect(first({ hosts: [{ host: 'h' }] }, { pollerId: '', agentId: '' })).toBe(
      'hosts[0].poller_id',
    );
    expect(first({ hosts: [{ host: 'h' }] }, { agentId: '' })).toBe('hosts[0].agent_id');
    const { rows } = read({ hosts: [{}, { host: '192.0.2.1' }] }, { partition: ' ' });
    expect(rows.sweep_host_states).toMatchObject([{ host_ip: '192.0.2.1', partition: 'default' }]);
  });

  test('may come as states by the names of their columns', () => {
    const state = {
      host_ip: '192.0.2.5',
      poller_id: 'poller-2',
      agent_id: 'agent-2',
      partition: '',
      hostname: ' printer ',
      mac: '00-1b-54-aa-bb-cc',
      icmp_available: true,
      icmp_response_time_ns: 5,
      tcp_ports_scanned: [],
      tcp_ports_open: [80],
      last_sweep_time: formatInstant(SWEPT),
      first_seen: '2026-01-01T00:00:00Z',
      metadata: {},
    };
    const { rows, observations } = read([state, { ...state, host_ip: '' }]);
    expect(rows.sweep_host_states).toMatchObject([
      {
        poller_id: 'poller-2',
        partition: 'east',
        hostname: 'printer',
        mac: '00:1B:54:AA:BB:CC',
        tcp_ports_scanned: null,
        tcp_ports_open: [80],
        metadata: null,
      },
    ]);
    expect(observations).toMatchObject([{ mac: '00:1B:54:AA:BB:CC', hostname: 'printer' }]);
  });

  test('refuses a host by its path, and a summary of the wrong kind as a whole', () => {
    const hosts = [{ host: '192.0.2.1' }, { host: '192.0.2.2', port_results: [{ port: 70_000 }] }];
    const { rows, refused } = read([{ hosts }, { last_sweep: 'now', hosts }]);
    expect(rows.sweep_host_states).toHaveLength(1);
    expect(refused.map(({ path }) => path)).toEqual([
      '[1].last_sweep',
      '[0].hosts[1].port_results[0].port',
    ]);
  });
});

test.each([
  ['{"a":1}{"b":2}', ['{"a":1}', '{"b":2}']],
  ['{"a":"}{"} \n [1,[2]]', ['{"a":"}{"}', '[1,[2]]']],
  ['{"a":"\\"}{"}{}', ['{"a":"\\"}{"}', '{}']],
  ['1 true"x"{}', ['1', 'true', '"x"', '{}']],
  ['{"a":', ['{"a":']],
  ['', []],
  ['  ', []],
])('the text %j holds the documents %j', (text, documents) => {
  expect(documentsOf(text)).toEqual(documents);
});

describe('discovered interfaces', () => {
  const INTERFACE = { device_ip: '192.0.2.20', ifIndex: 4 };
  const read = (payload: unknown, context: object = {}) =>
    rowsOfPayload('interfaces', payload, { ...CONTEXT, ...context });
  const rowOf = (more: object) => read({ ...INTERFACE, ...more }).rows.discovered_interfaces?.[0];

  test('become rows under the names of the store', () => {
    expect(read(SAMPLES.interfaces).rows.discovered_interfaces).toEqual([
      {
        timestamp: RECEIVED - 5_000_000,
        agent_id: 'agent-1',
        poller_id: 'poller-1',
        device_ip: '192.0.2.20',
        device_id: 'east:192.0.2.20',
        if_index: 4,
        if_name: 'Gi0/4',
        if_descr: null,
        if_alias: null,
        if_speed: 1_000_000_000,
        if_phys_address: '00:1B:54:AA:BB:CC',
        ip_addresses: ['198.51.100.1'],
        if_admin_status: 1,
        if_oper_status: 2,
        metadata: { mtu: 1_500 },
      },
    ]);
  });

  test('keep a speed of 64 bits exact, and beyond what the column holds as text', () => {
    expect(rowOf({ ifSpeed: 2n ** 63n - 1n })).toMatchObject({
      if_speed: 2n ** 63n - 1n,
      metadata: null,
    });
    for (const [ifSpeed, digits] of [
      [2n ** 64n - 1n, '18446744073709551615'],
      [2 ** 64, '18446744073709551616'],
    ]) {
      expect(rowOf({ ifSpeed, metadata: { a: 1 } })).toMatchObject({
        if_speed: null,
        metadata: { a: 1, if_speed: digits },
      });
    }
    expect(rowOf({ ifSpeed: 0 })).toMatchObject({ if_speed: null, metadata: null });
  });

  test('tell nothing that they do not know: states, addresses, metadata', () => {
    expect(
      rowOf({ ip_addresses: null, ifAdminStatus: 0, metadata: '{broken', ifPhysAddress: '' }),
    ).toMatchObject({
      timestamp: RECEIVED,
      ip_addresses: [],
      if_admin_status: null,
      metadata: null,
      if_phys_address: null,
    });
    expect(
      rowOf({ metadata: '{"a":1}', ip_addresses: ['x', '::1%eth0', '0:0:0:0:0:0:0:1'] }),
    ).toMatchObject({
      metadata: { a: 1 },
      ip_addresses: ['::1'],
    });
  });

  test('keep an address that is no MAC as it came', () => {
    expect(rowOf({ ifPhysAddress: '80:00:02:08:fe:80:00:00' })).toMatchObject({
      if_phys_address: null,
      metadata: { if_phys_address: '80:00:02:08:fe:80:00:00' },
    });
    expect(rowOf({ ifPhysAddress: '00:00:00:00:00:00' })).toMatchObject({ metadata: null });
  });

  test('need an address of their device, an index, a poller and an agent', () => {
    const paths = (payload: object, context: object = {}) =>
      read({ interfaces: [payload] }, context).refused.map(({ path }) => path);
    expect(paths({ ifIndex: 1 })).toEqual(['interfaces[0].device_ip']);
    expect(paths({ device_ip: 'switch', ifIndex: 1 })).toEqual(['interfaces[0].device_ip']);
    expect(paths({ device_ip: '192.0.2.20' })).toEqual(['interfaces[0].ifIndex']);
    expect(paths(INTERFACE, { pollerId: null })).toEqual(['interfaces[0].poller_id']);
    expect(paths(INTERFACE, { agentId: null })).toEqual(['interfaces[0].agent_id']);
    expect(paths({ ...INTERFACE, agent_id: 'a' }, { agentId: null })).toEqual([]);
  });
});

describe('reported neighbours', () => {
  const NEIGHBOUR = { local_device_ip: '192.0.2.20', protocol_type: 'BGP' };
  const rowsOf = (payload: unknown) =>
    rowsOfPayload('topology', payload, CONTEXT).rows.topology_discovery_events ?? [];

  test('become rows, each told apart by all that it tells', () => {
    expect(rowsOf(SAMPLES.topology)).toMatchObject([
      {
        timestamp: RECEIVED - 5_000_000,
        local_device_id: 'east:192.0.2.20',
        local_if_index: 4,
        protocol_type: 'LLDP',
        neighbor_chassis_id: '00:1b:54:00:00:01',
        neighbor_management_addr: '192.0.2.40',
        neighbor_as: null,
      },
    ]);
    const [a, b] = rowsOf([NEIGHBOUR, { ...NEIGHBOUR, neighbor_ip_address: '192.0.2.50' }]);
    expect(a?.row_key).not.toEqual(b?.row_key);
  });

  test('have AS numbers of 32 bits', () => {
    const as = (neighbor_as: unknown) => rowsOf([{ ...NEIGHBOUR, neighbor_as }])[0]?.neighbor_as;
    expect(as(4_294_967_295)).toBe(4_294_967_295);
    expect(as(0)).toBeNull();
    expect(as(4_294_967_296)).toBeUndefined();
  });

  test('need a local address and a protocol', () => {
    const { refused } = rowsOfPayload(
      'topology',
      [{ protocol_type: 'LLDP' }, { local_device_ip: '192.0.2.20', protocol_type: ' ' }],
      CONTEXT,
    );
    expect(refused.map(({ path }) => path)).toEqual(['[0].local_device_ip', '[1].protocol_type']);
  });
});
