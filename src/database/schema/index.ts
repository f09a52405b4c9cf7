export { type ApplyOptions, type ApplyResult, applySchema } from './apply.ts';
export { checkUsable } from './check.ts';
export { parseMigration, readMigrations } from './migration.ts';
export { planSchema, printSchema, type SchemaPlan, type SchemaStep } from './plan.ts';
export {
  type MigrationState,
  type MigrationStatus,
  type SchemaStatus,
  schemaStatus,
} from './status.ts';
