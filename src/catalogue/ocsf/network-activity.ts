import { createdAt, fallback, optional, required } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import {
  eventIdentity,
  eventTime,
  metadata,
  observables,
  oneClass,
  rawData,
  reporter,
  statusId,
} from './columns.ts';
import { eventFromProton, zeroIsAbsent } from './proton.ts';

const counter = (meaning: string) => optional('bigint', `${meaning}; NULL where nobody counted`);
const bytes = (meaning: string) =>
  optional('bigint', `${meaning}; NULL where nobody counted`, { unit: 'By' });

/** Facts: ocsf §1.2. The nested event is made from the columns on export: a copy would cost more
 * than the flows. */
export const ocsfNetworkActivity = dataset({
  name: 'ocsf_network_activity',
  title: 'OCSF events of the network: flows and probes',
  area: 'ocsf',
  kind: 'hypertable',
  columns: {
    ...eventTime,
    start_time: optional('timestamp with time zone', 'first packet of the flow'),
    end_time: optional('timestamp with time zone', 'last packet of the flow'),
    activity_id: required(
      'integer',
      'OCSF activity: 1 open, 2 close, 3 reset, 4 fail, 5 refuse, 6 traffic, 7 listen, 99 other',
    ),
    ...oneClass(4001, 'Network Activity', { uid: 4, name: 'Network Activity' }),
    connection_uid: optional('text', 'the connection, the same in each of its events'),
    protocol_num: optional('integer', 'IP protocol by its IANA number: 1 ICMP, 6 TCP, 17 UDP'),
    protocol_ver: optional('integer', 'version of IP: 4 or 6'),
    src_endpoint_ip: optional('text', 'address that sent'),
    src_endpoint_port: optional('integer', 'port that sent; NULL where the protocol has none'),
    src_endpoint_mac: optional('text', 'MAC address that sent'),
    src_endpoint_hostname: optional('text', 'host name of the sender'),
    src_endpoint_domain: optional('text', 'network domain of the sender'),
    dst_endpoint_ip: optional('text', 'address that received'),
    dst_endpoint_port: optional('integer', 'port that received; NULL where the protocol has none'),
    dst_endpoint_mac: optional('text', 'MAC address that received'),
    dst_endpoint_hostname: optional('text', 'host name of the receiver'),
    dst_endpoint_domain: optional('text', 'network domain of the receiver'),
    traffic_bytes_in: bytes('bytes from destination to source'),
    traffic_bytes_out: bytes('bytes from source to destination, counted from the IP header on'),
    traffic_packets_in: counter('packets from destination to source'),
    traffic_packets_out: counter('packets from source to destination'),
    ...reporter,
    sampler_address: optional('text', 'address of the exporter that saw the flow'),
    input_snmp: optional('bigint', 'ifIndex of the exporter at which the flow came in'),
    output_snmp: optional('bigint', 'ifIndex of the exporter at which the flow went out'),
    flow_direction_id: fallback(
      'integer',
      '0',
      'OCSF direction by our networks: 0 unknown, 1 inbound, 2 outbound, 3 lateral, 4 local; not the direction field of NetFlow',
    ),
    ...rawData,
    ...metadata,
    observables_ip: observables('addresses'),
    observables_port: observables('`<ip>:<port>` pairs'),
    observables_hostname: observables('host names'),
    observables_mac: observables('MAC addresses'),
    ...eventIdentity,
    ...statusId,
    created_at: createdAt,
  },
  key: ['time', 'event_id'],
  keepsApart: 'two flows between one pair of ports at one instant from two exporters',
  hashed: { column: 'event_id', of: 'row', given: true },
  time: { column: 'time', chunkHours: 12, retentionDays: 3 },
  columnstore: {
    segmentBy: ['sampler_address'],
    orderBy: ['time desc', 'event_id'],
    afterHours: 12,
  },
  indexes: [
    { name: 'idx_ocsf_network_activity_src_time', columns: ['src_endpoint_ip', 'time desc'] },
    { name: 'idx_ocsf_network_activity_dst_time', columns: ['dst_endpoint_ip', 'time desc'] },
    {
      name: 'idx_ocsf_network_activity_conn',
      columns: ['connection_uid'],
      where: '(connection_uid IS NOT NULL)',
    },
  ],
  proton: [
    {
      object: 'ocsf_network_activity',
      role: 'main',
      added: ['status_id'],
      derived: {
        ...eventFromProton,
        ...zeroIsAbsent(
          'protocol_num',
          'src_endpoint_port',
          'dst_endpoint_port',
          'traffic_bytes_in',
          'traffic_bytes_out',
          'traffic_packets_in',
          'traffic_packets_out',
          'input_snmp',
          'output_snmp',
        ),
        activity_id: '1 (traffic) and 5 (flow) become 6 Traffic; 6 (connection) becomes 1 Open',
      },
    },
  ],
  queryNames: ['ocsf_network_activity'],
});
