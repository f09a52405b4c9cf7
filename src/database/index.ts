export {
  CAPABILITY_MEANINGS,
  type Capabilities,
  type Capability,
  type CapabilityName,
  checkLoaded,
  hasCapability,
  missingNeeded,
} from './capabilities/index.ts';
export {
  ensureChunks,
  listChunks,
  listPartitions,
  sliceAt as chunkAt,
  writableWindow,
} from './chunks/index.ts';
export {
  type ConnectionTarget,
  classifyFault,
  copyIn,
  type Database,
  type DatabaseOptions,
  describeTarget,
  empty,
  type FaultClass,
  identifier,
  join,
  type NameOptions,
  type Names,
  quoteIdentifier,
  type RoleNames,
  type Session,
  SQLSTATE,
  type Sql,
  sql,
  trusted,
} from './connection/index.ts';
export { diagnoseDatabase } from './doctor/index.ts';
export {
  type Binaries,
  type EmbeddedOptions,
  type EmbeddedServer,
  findBinaries,
  startEmbedded,
} from './embedded/index.ts';
export type { Engine, EngineName, Layout } from './engine.ts';
export {
  type HandRun,
  type Job,
  type JobContext,
  type JobOutcome,
  MAINTENANCE_JOBS,
  type Maintenance,
  type MaintenanceStatus,
  maintenanceStatus,
  mayMaintain,
  type RunReport,
  readJobs,
  runByHand,
  runJob,
  startMaintenance,
} from './maintenance/index.ts';
export {
  GAPS,
  type Gap,
  type MappedObject,
  type MappedTarget,
  type Mapping,
  mapObjects,
  readMapping,
} from './mapping/index.ts';
export { connectDatabase } from './open.ts';
export {
  applyReconcile,
  checkRetention,
  type Desired,
  type Difference,
  planReconcile,
  type ReconcileOptions,
  type ReconcilePlan,
  type ReconcileResult,
  reconcileJob,
  type Unavailable,
} from './reconcile/index.ts';
export {
  type ChosenRetention,
  chooseRetention,
  createRetentionCache,
  DECLARED,
  LEAST_RETENTION_HOURS,
  type RetentionCache,
  type RetentionChange,
  type Retentions,
  readRetentionChanges,
  readRetentions,
  type WantedRetention,
} from './retention/index.ts';
export { type Bootstrap, type BootstrapOptions, printBootstrap } from './roles/index.ts';
export {
  bucketMicros,
  type FailedBucket,
  groupColumns,
  mergedColumns,
  type RefreshOutcome,
  type RollupState,
  rebuildRollup,
  recordTouched,
  refreshBeforeDrop,
  refreshRollups,
  rollupState,
  stateColumns,
  timeColumnOf,
} from './rollups/index.ts';
export {
  type ApplyResult,
  applySchema,
  checkUsable,
  parseMigration,
  planSchema,
  printSchema,
  readMigrations,
  type SchemaPlan,
  type SchemaStatus,
  schemaStatus,
} from './schema/index.ts';
export { readStorage, type Storage } from './storage/index.ts';
export { type Drift, type SkippedCheck, type Verification, verifySchema } from './verify/index.ts';
