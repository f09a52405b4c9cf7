export {
  type Claimed,
  type HeldClaim,
  type Known,
  type MovedClaim,
  moveClaims,
  readClaimants,
  readKnown,
  renewClaims,
  storeClaims,
} from './claims.ts';
export { readStates, removeDevices, STATES_AT_ONCE, storeStates } from './devices.ts';
export { type IdRow, readIds, readOwnedIds, storeIds } from './ids.ts';
export { type Related, readRelated } from './related.ts';
export {
  type ReportKey,
  type ReportRow,
  readReports,
  readReportsOf,
  readReportsWith,
  storeReports,
} from './reports.ts';
export { readSeparations } from './separations.ts';
