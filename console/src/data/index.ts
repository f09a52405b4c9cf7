export type { Timers } from './connection.ts';
export {
  type DeviceFilter,
  type DevicePages,
  type DeviceSummary,
  deviceAt,
  knownDevices,
  PAGE_ROWS,
  type RowSpan,
  searchDevices,
  useDevicePages,
  useDeviceSummary,
} from './device-pages.ts';
export { Fault } from './fault.ts';
export {
  dropLetters,
  type IngestHistory,
  type LetterQuery,
  replayLetters,
  useDeadLetter,
  useDeadLetters,
  useIngest,
} from './ingest.ts';
export { exactly, type Reading, type Sample } from './samples.ts';
export { readSeries, type Series, sysmonPath } from './series.ts';
export { serverNow } from './server-clock.ts';
export {
  useDevice,
  useMapping,
  useProcesses,
  useReadiness,
  useSelf,
  useSeries,
  useStorage,
  useVersion,
} from './sources.ts';
export { ALL_CORES, type ChartedKind, meanUsage, type SysmonGroups } from './sysmon.ts';
export { connection, listenToNetwork, type Polled, useLasting, useLostSince } from './use-poll.ts';
