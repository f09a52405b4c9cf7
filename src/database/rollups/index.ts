export {
  type AggregateOptions,
  bucketMicros,
  bucketOf,
  type Computed,
  type Grouped,
  groupColumns,
  stateColumns,
  timeColumnOf,
} from './aggregate.ts';
export {
  CONTINUOUS_AGGREGATES,
  type ContinuousState,
  fillStatement,
  installStatements,
  readContinuous,
  removeStatements,
  settingStatements,
  wantedContinuous,
} from './continuous.ts';
export { mergedColumns } from './merge.ts';
export { rebuildRollup } from './progress.ts';
export {
  type FailedBucket,
  type RefreshOptions,
  type RefreshOutcome,
  refreshBeforeDrop,
  refreshRollups,
} from './refresh.ts';
export { type RollupState, rollupState } from './state.ts';
export { recordTouched } from './touched.ts';
export type { Guard } from './transaction.ts';
