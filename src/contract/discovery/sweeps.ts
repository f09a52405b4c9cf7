import { Type } from 'typebox';
import { InstantText, Integer64, nullable } from '../common.ts';
import { PAGED, RANGED } from '../paged.ts';

/** Query of the hosts as the newest sweep found them. */
export const SweepHostQuery = Type.Object({
  poller: Type.Optional(Type.String({ description: 'poller that reported' })),
  agent: Type.Optional(Type.String({ description: 'agent that swept' })),
  partition: Type.Optional(Type.String({ description: 'network partition (tenant)' })),
  cidr: Type.Optional(
    Type.String({ description: 'network such as `10.0.0.0/8`, or one address in any spelling' }),
  ),
  available: Type.Optional(
    Type.String({ description: '`true` or `false`: whether the host answered' }),
  ),
  ...PAGED,
});
export type SweepHostQuery = Type.Static<typeof SweepHostQuery>;

/** Query of what sweeps found of one host. */
export const SweepHistoryQuery = Type.Object({
  poller: Type.Optional(Type.String({ description: 'poller that reported' })),
  partition: Type.Optional(Type.String({ description: 'network partition (tenant)' })),
  ...RANGED,
  ...PAGED,
});
export type SweepHistoryQuery = Type.Static<typeof SweepHistoryQuery>;

const PortResult = Type.Object({
  port: Type.Integer(),
  available: Type.Boolean(),
  response_time: Type.Optional(
    Type.Unknown({ description: 'nanoseconds, of a port that answered' }),
  ),
  service: Type.Optional(Type.String()),
});

/** What one sweep found of one host (SW-1). */
export const SweepHost = Type.Object(
  {
    host_ip: Type.String({ description: 'address that was swept' }),
    poller_id: Type.String(),
    agent_id: Type.String(),
    partition: Type.String({ description: 'network partition (tenant)' }),
    device_id: nullable(
      Type.String({
        description:
          'device of the inventory that has the address; null where none or several have',
      }),
    ),
    network_cidr: nullable(
      Type.String({ description: 'network to which the sweep was told to go' }),
    ),
    hostname: nullable(Type.String()),
    mac: nullable(Type.String()),
    available: nullable(
      Type.Boolean({
        description: 'whether the host answered in any way; null where nobody tells',
      }),
    ),
    icmp_available: nullable(Type.Boolean({ description: 'whether it answered a ping' })),
    icmp_response_time_ns: nullable(Integer64('mean round trip of the answered pings')),
    icmp_packet_loss: nullable(
      Type.Number({ description: 'share of pings without an answer, in %' }),
    ),
    tcp_ports_scanned: Type.Array(Type.Integer(), { description: 'ports that were tried' }),
    tcp_ports_open: Type.Array(Type.Integer(), { description: 'ports that were open' }),
    port_scan_results: Type.Array(PortResult, { description: 'at most 512' }),
    last_sweep_time: InstantText,
    first_seen: nullable(InstantText),
    metadata: nullable(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'SweepHost', title: 'SweepHost' },
);
export type SweepHost = Type.Static<typeof SweepHost>;
