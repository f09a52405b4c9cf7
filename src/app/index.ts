export { type OpenDatabase, openDatabase } from './database.ts';
export { type RunningStore, type StoreOptions, startStore } from './store.ts';
export { PROGRAM_VERSION } from './version.ts';
