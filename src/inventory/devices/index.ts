export { type Annotation, annotateDevice } from './annotate.ts';
export { type AuditEntry, recordAudit, STORE_ACTOR } from './audit.ts';
export { type DeletedDevice, deletionOf } from './deletion.ts';
export { identitiesOf } from './holders.ts';
export {
  createInventory,
  ensureAppended,
  type Inventory,
  type InventoryParts,
} from './inventory.ts';
export { holdDevices } from './locks.ts';
export { foldObservations, observationRow } from './observe.ts';
export { type PruneOptions, pruneDevices } from './prune.ts';
export type { RejoinRequest, Separated, SeparationRequest } from './separate.ts';
