import { optional, required } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import { sameNames } from '../model/proton-source.ts';

/**
 * Facts: telemetry §3. A view that joins the five-minute rollups of CPU, disk and memory on all five
 * columns of their identity, so that a device without one of them still has a row (§3.4).
 */
export const deviceMetricsSummary = dataset({
  name: 'device_metrics_summary',
  title: 'CPU, disk and memory of each device per five minutes',
  area: 'sysmon',
  kind: 'view',
  columns: {
    window_time: required('timestamp with time zone', 'beginning of the five minutes'),
    device_id: required('text', 'device that was measured'),
    poller_id: required('text', "poller that fetched the samples; '' where none did"),
    agent_id: required('text', "agent that took the samples; '' where none did"),
    partition: required('text', 'network partition (tenant) of the device'),
    avg_cpu_usage: optional('double precision', 'mean busy share over all cores and samples', {
      unit: '%',
    }),
    total_disk_bytes: optional('bigint', 'latest size of each file system, summed', { unit: 'By' }),
    used_disk_bytes: optional('bigint', 'latest use of each file system, summed', { unit: 'By' }),
    total_memory_bytes: optional('bigint', 'latest memory of the host', { unit: 'By' }),
    used_memory_bytes: optional('bigint', 'latest memory in use', { unit: 'By' }),
    metric_count: required('bigint', 'CPU samples in the window; 0 where there were none'),
    disk_sample_count: required('bigint', 'disk samples in the window'),
    memory_sample_count: required('bigint', 'memory samples in the window'),
  },
  key: [],
  keepsApart: 'two devices in one window',
  indexes: [],
  proton: sameNames('device_metrics_summary', {
    derived: {
      window_time:
        'hopping windows every 10 s there; only those that begin at full five minutes match',
      total_disk_bytes: 'one arbitrary mount point there, the sum over mount points here',
      used_disk_bytes: 'one arbitrary mount point there, the sum over mount points here',
      metric_count: 'joined rows there, CPU samples here',
      disk_sample_count: 'counted here, not there',
      memory_sample_count: 'counted here, not there',
    },
  }),
  queryNames: ['device_metrics_summary'],
});
