export { ErrorBody, InstantText } from './common.ts';
export {
  DeadLetterDetail,
  DeadLetterDrop,
  DeadLetterDropQuery,
  DeadLetterItem,
  DeadLetterList,
  DeadLetterListQuery,
  DeadLetterReplay,
  DeadLetterReplayQuery,
} from './dead-letter.ts';
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
export {
  IngestAnswer,
  IngestHeaders,
  IngestQuery,
  IngestRejection,
  PayloadQuery,
} from './ingest.ts';
export { IngestLine, IngestReport, LatencyReport } from './ingest-report.ts';
export { MappingEntry, MappingGap, MappingReport, MappingTarget } from './mapping.ts';
export { PercentilesQuery, RollupItem, RollupQuery, RollupSeries, SummaryQuery } from './rollup.ts';
export {
  EngineCapability,
  MaintenanceJob,
  StorageDataset,
  StorageQuery,
  StorageReport,
} from './storage.ts';
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
