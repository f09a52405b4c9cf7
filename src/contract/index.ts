export { ErrorBody, InstantText } from './common.ts';
export {
  DEVICE_SORTS,
  DeviceDetail,
  DeviceItem,
  DeviceListQuery,
  DiscoverySource,
  LIST_HEADERS,
} from './device.ts';
export {
  HealthCheck,
  HealthState,
  LivenessReport,
  ReadinessReport,
  SelfReport,
  VersionReport,
} from './health.ts';
export { StorageDataset, StorageQuery, StorageReport } from './storage.ts';
export {
  CpuGroup,
  DiskGroup,
  MemoryGroup,
  ProcessGroup,
  SERIES_HEADERS,
  SeriesQuery,
  SYSMON_KINDS,
  type SysmonKind,
} from './sysmon.ts';
