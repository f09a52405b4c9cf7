export { type OpenDatabase, openDatabase } from './database.ts';
export type {
  LibraryDeviceFilter,
  LibraryDevices,
  LibraryObservation,
  LibraryObserved,
  RefusedObservation,
} from './library-devices.ts';
export { desiredOf, jobsOf } from './maintenance.ts';
export { openOnboarding } from './onboarding.ts';
export {
  type LibraryOptions,
  type LibraryOutcome,
  type LibraryRow,
  type LibraryStore,
  openStore,
} from './open-store.ts';
export { openRegistry } from './registry.ts';
export { type RunningStore, type StoreOptions, startStore } from './store.ts';
export { PROGRAM_VERSION } from './version.ts';
