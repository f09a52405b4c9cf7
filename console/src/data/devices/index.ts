export { useAnnotations, type VersionedAnnotations, writeAnnotations } from './annotations.ts';
export { type ChangeList, useDeviceChanges } from './changes.ts';
export {
  deleteDevice,
  separateDevice,
  useDevice,
  useDeviceAsOf,
  useDeviceRegistration,
  useDeviceStats,
  useExplanation,
} from './device.ts';
export {
  type InterfaceList,
  useInterfaces,
  useSweepHistory,
  useSweeps,
  useTopology,
} from './network.ts';
export {
  type DeviceFilter,
  type DevicePages,
  type DeviceQuestion,
  type DeviceSummary,
  deviceAt,
  exportAddress,
  knownDevices,
  type RowSpan,
  searchDevices,
  useDevicePages,
  useDeviceSummary,
} from './pages.ts';
