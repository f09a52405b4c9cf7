import {
  CATALOGUE,
  type Column,
  DATASETS,
  type Dataset,
  type NewRow,
  timeOf,
  type WritableDatasetName,
  writableColumns,
} from '../../src/catalogue/index.ts';
import type { Instant } from '../../src/core/index.ts';

/** A full row and one that the key must keep apart from it (see `keepsApart` in the catalogue). */
export type Pairs = { readonly [N in WritableDatasetName]: readonly [NewRow<N>, NewRow<N>] };

type HostDataset =
  | 'cpu_metrics'
  | 'cpu_cluster_metrics'
  | 'memory_metrics'
  | 'disk_metrics'
  | 'process_metrics'
  | 'discovered_interfaces'
  | 'device_updates'
  | 'unified_devices'
  | 'service_status';

/** The datasets that take rows. */
export const WRITABLE = DATASETS.filter(
  (dataset) => dataset.kind !== 'view' && dataset.name in CATALOGUE,
).map((dataset) => dataset.name as WritableDatasetName);

/** What text may hold: quotes, backslashes, braces, commas, line ends, and other scripts. */
export const HARD_TEXT = `a "b" 'c' \\ {d,e} \t\n NULL \\N ünï 漢字 😀`;

/** One pair for every dataset: written by hand for those of a host, made from the catalogue for others. */
export function pairsAt(timestamp: Instant): Pairs {
  const made = Object.fromEntries(
    WRITABLE.map((name) => [name, madePair(CATALOGUE[name], timestamp)]),
  );
  return { ...(made as unknown as Pairs), ...hostPairs(timestamp) };
}

/**
 * A full row of any dataset, and the same one with another value in the last key column that is no
 * time, and in what other indexes hold unique.
 */
function madePair(dataset: Dataset, at: Instant): readonly [object, object] {
  const row = Object.fromEntries(
    writableColumns(dataset).map(([name, column]) => [name, madeValue(dataset, name, column, at)]),
  );
  const told = dataset.key.findLast((name) => name !== timeOf(dataset)?.column) ?? '';
  const unique = dataset.indexes.flatMap((index) => (index.unique === true ? index.columns : []));
  const named = Object.keys(row).filter((name) => unique.some((text) => text.includes(name)));
  const other = [told, ...named].map((name) => [name, otherValue(row[name])]);
  return [row, { ...row, ...Object.fromEntries(other) }];
}

function madeValue(dataset: Dataset, name: string, column: Column, at: Instant): unknown {
  switch (column.type) {
    case 'timestamp with time zone':
      return at;
    case 'text':
      return dataset.key.includes(name) ? `key of ${name}` : HARD_TEXT;
    case 'text[]':
      return ['192.0.2.1', HARD_TEXT, '', 'NULL'];
    case 'integer':
      return 2 ** 31 - 1;
    case 'bigint':
      return 2n ** 63n - 1n;
    case 'real':
      return 0.5;
    case 'double precision':
      return 1e-7;
    case 'boolean':
      return true;
    case 'jsonb':
      return { mtu: 1_500, [HARD_TEXT]: [HARD_TEXT, null, { deep: true }] };
    case 'bytea':
      return Buffer.from('00ff10203040506070800a0d27225c00', 'hex');
    case 'uuid':
      return '0192fa5e-4d3b-7c11-9d3f-1a2b3c4d5e6f';
    case 'numeric':
      return '18446744073709551615';
    case 'integer[]':
      return [1, -(2 ** 31)];
    case 'bigint[]':
      return [2n ** 62n, 1];
    case 'double precision[]':
      return [0.1, -5e-324];
  }
}

function otherValue(value: unknown): unknown {
  if (typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value)) return value.replace(/.$/, '0');
  if (typeof value === 'string') return `${value}, another`;
  if (value instanceof Uint8Array) return Buffer.alloc(16, 0xff);
  return Number(value) - 1;
}

function hostPairs(timestamp: Instant): Pick<Pairs, HostDataset> {
  const sample = {
    timestamp,
    poller_id: 'poller-1',
    agent_id: 'agent-1',
    host_id: HARD_TEXT,
    device_id: 'default:192.0.2.1',
    partition: 'default',
  };
  const cpu = {
    ...sample,
    core_id: 0,
    usage_percent: 12.5,
    frequency_hz: 2.3e9,
    label: 'cpu0',
    cluster: 'package0',
  };
  const cluster = { ...sample, cluster: 'package0', frequency_hz: 2.3e9 };
  const bytes = { total_bytes: 2n ** 62n, used_bytes: 1, available_bytes: 0, usage_percent: 1e-7 };
  const memory = { ...sample, ...bytes };
  const disk = { ...sample, ...bytes, mount_point: `/mnt/${HARD_TEXT}`, device_name: '/dev/vda' };
  const process = {
    ...sample,
    pid: 4_294_967_295,
    name: HARD_TEXT,
    cpu_usage: 0.1,
    memory_usage: Number.MAX_SAFE_INTEGER,
    status: 'sleeping',
    start_time: '2026-01-01T00:00:00Z',
  };
  const port = {
    timestamp,
    agent_id: 'agent-1',
    poller_id: 'poller-1',
    device_ip: '192.0.2.1',
    device_id: 'default:192.0.2.1',
    if_index: 1,
    if_name: 'eth0',
    if_descr: 'eth0',
    if_alias: HARD_TEXT,
    if_speed: 10_000_000_000,
    if_phys_address: '02:FC:00:00:00:01',
    ip_addresses: ['192.0.2.1', HARD_TEXT, '', 'NULL'],
    if_admin_status: 1,
    if_oper_status: 1,
    metadata: { mtu: 1_500, [HARD_TEXT]: [HARD_TEXT, null, { deep: true }] },
  };
  const observation = {
    observed_at: timestamp,
    agent_id: 'agent-1',
    poller_id: '',
    partition: 'default',
    device_id: 'default:192.0.2.1',
    discovery_source: 'sysmon',
    ip: '192.0.2.1',
    mac: null,
    hostname: HARD_TEXT,
    available: false,
    metadata: {},
    row_key: Buffer.from('00ff10203040506070800a0d27225c00', 'hex'),
  };
  const device = {
    device_id: 'default:192.0.2.1',
    ip: '192.0.2.1',
    poller_id: 'poller-1',
    agent_id: 'agent-1',
    hostname: HARD_TEXT,
    mac: '02:FC:00:00:00:01',
    discovery_sources: ['snmp', 'sysmon'],
    is_available: true,
    first_seen: timestamp,
    last_seen: timestamp,
    metadata: { os: HARD_TEXT },
    device_type: 'server',
    service_type: null,
    service_status: null,
    last_heartbeat: null,
    os_info: null,
    version_info: null,
    partition: 'default',
    field_origins: {},
    source_details: {},
    metadata_by_source: {},
    hidden_by: null,
  };
  const status = {
    timestamp,
    poller_id: 'poller-1',
    agent_id: 'agent-1',
    service_name: 'radarstore',
    service_type: 'service-instance',
    available: true,
    message: HARD_TEXT,
    details: JSON.stringify({ text: HARD_TEXT }),
    partition: 'default',
  };
  return {
    cpu_metrics: [cpu, { ...cpu, core_id: 1 }],
    cpu_cluster_metrics: [cluster, { ...cluster, cluster: 'package1' }],
    memory_metrics: [memory, { ...memory, timestamp: timestamp + 1 }],
    disk_metrics: [disk, { ...disk, mount_point: '/' }],
    process_metrics: [process, { ...process, pid: 7 }],
    discovered_interfaces: [port, { ...port, if_index: 2, ip_addresses: [] }],
    device_updates: [
      observation,
      { ...observation, agent_id: 'agent-2', row_key: Buffer.alloc(16, 0xff) },
    ],
    unified_devices: [device, { ...device, device_id: 'other:192.0.2.1' }],
    service_status: [status, { ...status, agent_id: 'agent-2' }],
  };
}
