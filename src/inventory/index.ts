export { confidenceOf } from './confidence.ts';
export { type DeviceState, fold, hiddenBy } from './fold.ts';
export { normalise } from './normalise.ts';
export { foldObservations, observationRow } from './observe.ts';
export { INVENTORY_USES } from './uses.ts';
