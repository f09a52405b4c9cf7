import { blankable, createdAt, optional, required, updatedAt } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { sameNames } from '../model/proton-source.ts';

const seen = {
  timestamp: required('timestamp with time zone', 'when the neighbour was seen'),
  agent_id: optional('text', 'agent that saw it'),
  poller_id: optional('text', 'poller that reported it'),
  local_device_ip: optional('text', 'address of the device that has the neighbour'),
} as const;

const localDeviceId = blankable(
  'device that has the neighbour, `<partition>:<ip>`; empty where only its address is known',
);

const neighbour = {
  local_if_index: optional('integer', 'interface behind which the neighbour is (ifIndex)'),
  local_if_name: optional('text', 'name of that interface (ifName)'),
  protocol_type: optional('text', 'protocol that told: LLDP, CDP, BGP, …'),
  neighbor_chassis_id: optional('text', 'chassis of the neighbour (LLDP, CDP)'),
  neighbor_port_id: optional('text', 'port of the neighbour at the other end'),
  neighbor_port_descr: optional('text', 'description of that port'),
  neighbor_system_name: optional('text', 'name that the neighbour gives itself'),
  neighbor_management_addr: optional('text', 'address at which the neighbour is managed'),
  neighbor_bgp_router_id: optional('text', 'router identifier of the BGP peer'),
  neighbor_ip_address: optional('text', 'address of the BGP peer'),
  neighbor_as: optional('bigint', 'autonomous system of the BGP peer; unsigned 32 bits'),
  bgp_session_state: optional('text', 'state of the BGP session: established, idle, …'),
  metadata: optional('jsonb', 'whatever else the source told'),
} as const;

/** Facts: inventory §4.3 (TP-1, TP-2). */
export const topologyDiscoveryEvents = dataset({
  name: 'topology_discovery_events',
  title: 'Neighbours as devices reported them',
  area: 'discovery',
  kind: 'hypertable',
  columns: {
    ...seen,
    local_device_id: localDeviceId,
    ...neighbour,
    row_key: required('bytea', '16-byte hash of every other column but the time'),
    created_at: createdAt,
  },
  key: ['local_device_id', 'timestamp', 'row_key'],
  keepsApart: 'two neighbours of one device, seen at one instant',
  hashed: { column: 'row_key', of: 'row-but-time' },
  time: { column: 'timestamp', chunkHours: 12, retentionDays: 3 },
  columnstore: {
    segmentBy: ['poller_id'],
    orderBy: ['local_device_id', 'timestamp desc'],
    afterHours: 12,
  },
  indexes: [{ name: 'idx_topology_discovery_events_time', columns: ['timestamp desc'] }],
  proton: sameNames('topology_discovery_events', {
    derived: { row_key: 'hash of every other column but the time' },
  }),
  queryNames: ['topology_discovery_events', 'topology_events'],
});

export const topologyDiscoveryEventsLatest = dataset({
  name: 'topology_discovery_events_latest',
  title: 'Neighbours as they are now',
  area: 'discovery',
  kind: 'table',
  columns: {
    ...seen,
    local_device_id: localDeviceId,
    ...neighbour,
    neighbor_key: required(
      'bytea',
      '16-byte hash of local_device_ip, local_if_index, local_if_name, protocol_type, neighbor_chassis_id, neighbor_port_id, neighbor_system_name, neighbor_bgp_router_id and neighbor_ip_address',
    ),
    updated_at: updatedAt,
  },
  key: ['local_device_id', 'neighbor_key'],
  keepsApart: 'two neighbours behind one interface, such as a telephone and the computer behind it',
  hashed: {
    column: 'neighbor_key',
    of: [
      'local_device_ip',
      'local_if_index',
      'local_if_name',
      'protocol_type',
      'neighbor_chassis_id',
      'neighbor_port_id',
      'neighbor_system_name',
      'neighbor_bgp_router_id',
      'neighbor_ip_address',
    ],
  },
  version: 'timestamp',
  pruning: { column: 'timestamp', retentionDays: 3 },
  indexes: [
    { name: 'idx_topology_discovery_events_latest_time', columns: ['timestamp desc'] },
    {
      name: 'idx_topology_discovery_events_latest_chassis',
      columns: ['(lower(neighbor_chassis_id))'],
    },
    {
      name: 'idx_topology_discovery_events_latest_address',
      columns: ['neighbor_management_addr'],
    },
    { name: 'idx_topology_discovery_events_latest_peer', columns: ['neighbor_ip_address'] },
    {
      name: 'idx_topology_discovery_events_latest_name',
      columns: ['(lower(neighbor_system_name))'],
    },
  ],
  latestOf: 'topology_discovery_events',
  proton: [],
  queryNames: ['topology_discovery_events_latest', 'neighbors', 'topology'],
});
