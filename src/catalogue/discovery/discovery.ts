import { blankable, createdAt, optional, required, updatedAt } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { sameNames } from '../model/proton-source.ts';

const networkInterface = {
  timestamp: required('timestamp with time zone', 'when the interface was seen'),
  agent_id: optional('text', 'agent that saw it'),
  poller_id: optional('text', 'poller that reported it'),
  device_ip: optional('text', 'address of the device that has the interface'),
  device_id: required('text', 'device that has the interface, `<partition>:<ip>`'),
  if_index: required('integer', 'number of the interface on the device (ifIndex)'),
  if_name: optional('text', 'name (ifName)'),
  if_descr: optional('text', 'description by the device (ifDescr)'),
  if_alias: optional('text', 'description by the operator (ifAlias)'),
  if_speed: optional('bigint', 'nominal speed (ifSpeed)', { unit: 'bit/s' }),
  if_phys_address: optional('text', 'MAC address, upper case with colons'),
  ip_addresses: optional('text[]', 'addresses of the interface; empty where it has none'),
  if_admin_status: optional('integer', 'wanted state: 1 up, 2 down, 3 testing (ifAdminStatus)'),
  if_oper_status: optional('integer', 'actual state: 1 up, 2 down, 4 unknown (ifOperStatus)'),
  metadata: optional('jsonb', 'whatever else the source told'),
} as const;

/** Facts: inventory §4.2 (IF-1 to IF-5). */
export const discoveredInterfaces = dataset({
  name: 'discovered_interfaces',
  title: 'Network interfaces as they were discovered',
  area: 'discovery',
  kind: 'hypertable',
  columns: {
    ...networkInterface,
    poller_id: blankable('poller that reported it; empty where none did'),
    created_at: createdAt,
  },
  key: ['device_id', 'timestamp', 'if_index', 'poller_id'],
  keepsApart: 'two interfaces of one device in one discovery',
  time: { column: 'timestamp', chunkHours: 12, retentionDays: 3 },
  columnstore: {
    segmentBy: ['device_id'],
    orderBy: ['if_index', 'timestamp desc'],
    afterHours: 12,
  },
  indexes: [{ name: 'idx_discovered_interfaces_time', columns: ['timestamp desc'] }],
  proton: sameNames('discovered_interfaces'),
  queryNames: ['interfaces', 'interface', 'discovered_interfaces'],
});

/** IF-3: the newest row per interface, which Proton kept by key. */
export const discoveredInterfacesLatest = dataset({
  name: 'discovered_interfaces_latest',
  title: 'Network interfaces as they are now',
  area: 'discovery',
  kind: 'table',
  columns: { ...networkInterface, updated_at: updatedAt },
  key: ['device_id', 'if_index'],
  keepsApart: 'two interfaces of one device',
  version: 'timestamp',
  pruning: { column: 'timestamp', retentionDays: 3 },
  indexes: [
    { name: 'idx_discovered_interfaces_latest_time', columns: ['timestamp desc'] },
    { name: 'idx_discovered_interfaces_latest_mac', columns: ['if_phys_address'] },
    {
      name: 'idx_discovered_interfaces_latest_addresses',
      columns: ['ip_addresses'],
      method: 'gin',
    },
  ],
  latestOf: 'discovered_interfaces',
  proton: [],
  queryNames: ['discovered_interfaces_latest', 'interfaces_latest'],
});

/** Facts: inventory UD-1, UD-2. */
export const deviceUpdates = dataset({
  name: 'device_updates',
  title: 'Observations of devices',
  area: 'discovery',
  kind: 'hypertable',
  columns: {
    observed_at: required('timestamp with time zone', 'when the source saw the device'),
    agent_id: required('text', 'agent that observed; empty where none did'),
    poller_id: required('text', 'poller that reported; empty where none did'),
    partition: required('text', 'network partition (tenant) of the device'),
    device_id: required('text', 'device as the source names it'),
    discovery_source: required('text', 'kind of source: sysmon, snmp, sweep, …'),
    ip: optional('text', 'address that was seen'),
    mac: optional('text', 'MAC address that was seen'),
    hostname: optional('text', 'host name that was seen'),
    available: optional('boolean', 'whether the device answered'),
    metadata: optional('jsonb', 'whole map that the source told'),
    row_key: required('bytea', 'hash of the whole observation, which makes a repetition a no-op'),
    created_at: createdAt,
  },
  key: ['device_id', 'observed_at', 'row_key'],
  keepsApart: 'two observations of one device at one instant by two agents',
  time: { column: 'observed_at', chunkHours: 12, retentionDays: 3 },
  columnstore: {
    segmentBy: ['discovery_source'],
    orderBy: ['device_id', 'observed_at desc'],
    afterHours: 12,
  },
  indexes: [{ name: 'idx_device_updates_time', columns: ['observed_at desc'] }],
  proton: sameNames('device_updates', {
    renamed: { observed_at: 'timestamp' },
    derived: { row_key: 'hash of the whole observation' },
  }),
  queryNames: ['device_updates', 'device_update', 'updates'],
});
