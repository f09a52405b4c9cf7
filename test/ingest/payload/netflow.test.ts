import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../src/core/index.ts';
import { rowsOfPayload } from '../../../src/ingest/payload/index.ts';
import { CONTEXT, RECEIVED, SAMPLES } from './samples.ts';

describe('flows', () => {
  const FLOW = { src_addr: '198.51.100.7', dst_addr: '203.0.113.9' };
  const read = (payload: unknown) => rowsOfPayload('netflow', payload, CONTEXT);
  const rowOf = (more: object) => read({ ...FLOW, ...more }).rows.netflow_metrics?.[0];

  test('become rows with all that the exporter told, unsampled', () => {
    const at = RECEIVED - 5_000_000;
    expect(read(SAMPLES.netflow).rows.netflow_metrics).toEqual([
      {
        timestamp: at,
        poller_id: 'poller-1',
        agent_id: 'agent-1',
        device_id: 'east:192.0.2.20',
        partition: 'east',
        flow_direction: null,
        sampler_address: '192.0.2.20',
        flow_type: 'NETFLOW_V9',
        sequence_num: 7,
        sampling_rate: 100,
        packets: 3,
        octets: 1_500,
        metadata: { mpls_label: [16, 17] },
        src_addr: '198.51.100.7',
        dst_addr: '203.0.113.9',
        src_port: 51_234,
        dst_port: 443,
        src_mac: null,
        dst_mac: null,
        src_vlan: null,
        dst_vlan: null,
        protocol: 6,
        etype: 2_048,
        tcp_flags: 27,
        tos: null,
        ip_ttl: null,
        icmp_type: null,
        icmp_code: null,
        forwarding_status: null,
        time_flow_start_ns: BigInt(at) * 1_000n,
        time_flow_end_ns: BigInt(at) * 1_000n + 2_500_000n,
        duration_ms: 2,
        input_snmp: 4,
        output_snmp: null,
        src_as: 64_512,
        dst_as: 4_200_000_000,
        as_path: null,
        next_hop: null,
        bgp_next_hop: null,
        row_key: expect.any(Uint8Array),
      },
    ]);
  });

  test('may come under the names of the old columns', () => {
    const old = {
      timestamp: formatInstant(RECEIVED - 1_000_000),
      src_ip: '2001:DB8::0001',
      dst_ip: '192.0.2.1',
      protocol: 17,
      bytes: '18446744073709551',
      duration_ms: 12,
      tos: 184,
    };
    expect(read({ flows: [old] }).rows.netflow_metrics).toMatchObject([
      {
        timestamp: RECEIVED - 1_000_000,
        src_addr: '2001:db8::1',
        protocol: 17,
        octets: 18_446_744_073_709_551n,
        duration_ms: 12,
        tos: 184,
      },
    ]);
  });

  test('have the time of receipt where they tell none', () => {
    expect(rowOf({ time_received_ns: 0 })?.timestamp).toBe(RECEIVED);
    expect(rowOf({})?.timestamp).toBe(RECEIVED);
  });

  test('have an ICMP type where they are ICMP, an echo reply too', () => {
    expect(rowOf({ proto: 'ICMP', icmp_type: 0, icmp_code: 0 })).toMatchObject({
      icmp_type: 0,
      icmp_code: 0,
    });
    expect(rowOf({ proto: 6, icmp_type: 0, icmp_code: 0 })).toMatchObject({
      icmp_type: null,
      icmp_code: null,
    });
  });

  test('that end before they begin have no duration', () => {
    expect(
      rowOf({ time_flow_start_ns: 2_000_000, time_flow_end_ns: 1_000_000 })?.duration_ms,
    ).toBeNull();
  });

  test('tell their direction in words', () => {
    const directions = [0, 1, 'egress', 7, undefined].map(
      (flow_direction) => rowOf({ flow_direction })?.flow_direction,
    );
    expect(directions).toEqual(['ingress', 'egress', 'egress', '7', null]);
  });

  test.each([
    ['src_addr', { bytes: 5 }, 'missing_value'],
    ['dst_addr', { ...FLOW, dst_addr: 'host' }, 'bad_value'],
    ['sampler_address', { ...FLOW, sampler_address: '1.2.3' }, 'bad_value'],
    ['next_hop', { ...FLOW, next_hop: 'x' }, 'bad_value'],
    ['src_port', { ...FLOW, src_port: 65_536 }, 'bad_value'],
    ['bytes', { ...FLOW, bytes: 2n ** 63n }, 'bad_value'],
    ['proto', { ...FLOW, proto: 'XYZ' }, 'bad_value'],
    ['as_path[1]', { ...FLOW, as_path: [1, -1] }, 'bad_value'],
  ])('with a wrong %s are refused', (path, flow, reason) => {
    const { rows, refused } = read([flow, FLOW]);
    expect(rows.netflow_metrics).toHaveLength(1);
    expect(refused).toMatchObject([{ path: `[0].${path}`, reason }]);
  });
});
