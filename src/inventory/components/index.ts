export {
  type Absence,
  absentObservation,
  type Component,
  type ComponentKey,
  componentDeviceId,
  presentObservation,
} from './component.ts';
export {
  type HeldComponents,
  holdComponents,
  observeComponents,
  readComponents,
} from './observe.ts';
