export { applyProgrammables, programmableSteps } from './apply.ts';
export {
  type Programmables,
  programmablesOf,
  type SchemaRights,
  type ViewName,
} from './assemble.ts';
export { grafanaColumns } from './grafana.ts';
export {
  fingerprintQuery,
  objectName,
  type ProgrammablesRecord,
  readFacts,
  recordSql,
} from './record.ts';
export {
  type ProgrammablesState,
  type ProgrammablesStatus,
  programmablesStatus,
} from './state.ts';
