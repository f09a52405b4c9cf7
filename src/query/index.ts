export {
  DEVICE_SORTS,
  type DeviceList,
  type DeviceListRequest,
  type DeviceRow,
  type DeviceSort,
  devicesWithSysmon,
  getDevice,
  listDevices,
} from './readers/devices.ts';
export type { SeriesRow, Subject } from './readers/series.ts';
export { readSysmon, SYSMON_SOURCES, type SysmonAnswer } from './readers/sysmon.ts';
export { type Density, readDensity, readTimeRange, type TimeRange } from './readers/time-range.ts';
