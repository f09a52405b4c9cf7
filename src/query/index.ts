import type { DatasetUse } from '../catalogue/index.ts';
import { DEVICES_USE } from './readers/devices.ts';
import { SYSMON_USE } from './readers/sysmon.ts';
import { ROLLUPS_USE } from './rollups/index.ts';

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
export type { Resolution } from './readers/resolution.ts';
export { ROLLUP_MICROS } from './readers/rolled-up.ts';
export type { SeriesRow, Subject } from './readers/series-request.ts';
export { readSysmon, SYSMON_SOURCES, type SysmonAnswer } from './readers/sysmon.ts';
export { type Density, readDensity, readTimeRange, type TimeRange } from './readers/time-range.ts';
export {
  distributed,
  type ListedRollup,
  listRollups,
  type Numbers,
  type RollupAnswer,
  type RollupQuestion,
  type RollupQuestionText,
  type RollupReading,
  type RollupSeries,
  readRollup,
  readRollupQuestion,
  readSummary,
  readSummaryQuestion,
  readSummaryReading,
  SUMMARY_GROUPS,
  SUMMARY_MICROS,
} from './rollups/index.ts';

/** What the readers read. */
export const QUERY_USES: readonly DatasetUse[] = [DEVICES_USE, SYSMON_USE, ROLLUPS_USE];
