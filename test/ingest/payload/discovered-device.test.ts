import { describe, expect, test } from 'vitest';
import { formatInstant, parseNetwork, withinNetworks } from '../../../src/core/index.ts';
import { rowsOfPayload } from '../../../src/ingest/payload/index.ts';
import { CONTEXT, RECEIVED } from './samples.ts';

const INTERFACE = { device_ip: '192.0.2.20', ifIndex: 1 };
const told = (payload: unknown, context: object = {}) =>
  rowsOfPayload('interfaces', payload, { ...CONTEXT, ...context }).observations;

describe('discovered interfaces tell the inventory', () => {
  test('of the device that has them, with its other addresses but loopback', () => {
    expect(
      told([
        { ...INTERFACE, ip_addresses: ['198.51.100.1/24', '127.0.0.1'] },
        { ...INTERFACE, ifIndex: 2, ip_addresses: ['2001:DB8::1', '::1', '127.8.0.1'] },
      ]),
    ).toEqual([
      {
        observedAt: RECEIVED,
        deviceId: 'east:192.0.2.20',
        partition: 'east',
        source: 'mapper',
        agentId: 'agent-1',
        pollerId: 'poller-1',
        ip: '192.0.2.20',
        mac: null,
        hostname: null,
        available: true,
        metadata: { 'alt_ip:198.51.100.1': '1', 'alt_ip:2001:db8::1': '1' },
      },
    ]);
  });

  test('of each device apart, at the time of its newest interface, in the partition of its id', () => {
    const earlier = formatInstant(RECEIVED - 60_000_000);
    const [first, second] = told([
      { ...INTERFACE, agent_id: 'newer' },
      { ...INTERFACE, ifIndex: 2, timestamp: earlier, agent_id: 'older' },
      { device_ip: '192.0.2.21', device_id: 'west:192.0.2.21', ifIndex: 1, timestamp: earlier },
    ]);
    expect(first).toMatchObject({ observedAt: RECEIVED, agentId: 'newer', partition: 'east' });
    expect(second).toMatchObject({ observedAt: RECEIVED - 60_000_000, partition: 'west' });
  });

  test('nothing of an interface that is refused', () => {
    expect(told([{ ifIndex: 1 }, { device_ip: 'switch', ifIndex: 1 }])).toEqual([]);
  });
});

describe('addresses that are ignored', () => {
  const networks = ['172.16.0.0/12', '2001:db8:dead::/48', '10.0.0.7'];
  const ignores = withinNetworks(networks.flatMap((text) => parseNetwork(text) ?? []));

  test.each([
    ['172.16.0.0', true],
    ['172.31.255.255', true],
    ['172.32.0.0', false],
    ['10.0.0.7', true],
    ['10.0.0.8', false],
    ['2001:DB8:DEAD::1', true],
    ['2001:db8:beef::1', false],
    ['web-1', false],
    ['', false],
  ])('hold %s: %s', (address, ignored) => {
    expect(ignores(address)).toBe(ignored);
  });

  test.each([
    ['10.0.0.0/8', { address: '10.0.0.0', bits: 8, family: 'ipv4' }],
    [' 10.0.0.1 ', { address: '10.0.0.1', bits: 32, family: 'ipv4' }],
    ['2001:DB8::/32', { address: '2001:db8::', bits: 32, family: 'ipv6' }],
    ['10.0.0.0/33', undefined],
    ['10.0.0/8', undefined],
    ['::/129', undefined],
    ['10.0.0.0/', undefined],
    ['10.0.0.1:80', undefined],
    ['lan', undefined],
    ['', undefined],
  ])('are written as %j', (text, network) => {
    expect(parseNetwork(text)).toEqual(network);
  });

  test('are no devices, while what was measured there stays', () => {
    const sweep = { hosts: [{ host: '172.17.0.2', available: true }, { host: '192.0.2.1' }] };
    const swept = rowsOfPayload('sweep', sweep, { ...CONTEXT, ignores });
    expect(swept.rows.sweep_host_states).toHaveLength(2);
    expect(swept.observations.map(({ ip }) => ip)).toEqual(['192.0.2.1']);
    expect(swept.skipped).toEqual([{ path: 'hosts[0]', reason: 'ignored_address' }]);
  });

  test('are no other addresses of a device either', () => {
    const [device] = told(
      { ...INTERFACE, ip_addresses: ['172.17.0.1', '198.51.100.1'] },
      { ignores },
    );
    expect(device?.metadata).toEqual({ 'alt_ip:198.51.100.1': '1' });
  });
});
