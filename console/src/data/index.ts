export {
  type AccessEventFilter,
  type AccessEventPages,
  changeUser,
  createOwnToken,
  createToken,
  createUser,
  resetPassword,
  revokeToken,
  type TokenOwner,
  useAccessEvents,
  useTokens,
  useUsers,
} from './access.ts';
export { listenToPerson, noteActivity, takeActivity } from './activity.ts';
export {
  hasMore,
  type MatrixFilter,
  type MatrixPages,
  matrixRows,
  useCapabilityMatrix,
  useDeviceCapabilities,
} from './capabilities.ts';
export type { Timers } from './connection.ts';
export { useCurl } from './curl.ts';
export {
  type ChangeList,
  type DeviceFilter,
  type DevicePages,
  type DeviceQuestion,
  type DeviceSummary,
  deleteDevice,
  deviceAt,
  exportAddress,
  type InterfaceList,
  knownDevices,
  type RowSpan,
  searchDevices,
  separateDevice,
  useAnnotations,
  useDevice,
  useDeviceAsOf,
  useDeviceChanges,
  useDevicePages,
  useDeviceRegistration,
  useDeviceStats,
  useDeviceSummary,
  useExplanation,
  useInterfaces,
  useSweepHistory,
  useSweeps,
  useTopology,
  type VersionedAnnotations,
  writeAnnotations,
} from './devices/index.ts';
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
export {
  changePackage,
  createPackage,
  downloadPackage,
  MOST_PACKAGES,
  type PackageFilter,
  usePackage,
  usePackageDefaults,
  usePackageEvents,
  usePackages,
} from './onboarding.ts';
export { covers, mayUse, type Needs } from './permission.ts';
export {
  changeService,
  type RegistryAction,
  type RegistryFilter,
  type RegistryList,
  registerService,
  type ServiceName,
  usePollerHistory,
  usePollerServices,
  usePollerTotals,
  useRegistered,
  useRegistry,
  useReportedPollers,
  useServiceReports,
} from './registry.ts';
export { exactly, type Reading, type Sample } from './samples.ts';
export { readSeries, type Series, sysmonPath } from './series.ts';
export { serverNow } from './server-clock.ts';
export {
  changeOwnPassword,
  isAnonymous,
  logIn,
  logOut,
  useMay,
  useMe,
  useSession,
} from './session.ts';
export {
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
