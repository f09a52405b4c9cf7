import { activatePackage, type ComponentReport, cacheKey, type KnownPackage } from './activate.ts';
import {
  type ActivationCache,
  type CacheCounters,
  createActivationCache,
} from './activation-cache.ts';
import { type PackageArchive, packArchive } from './archive/index.ts';
import {
  type CreatedPackage,
  type CreateRequest,
  createPackage,
  defaultsOf,
  type PackageMetadata,
} from './create/index.ts';
import { type DeleteRequest, deletePackage } from './delete.ts';
import { type DeliveredPackage, type DeliverRequest, deliverPackage } from './deliver.ts';
import {
  allowedPollers,
  getPackage,
  listEvents,
  listPackages,
  type PackageFilter,
} from './list.ts';
import {
  COMPONENT_TYPES,
  LIVE_STATUSES,
  type OnboardingPackage,
  type PackageEvent,
  type Requester,
} from './package.ts';
import type { OnboardingParts } from './parts.ts';
import { type RevokeRequest, revokePackage } from './revoke.ts';
import { type RotationReport, rotateKeys } from './rotate.ts';

/** What new packages have without being asked. */
export interface OnboardingDefaults {
  readonly selectors: readonly string[];
  readonly metadata: { readonly [type: string]: PackageMetadata };
}

/** Packages that bring pollers, agents and checkers to the edge; facts: inventory §5. */
export interface Onboarding {
  create(request: CreateRequest, by: Requester): Promise<CreatedPackage>;
  /** Hands a package out once, as data. */
  deliver(request: DeliverRequest): Promise<DeliveredPackage>;
  /** Hands a package out once, as a file. */
  deliverArchive(
    request: DeliverRequest,
  ): Promise<{ readonly package: OnboardingPackage; readonly archive: PackageArchive }>;
  /** Notes that a component reported; answers whether that was news (EO-18). */
  activate(report: ComponentReport): Promise<boolean>;
  revoke(request: RevokeRequest): Promise<OnboardingPackage>;
  delete(request: DeleteRequest): Promise<void>;
  get(packageId: string): Promise<OnboardingPackage>;
  list(filter: PackageFilter): Promise<OnboardingPackage[]>;
  events(packageId: string, limit: number): Promise<PackageEvent[]>;
  /** Pollers that may report because they have a package (EO-28). */
  allowedPollers(): Promise<string[]>;
  rotateKeys(): Promise<RotationReport>;
  defaults(): OnboardingDefaults;
  /** How well the memory of activations serves (EO-19). */
  activationCounters(): CacheCounters;
}

/** Puts onboarding together. It holds no connection of its own. */
export function createOnboarding(parts: OnboardingParts): Onboarding {
  const { database, clock, keys, activationCacheMs } = parts;
  const cache = createActivationCache<KnownPackage>(clock, activationCacheMs);
  return {
    async create(request, by) {
      const created = await createPackage(parts, request, by);
      forget(cache, created.package);
      return created;
    },
    deliver: (request) => deliverPackage(parts, request, async (delivered) => delivered),
    deliverArchive: (request) =>
      deliverPackage(parts, request, async (delivered) => ({
        package: delivered.package,
        archive: await packArchive(delivered, clock.now()),
      })),
    activate: (report) => activatePackage(parts, cache, report),
    async revoke(request) {
      const revoked = await revokePackage(parts, request);
      forget(cache, revoked);
      return revoked;
    },
    async delete(request) {
      await deletePackage(parts, request);
      forget(cache, await getPackage(database, request.packageId, clock.now()));
    },
    get: (packageId) => getPackage(database, packageId, clock.now()),
    list: (filter) => listPackages(database, filter, clock.now()),
    events: (packageId, limit) => listEvents(database, packageId, { limit, now: clock.now() }),
    allowedPollers: () => allowedPollers(database, LIVE_STATUSES, clock.now()),
    rotateKeys: () => rotateKeys(database, keys),
    defaults: () => defaultsIn(parts),
    activationCounters: () => cache.counters(),
  };
}

/** What was remembered of the component of a package holds no longer. */
function forget(cache: ActivationCache<KnownPackage>, told: OnboardingPackage): void {
  for (const id of new Set([told.component_id, told.poller_id])) {
    if (id !== null) cache.delete(cacheKey(told.component_type, id));
  }
}

function defaultsIn({ defaults }: OnboardingParts): OnboardingDefaults {
  const metadata = COMPONENT_TYPES.map(
    (type) => [type, defaultsOf(defaults.metadata, type)] as const,
  );
  return {
    selectors: defaults.selectors,
    metadata: Object.fromEntries(metadata.filter(([, values]) => Object.keys(values).length > 0)),
  };
}
