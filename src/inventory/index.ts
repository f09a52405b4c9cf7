export { confidenceOf } from './confidence.ts';
export { type DeviceState, fold } from './fold.ts';
export { foldObservations, normalise, observationRow } from './observe.ts';
