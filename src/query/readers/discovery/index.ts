export {
  CAPABILITIES_USE,
  type CapabilityRow,
  type CheckRow,
  type Collector,
  capabilitiesOf,
  collectorOf,
  readChecks,
} from './capabilities.ts';
export {
  INTERFACES_USE,
  type InterfaceFilter,
  type OwnedInterface,
  readInterfaceHistory,
  readInterfaces,
  searchInterfaces,
} from './interfaces.ts';
export {
  type Matrix,
  type MatrixCount,
  type MatrixDevice,
  type MatrixFilter,
  readMatrix,
} from './matrix.ts';
export { type Device, idsOf, joinOwner, locateDevice, ownerId, ownerPartition } from './owner.ts';
export { type Listing, type PageOf, type Paging, type Place, pageOf, readPlace } from './page.ts';
export {
  type LatestHost,
  listSweepHosts,
  readSweepHistory,
  SWEEPS_USE,
  type SweepFilter,
  type SweepHistoryFilter,
  type SweptHost,
} from './sweeps.ts';
