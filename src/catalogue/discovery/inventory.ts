import { fallback, optional, required, updatedAt } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import type { ProtonSource } from '../model/proton-source.ts';

/** Both Proton objects have the same columns; the fold explains each value, which Proton could not. */
const folded: Pick<ProtonSource, 'derived'> = {
  derived: {
    field_origins: 'the fold of the observations in device_updates',
    source_details: 'the fold of the observations in device_updates',
    metadata_by_source: 'the fold of the observations in device_updates',
    partition: 'the fold of the observations in device_updates',
    hidden_by: 'the deletions and merges in device_updates',
  },
};

/** Facts: inventory UD-3. One row per device, folded from its observations. */
export const unifiedDevices = dataset({
  name: 'unified_devices',
  title: 'Device inventory',
  area: 'inventory',
  kind: 'table',
  columns: {
    device_id: required('text', 'the device'),
    ip: optional('text', 'newest address'),
    poller_id: optional('text', 'newest poller'),
    agent_id: optional('text', 'newest agent'),
    hostname: optional('text', 'newest host name'),
    mac: optional('text', 'newest MAC address'),
    discovery_sources: optional('text[]', 'every kind of source that ever saw the device, sorted'),
    is_available: optional('boolean', 'whether the newest observation found it answering'),
    first_seen: optional('timestamp with time zone', 'earliest observation'),
    last_seen: optional('timestamp with time zone', 'latest observation'),
    metadata: optional('jsonb', 'whole map of the newest observation'),
    device_type: fallback('text', "'network_device'::text", 'kind of device, told or else guessed'),
    service_type: optional('text', 'kind of service component, where the device is one'),
    service_status: optional('text', 'state of the service component'),
    last_heartbeat: optional('timestamp with time zone', 'latest heartbeat of the component'),
    os_info: optional('text', 'operating system'),
    version_info: optional('text', 'version of the software'),
    field_origins: required(
      'jsonb',
      'per field the instant, source, poller and agent of its value, so that it can be explained',
    ),
    source_details: required('jsonb', 'per source its poller, agent, first and last observation'),
    updated_at: updatedAt,
    partition: required('text', 'network partition (tenant) of the device'),
    metadata_by_source: required(
      'jsonb',
      'per kind of source its newest map, with when it was seen and by whom',
    ),
    hidden_by: optional('text', 'deletion or merge, where readers leave the device out'),
  },
  key: ['device_id'],
  keepsApart: 'two partitions that use one address',
  indexes: [
    { name: 'idx_unified_devices_ip', columns: ['ip'] },
    {
      name: 'idx_unified_devices_merged',
      columns: ["((metadata ->> '_merged_into'::text))"],
      where: "(metadata ? '_merged_into'::text)",
    },
    {
      name: 'idx_unified_devices_shown',
      columns: ['last_seen desc nulls last', 'device_id'],
      where: '(hidden_by IS NULL)',
    },
    {
      name: 'idx_unified_devices_partition',
      columns: ['partition', 'last_seen desc nulls last', 'device_id'],
      where: '(hidden_by IS NULL)',
    },
    {
      name: 'idx_unified_devices_status',
      columns: [
        "(CASE WHEN is_available THEN 'online'::text WHEN (NOT is_available) THEN 'offline'::text ELSE 'unknown'::text END)",
        'last_seen desc nulls last',
        'device_id',
      ],
      where: '(hidden_by IS NULL)',
    },
    {
      name: 'idx_unified_devices_type',
      columns: ['device_type', 'last_seen desc nulls last', 'device_id'],
      where: '(hidden_by IS NULL)',
    },
    {
      name: 'idx_unified_devices_name',
      columns: ['hostname', 'device_id'],
      where: '(hidden_by IS NULL)',
    },
    {
      name: 'idx_unified_devices_first_seen',
      columns: ['first_seen', 'device_id'],
      where: '(hidden_by IS NULL)',
    },
    { name: 'idx_unified_devices_sources', columns: ['discovery_sources'], method: 'gin' },
    { name: 'idx_unified_devices_last_seen', columns: ['last_seen desc nulls last', 'device_id'] },
    { name: 'idx_unified_devices_hostname', columns: ['(lower(hostname))'] },
    {
      name: 'idx_unified_devices_foreign',
      columns: ['device_id'],
      where: "((hostname ~ '[^\\x20-\\x7e]'::text) OR (device_id ~ '[^\\x20-\\x7e]'::text))",
    },
    {
      name: 'idx_unified_devices_search',
      columns: ['device_id', 'ip', 'hostname', 'mac'],
      method: 'trigram',
    },
  ],
  proton: [
    { object: 'unified_devices', role: 'main', ...folded },
    { object: 'unified_devices_registry', role: 'merged', ...folded },
  ],
  queryNames: ['devices', 'device', 'device_inventory', 'unified_devices'],
});
