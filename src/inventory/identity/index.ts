export {
  type Assigned,
  assign,
  compareOwners,
  compareWeak,
  type IdOwner,
  keyOf,
  MOST_CLAIMANTS,
  type Report,
  reportOf,
  type Surroundings,
} from './assign.ts';
export {
  type Claim,
  claimText,
  compareKinds,
  ID_KIND,
  macsOf,
  NONE_SHARED,
  readClaim,
  type SharedMacs,
  type Told,
  toldBy,
} from './claim.ts';
export {
  type Claimant,
  type Cluster,
  clustersOf,
  compareText,
  isWeak,
  type Separation,
} from './clusters.ts';
export { type ModelledDevice, modelInventory, sharedOf } from './model.ts';
export { readSynthetic, type Synthetic, syntheticId } from './synthetic.ts';
export { type ToldClaim, type ToldReport, toldReports } from './told.ts';
