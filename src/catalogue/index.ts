export {
  CAPABILITY_STATES,
  type CapabilityEvent,
  type CapabilityState,
  capabilityRow,
} from './capability-event.ts';
export {
  CATALOGUE,
  DATASETS,
  type DatasetName,
  isDatasetName,
  type NewRow,
  type Row,
  type WritableDatasetName,
} from './catalogue.ts';
export type { HostPoll } from './host-poll.ts';
export type { Column, ColumnType, Integer64, ValueOf } from './model/column.ts';
export type {
  Area,
  Columnstore,
  Dataset,
  DatasetKind,
  Hashed,
  Index,
  Pruning,
  Rights,
  TimeSlicing,
} from './model/dataset.ts';
export type { ProtonSource } from './model/proton-source.ts';
export {
  BUCKET_COLUMN,
  type GroupColumn,
  type Measure,
  type Rollup,
  rollupDataset,
  type State,
  type Tally,
} from './model/rollup.ts';
export {
  agingOf,
  comparesByCodeUnit,
  followedBy,
  keyColumns,
  timeOf,
  writableColumns,
} from './model/shape.ts';
export type { DeviceObservation } from './observation.ts';
export { typeUid } from './ocsf/index.ts';
export {
  PROTON_OBJECTS,
  type ProtonObject,
  type ProtonObjectName,
  type ProtonTtl,
  type ProtonType,
  type SeedRow,
} from './proton/index.ts';
export {
  REGISTRATION_SOURCES,
  type RegistrationSource,
  SERVICE_STATUSES,
  SERVICE_TABLES,
  SERVICE_TYPES,
  type ServiceStatus,
  type ServiceType,
} from './registry/service-table.ts';
export { retentionRefusal } from './retention-name.ts';
export { ROLLUPS, rollupsOf } from './rollups.ts';
export { addHash, hashOf, identityColumns, mayDiffer, withHash } from './row-key.ts';
export { type SharedColumns, sharedColumns } from './shared-columns.ts';
export { type Target, type TargetRole, targetsOf } from './targets.ts';
export { type DatasetUse, USE_KINDS, type UseKind } from './use.ts';
