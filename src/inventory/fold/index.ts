export { confidenceOf } from './confidence.ts';
export {
  type DeviceState,
  deviceTypeOf,
  FOLDED_FIELDS,
  type FoldedField,
  fold,
  type Hides,
  hiddenBy,
} from './fold.ts';
export type { TypeGuess } from './guess.ts';
export { join } from './join.ts';
export { DELETED, isService, kindOf, MERGED_INTO, mergeTarget } from './kind.ts';
export { normalise } from './normalise.ts';
export { type Origin, observationJson } from './rank.ts';
