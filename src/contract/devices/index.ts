export {
  ANNOTATION_LIMITS,
  DeviceAnnotationsRequest,
  DeviceBatchRequest,
  DeviceDeletion,
  DeviceImportQuery,
  DeviceImportReport,
  DeviceSeparation,
  DeviceSeparationRequest,
  ObservationRecord,
} from './change-request.ts';
export {
  DeviceAsOf,
  DeviceChange,
  DeviceChanges,
  DeviceChangesQuery,
  DeviceQuery,
} from './changes.ts';
export {
  DEVICE_STATUSES,
  DeviceAnnotations,
  DeviceAttribute,
  DeviceDetail,
  DeviceItem,
  DiscoverySource,
} from './device.ts';
export {
  DeviceEvent,
  DeviceExplainQuery,
  DeviceExplanation,
  DeviceIdentity,
  DeviceObservationItem,
  FieldClaim,
  FieldExplanation,
} from './explain.ts';
export {
  DEVICE_LIST_HEADERS,
  DEVICE_SORTS,
  DeviceExportQuery,
  DeviceListQuery,
  LIST_HEADERS,
} from './list.ts';
export { DeviceSearchAnswer, DeviceSearchRequest, SEARCH_MODES } from './search.ts';
export {
  DeviceMetric,
  DeviceMetricsQuery,
  DeviceMetricsStatus,
  DeviceRegistration,
  DeviceStats,
  SnmpStatus,
  SnmpStatusRequest,
  STATS_HEADERS,
} from './stats.ts';
