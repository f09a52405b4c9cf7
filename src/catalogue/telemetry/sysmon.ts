import { blankable, createdAt, optional, required } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { sameNames } from '../model/proton-source.ts';

const THREE_DAYS = { column: 'timestamp', chunkHours: 12, retentionDays: 3 } as const;

/** Rows of one device side by side, in the order in which a chart reads them. */
const perDevice = (...orderBy: readonly string[]) =>
  ({ segmentBy: ['device_id'], orderBy, afterHours: 12 }) as const;

const sample = {
  timestamp: required('timestamp with time zone', 'when the host took the sample'),
  poller_id: blankable('poller that fetched the sample; empty where none did'),
  agent_id: optional('text', 'agent that took the sample'),
  host_id: optional('text', 'the host as it names itself'),
} as const;

const where = {
  device_id: required('text', 'device that was measured, `<partition>:<ip>`'),
  partition: optional('text', 'network partition (tenant) of the device'),
  created_at: createdAt,
} as const;

/** Facts: telemetry §1.5. */
export const cpuMetrics = dataset({
  name: 'cpu_metrics',
  title: 'CPU use per core',
  area: 'sysmon',
  kind: 'hypertable',
  columns: {
    ...sample,
    core_id: required('integer', 'number of the core, from 0'),
    usage_percent: optional('double precision', 'busy share of the core', { unit: '%' }),
    frequency_hz: optional('double precision', 'clock rate of the core', { unit: 'Hz' }),
    label: optional('text', 'name of the core on hosts that name them'),
    cluster: optional('text', 'cluster of cores to which the core belongs'),
    ...where,
  },
  key: ['device_id', 'timestamp', 'core_id', 'poller_id'],
  keepsApart: 'two cores of one device in one sample',
  time: THREE_DAYS,
  columnstore: perDevice('core_id', 'timestamp desc'),
  indexes: [{ name: 'idx_cpu_metrics_time', columns: ['timestamp desc', 'poller_id'] }],
  proton: sameNames('cpu_metrics'),
  queryNames: ['cpu_metrics', 'cpu'],
});

export const cpuClusterMetrics = dataset({
  name: 'cpu_cluster_metrics',
  title: 'Clock rate per cluster of cores',
  area: 'sysmon',
  kind: 'hypertable',
  columns: {
    ...sample,
    cluster: required('text', 'name of the cluster of cores'),
    frequency_hz: optional('double precision', 'clock rate of the cluster', { unit: 'Hz' }),
    ...where,
  },
  key: ['device_id', 'timestamp', 'cluster', 'poller_id'],
  keepsApart: 'two clusters of one device in one sample',
  time: THREE_DAYS,
  columnstore: perDevice('cluster', 'timestamp desc'),
  indexes: [{ name: 'idx_cpu_cluster_metrics_time', columns: ['timestamp desc', 'poller_id'] }],
  proton: sameNames('cpu_cluster_metrics'),
  queryNames: ['cpu_cluster_metrics', 'cpu_clusters'],
});

export const memoryMetrics = dataset({
  name: 'memory_metrics',
  title: 'Memory use',
  area: 'sysmon',
  kind: 'hypertable',
  columns: {
    ...sample,
    total_bytes: optional('bigint', 'memory of the host', { unit: 'By' }),
    used_bytes: optional('bigint', 'memory in use', { unit: 'By' }),
    available_bytes: optional('bigint', 'total less used, never below 0', { unit: 'By' }),
    usage_percent: optional('double precision', 'used share of the total', { unit: '%' }),
    ...where,
  },
  key: ['device_id', 'timestamp', 'poller_id'],
  keepsApart: 'two samples of one device one microsecond apart',
  time: THREE_DAYS,
  columnstore: perDevice('timestamp desc'),
  indexes: [{ name: 'idx_memory_metrics_time', columns: ['timestamp desc', 'poller_id'] }],
  proton: sameNames('memory_metrics'),
  queryNames: ['memory_metrics', 'memory'],
});

export const diskMetrics = dataset({
  name: 'disk_metrics',
  title: 'Disk use per mount point',
  area: 'sysmon',
  kind: 'hypertable',
  columns: {
    ...sample,
    mount_point: required('text', 'where the file system is mounted'),
    device_name: optional('text', 'block device or pool behind the mount point'),
    total_bytes: optional('bigint', 'size of the file system', { unit: 'By' }),
    used_bytes: optional('bigint', 'space in use', { unit: 'By' }),
    available_bytes: optional('bigint', 'total less used, never below 0', { unit: 'By' }),
    usage_percent: optional('double precision', 'used share of the total', { unit: '%' }),
    ...where,
  },
  key: ['device_id', 'timestamp', 'mount_point', 'poller_id'],
  keepsApart: 'two mount points of one device in one sample',
  time: THREE_DAYS,
  columnstore: perDevice('mount_point', 'timestamp desc'),
  indexes: [{ name: 'idx_disk_metrics_time', columns: ['timestamp desc', 'poller_id'] }],
  proton: sameNames('disk_metrics'),
  queryNames: ['disk_metrics', 'disk'],
});

export const processMetrics = dataset({
  name: 'process_metrics',
  title: 'Processes',
  area: 'sysmon',
  kind: 'hypertable',
  columns: {
    ...sample,
    pid: required('bigint', 'process number; unsigned 32 bits at the source'),
    name: optional('text', 'name of the program'),
    cpu_usage: optional('real', 'share of one core', { unit: '%' }),
    memory_usage: optional('bigint', 'resident memory', { unit: 'By' }),
    status: optional('text', 'state as the host reports it'),
    start_time: optional('text', 'start of the process, RFC 3339 where the host knows it'),
    ...where,
  },
  key: ['device_id', 'timestamp', 'pid', 'poller_id'],
  keepsApart: 'two processes of one name in one sample',
  time: THREE_DAYS,
  columnstore: perDevice('pid', 'timestamp desc'),
  indexes: [{ name: 'idx_process_metrics_time', columns: ['timestamp desc', 'poller_id'] }],
  proton: sameNames('process_metrics'),
  queryNames: ['process_metrics', 'processes'],
});
