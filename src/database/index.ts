export { ensureChunks, listPartitions, writableWindow } from './chunks/index.ts';
export {
  type ConnectionTarget,
  classifyFault,
  type Database,
  type DatabaseOptions,
  describeTarget,
  empty,
  type FaultClass,
  identifier,
  join,
  quoteIdentifier,
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
  type Maintenance,
  readJobs,
  runJob,
  startMaintenance,
} from './maintenance/index.ts';
export { connectDatabase } from './open.ts';
export {
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
