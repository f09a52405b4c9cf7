export {
  type AuditRow,
  type Behind,
  type IdentityRow,
  type ObservationRow,
  type RedirectRow,
  readBehind,
} from './behind.ts';
export {
  type ChangePage,
  type ChangeRow,
  type ChangesRequest,
  readChanges,
  readLastChanges,
  readNextChanges,
  readRecord,
} from './changes.ts';
export { type AnnotationRow, metricKinds, readAnnotations } from './companions.ts';
export { fingerprint, readCursor, writeCursor } from './cursor.ts';
export {
  type DeviceBatch,
  type DeviceRow,
  type FoundDevice,
  getDevice,
  getDevices,
  idsOf,
} from './device.ts';
export { type ExportedDevice, exportDevices } from './export.ts';
export {
  type DeviceFilter,
  type DeviceStatus,
  everyDevice,
  inPartitions,
  networkCondition,
  type Partitions,
  VISIBLE,
} from './filter.ts';
export { type DeviceList, type DeviceListRequest, listDevices } from './list.ts';
export {
  type DeviceMetricsRequest,
  type MetricRow,
  measuredDevices,
  readDeviceMetrics,
} from './metrics.ts';
export { DEVICE_SORTS, type DeviceOrder, type DeviceSort } from './order.ts';
export type { ListedDevice } from './pages.ts';
export {
  type ComponentType,
  componentOf,
  type RegisteredRow,
  readRegistration,
} from './registration.ts';
export { type Network, readNetwork, readSearchTerm, type SearchTerm } from './search-term.ts';
export { type PartitionStats, readStats } from './stats.ts';
export { createDeviceCounter, type DeviceCounter } from './total.ts';
export { DEVICE_USES } from './uses.ts';
