export type { ComponentReport } from './activate.ts';
export type { CacheCounters } from './activation-cache.ts';
export type { PackageArchive } from './archive/index.ts';
export type { ConfigStore } from './config-store.ts';
export {
  type CreateDefaults,
  type CreatedPackage,
  type CreateRequest,
  type MetadataDefault,
  readType as readComponentType,
} from './create/index.ts';
export type { DeliveredPackage } from './deliver.ts';
export { expirePackages } from './expire.ts';
export type { PackageFilter } from './list.ts';
export { createOnboarding, type Onboarding, type OnboardingDefaults } from './onboarding.ts';
export {
  type ComponentType,
  MOVES as PACKAGE_MOVES,
  type OnboardingPackage,
  PACKAGE_STATUSES,
  type PackageEvent,
  type PackageStatus,
  type Requester,
} from './package.ts';
export type { OnboardedService, OnboardingParts, OnboardingRegistry } from './parts.ts';
export { onboardedServices } from './registration.ts';
export { type RotationReport, rotateKeys } from './rotate.ts';
export {
  createKeyRing,
  decodeToken,
  encodeToken,
  type KeyRing,
  readKeyRing,
  type TokenParts,
} from './secrets/index.ts';
export { type IssuedTrust, localTrust, type TrustIssuer, type TrustRequest } from './trust.ts';
export { ONBOARDING_USES } from './uses.ts';
