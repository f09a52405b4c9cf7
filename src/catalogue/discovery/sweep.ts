import { createdAt, optional, required, updatedAt } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { sameNames } from '../model/proton-source.ts';

const hostState = {
  host_ip: required('text', 'address that was swept'),
  poller_id: required('text', 'poller that reported'),
  agent_id: required('text', 'agent that swept'),
  partition: required('text', 'network partition (tenant); `default` where none was told'),
  network_cidr: optional('text', 'network to which the sweep was told to go'),
  hostname: optional('text', 'host name that was found'),
  mac: optional('text', 'MAC address that was found'),
  icmp_available: optional('boolean', 'whether the host answered a ping'),
  icmp_response_time_ns: optional('bigint', 'mean round trip of the answered pings', {
    unit: 'ns',
  }),
  icmp_packet_loss: optional('double precision', 'share of pings without an answer', { unit: '%' }),
  tcp_ports_scanned: optional('jsonb', 'array of the ports that were tried'),
  tcp_ports_open: optional('jsonb', 'array of the ports that were open'),
  port_scan_results: optional(
    'jsonb',
    'array of {port, available, response_time in ns, service}, one per port',
  ),
  last_sweep_time: required('timestamp with time zone', 'when the host was swept'),
  first_seen: optional('timestamp with time zone', 'earliest sweep that found the host'),
  metadata: optional('jsonb', 'whatever else the sweep told'),
} as const;

/** Facts: inventory §4.1 (SW-1 to SW-7). */
export const sweepHostStates = dataset({
  name: 'sweep_host_states',
  title: 'Results of sweeps, one row per host and sweep',
  area: 'discovery',
  kind: 'hypertable',
  columns: { ...hostState, created_at: createdAt },
  key: ['host_ip', 'poller_id', 'partition', 'last_sweep_time'],
  keepsApart: 'one address in two partitions, swept at one instant',
  time: { column: 'last_sweep_time', chunkHours: 12, retentionDays: 3 },
  columnstore: {
    segmentBy: ['poller_id'],
    orderBy: ['host_ip', 'last_sweep_time desc'],
    afterHours: 12,
  },
  indexes: [{ name: 'idx_sweep_host_states_time', columns: ['last_sweep_time desc', 'poller_id'] }],
  proton: sameNames('sweep_host_states'),
  queryNames: ['sweep_host_states'],
});

/** SW-5: the newest sweep per host, with the earliest `first_seen` of all. */
export const sweepHostStatesLatest = dataset({
  name: 'sweep_host_states_latest',
  title: 'Hosts as the newest sweep found them',
  area: 'discovery',
  kind: 'table',
  columns: { ...hostState, updated_at: updatedAt },
  key: ['host_ip', 'poller_id', 'partition'],
  keepsApart: 'one address in two partitions',
  version: 'last_sweep_time',
  combined: { first_seen: 'least' },
  pruning: { column: 'last_sweep_time', retentionDays: 3 },
  indexes: [
    { name: 'idx_sweep_host_states_latest_time', columns: ['last_sweep_time desc'] },
    {
      name: 'idx_sweep_host_states_latest_poller_time',
      columns: ['poller_id', 'last_sweep_time desc'],
    },
    {
      name: 'idx_sweep_host_states_latest_partition',
      columns: ['partition', 'last_sweep_time desc'],
    },
  ],
  latestOf: 'sweep_host_states',
  proton: [],
  queryNames: ['sweep_host_states_latest', 'sweep_hosts'],
});
