import type { Settings } from '../config/index.ts';
import type { Clock } from '../core/index.ts';
import type { Database } from '../database/index.ts';
import {
  createOnboarding,
  type KeyRing,
  localTrust,
  type Onboarding,
  type OnboardingParts,
  onboardedServices,
  readKeyRing,
} from '../inventory/index.ts';
import type { Logger } from '../observe/index.ts';

export interface OnboardingSurroundings {
  readonly settings: Settings;
  /** By the role that stores rows. */
  readonly database: Database;
  /** By the role that owns the schema. */
  readonly owner: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Who issues trust; without one, radarstore itself. */
  readonly trust?: OnboardingParts['trust'];
  /** From where components read their configuration; without one, from their packages alone. */
  readonly configStore?: OnboardingParts['configStore'];
  /** Told of a poller that may report from now on, or no longer. */
  readonly onAllowListChange?: OnboardingParts['onAllowListChange'];
}

/** The keys of edge onboarding; null where it has none. Throws CONFIG_INVALID and CONFIG_FILE_UNREADABLE. */
export function readOnboardingKeys({ onboarding }: Settings): Promise<KeyRing | null> {
  return readKeyRing({ keys: onboarding.encryptionKeys, file: onboarding.encryptionKeyFile });
}

/**
 * Edge onboarding by the settings; null where it has no key and so is off. Throws CONFIG_INVALID for a
 * wrong key, and CONFIG_FILE_UNREADABLE.
 */
export async function openOnboarding(
  surroundings: OnboardingSurroundings,
): Promise<Onboarding | null> {
  const { settings, database, owner, clock, log } = surroundings;
  const { onboarding } = settings;
  const keys = await readOnboardingKeys(settings);
  if (keys === null) return null;
  return createOnboarding({
    database,
    owner,
    clock,
    log,
    keys,
    defaults: onboarding,
    apiUrl: onboarding.apiUrl,
    activationCacheMs: onboarding.activationCacheMs,
    trust: surroundings.trust ?? localTrust(onboarding.trustBundleFile),
    registry: onboardedServices(database),
    configStore: surroundings.configStore ?? null,
    onAllowListChange: surroundings.onAllowListChange,
  });
}
