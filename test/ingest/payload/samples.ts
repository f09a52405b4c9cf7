import { formatInstant, parseInstant } from '../../../src/core/index.ts';
import type { PayloadContext, PayloadKind } from '../../../src/ingest/payload/index.ts';

/** When the payloads of these tests arrive. */
export const RECEIVED = parseInstant('2026-03-10T12:00:05Z') as number;

/** Who reports them. */
export const CONTEXT: PayloadContext = {
  receivedAt: RECEIVED,
  pollerId: 'poller-1',
  agentId: 'agent-1',
  partition: 'east',
  serviceName: 'gateway',
  sourceIp: '192.0.2.9',
};

/** A payload of each kind, as its checker sends it around the instant `at`. */
export function samplesAt(at: number): { readonly [K in PayloadKind]: unknown } {
  const time = formatInstant(at);
  return {
    sysmon: {
      available: true,
      response_time: 12_000,
      status: {
        timestamp: time,
        host_id: 'web-1',
        host_ip: '192.0.2.10',
        cpus: [
          {
            core_id: 0,
            usage_percent: 12.5,
            frequency_hz: 2_400_000_000,
            label: 'P0',
            cluster: 'P',
          },
          { core_id: 1, usage_percent: 50, frequency_hz: 0 },
        ],
        clusters: [{ name: 'P', frequency_hz: 2.4e9 }],
        disks: [{ mount_point: '/', used_bytes: 400, total_bytes: 1_000 }],
        memory: { used_bytes: 1_024, total_bytes: 2_048 },
        processes: [
          {
            pid: 42,
            name: 'radarstore',
            cpu_usage: 1.5,
            memory_usage: 65_536,
            status: 'Running',
            start_time: 'unknown',
          },
        ],
      },
    },
    snmp: {
      'core-switch': {
        available: true,
        host_ip: '192.0.2.20',
        last_poll: time,
        oid_status: {
          ifInOctets_4: { last_value: 12.34, last_update: time, error_count: 0 },
          sysDescr: { last_value: 'a switch', last_update: time, error_count: 0 },
        },
      },
    },
    icmp: { host: '192.0.2.1', response_time: 1_234_567, packet_loss: 0, available: true },
    rperf: {
      available: true,
      status: {
        timestamp: time,
        results: [
          {
            target: 'TCP Test',
            success: true,
            error: null,
            status: {
              bits_per_second: 9.4e8,
              bytes_sent: 117_500_000,
              packets_lost: 0,
              jitter_ms: 0.2,
            },
          },
          { target: 'UDP Test', success: false, error: 'no route', status: { bits_per_second: 0 } },
        ],
      },
    },
    sweep: {
      network: '192.0.2.0/24',
      total_hosts: 2,
      last_sweep: Math.floor(at / 1e6),
      hosts: [
        {
          host: '192.0.2.30',
          available: true,
          first_seen: time,
          last_seen: time,
          response_time: 2_000_000,
          icmp_status: { available: true, round_trip: 1_500_000, packet_loss: 0 },
          port_results: [
            { port: 22, available: true, response_time: 900_000, service: 'ssh' },
            { port: 23, available: false, response_time: 0 },
          ],
        },
        {
          host: '192.0.2.31',
          available: false,
          first_seen: '0001-01-01T00:00:00Z',
          last_seen: time,
          icmp_status: { available: false, round_trip: 0, packet_loss: 100 },
        },
      ],
    },
    interfaces: [
      {
        timestamp: time,
        device_ip: '192.0.2.20',
        ifIndex: 4,
        ifName: 'Gi0/4',
        ifSpeed: 1_000_000_000,
        ifPhysAddress: '00:1b:54:aa:bb:cc',
        ip_addresses: ['198.51.100.1/24'],
        ifAdminStatus: 1,
        ifOperStatus: 2,
        metadata: { mtu: 1_500 },
      },
    ],
    topology: {
      topology: [
        {
          timestamp: time,
          local_device_ip: '192.0.2.20',
          local_ifIndex: 4,
          protocol_type: 'LLDP',
          neighbor_chassis_id: '00:1b:54:00:00:01',
          neighbor_system_name: 'edge-1',
          neighbor_management_address: '192.0.2.40',
        },
      ],
    },
    'service-status': {
      timestamp: time,
      services: [
        {
          service_name: 'gateway',
          service_type: 'icmp',
          available: true,
          message: ' answers ',
          details: { response_time: 1 },
        },
        { service_name: 'sync', service_type: 'grpc', available: false, kv_store_id: 'kv-1' },
      ],
    },
    netflow: {
      type: 'NETFLOW_V9',
      time_received_ns: BigInt(at) * 1_000n + 999n,
      sequence_num: 7,
      sampling_rate: 100,
      sampler_address: '192.0.2.20',
      time_flow_start_ns: BigInt(at) * 1_000n,
      time_flow_end_ns: BigInt(at) * 1_000n + 2_500_000n,
      bytes: 1_500,
      packets: 3,
      src_addr: '198.51.100.7',
      dst_addr: '203.0.113.9',
      etype: 'IPv4',
      proto: 'TCP',
      src_port: 51_234,
      dst_port: 443,
      in_if: 4,
      out_if: 0,
      tcp_flags: 27,
      ip_tos: 0,
      src_as: 64_512,
      dst_as: 4_200_000_000,
      next_hop: '0.0.0.0',
      fragment_id: 0,
      mpls_label: [16, 17],
    },
  };
}

export const SAMPLES = samplesAt(RECEIVED - 5_000_000);
