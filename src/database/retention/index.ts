export { createRetentionCache, type RetentionCache } from './cache.ts';
export {
  type ChosenRetention,
  DECLARED,
  followersOf,
  type Retentions,
  retentionsOf,
} from './retentions.ts';
export {
  type RetentionChange,
  readChosen,
  readRetentionChanges,
  readRetentions,
} from './stored.ts';
export {
  chooseRetention,
  isShorter,
  type RetentionStep,
  retentionSteps,
  retentionsAfter,
  type WantedRetention,
} from './wanted.ts';
export { chunkHoursFor, LEAST_RETENTION_HOURS } from './width.ts';
