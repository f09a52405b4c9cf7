import type { DatasetName, DatasetUse, DeviceObservation } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import type { RowsByDataset } from '../writer/index.ts';

/** The datasets of which a host has rows. */
const HOST_DATASETS = [
  'cpu_metrics',
  'cpu_cluster_metrics',
  'memory_metrics',
  'disk_metrics',
  'process_metrics',
  'discovered_interfaces',
  'service_status',
] as const satisfies readonly DatasetName[];

/** What the receiver makes; a sample cannot hold rows of other datasets. */
export const HOST_USES: readonly DatasetUse[] = [
  { kind: 'writer', part: 'host receiver', datasets: HOST_DATASETS },
];

/** Under which names the host reports. */
export interface HostIdentity {
  readonly pollerId: string;
  readonly agentId: string;
  readonly partition: string;
}

/** What all rows of one sample have in common. */
export interface SampleOrigin {
  readonly identity: HostIdentity;
  /** The one instant of all rows. */
  readonly timestamp: Instant;
  readonly deviceId: string;
  readonly hostIp: string;
  /** The host as it names itself. */
  readonly hostId: string | null;
}

/** One sample: rows and observation that belong into one transaction. */
export interface HostSample {
  readonly timestamp: Instant;
  readonly rows: Pick<RowsByDataset, (typeof HOST_DATASETS)[number]>;
  /** At most one, of this host; see `ObservationSchedule`. */
  readonly observations: readonly DeviceObservation[];
}

/** Columns that every sysmon row carries. */
export function sysmonColumns(origin: SampleOrigin) {
  const { identity, timestamp, deviceId, hostId } = origin;
  return {
    timestamp,
    poller_id: identity.pollerId,
    agent_id: identity.agentId,
    host_id: hostId,
    device_id: deviceId,
    partition: identity.partition,
  };
}
