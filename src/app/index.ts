export { type OpenDatabase, openDatabase } from './database.ts';
export { desiredOf, jobsOf } from './maintenance.ts';
export {
  type LibraryOptions,
  type LibraryOutcome,
  type LibraryRow,
  type LibraryStore,
  openStore,
} from './open-store.ts';
export { type RunningStore, type StoreOptions, startStore } from './store.ts';
export { PROGRAM_VERSION } from './version.ts';
