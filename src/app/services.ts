import {
  createInventory,
  type Inventory,
  type Onboarding,
  type Registry,
} from '../inventory/index.ts';
import { type OnboardingSurroundings, openOnboarding } from './onboarding.ts';
import { openRegistry } from './registry.ts';

/** The inventory, the registry of services and what brings them to the edge, which tell each other. */
export interface Services {
  readonly inventory: Inventory;
  readonly registry: Registry;
  /** Null while edge onboarding is off. */
  readonly onboarding: Onboarding | null;
}

/** Opens them by the settings. Throws what {@link openOnboarding} throws. */
export async function openServices(surroundings: OnboardingSurroundings): Promise<Services> {
  const { log } = surroundings;
  const onboarding = await openOnboarding({
    ...surroundings,
    log: log.child({ part: 'onboarding' }),
    onAllowListChange: (pollerId) => registry.forget(pollerId),
  });
  const registry = openRegistry({
    ...surroundings,
    onboarding,
    log: log.child({ part: 'registry' }),
  });
  const { settings, database, owner, clock } = surroundings;
  const sharedMacs = new Set(settings.inventory.sharedMacs);
  const inventory = createInventory({ database, owner, clock, sharedMacs });
  return { inventory, registry, onboarding };
}
