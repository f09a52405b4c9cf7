import type { Settings } from '../config/index.ts';
import type { Clock } from '../core/index.ts';
import type { Database } from '../database/index.ts';
import { createRegistry, type Onboarding, type Registry } from '../inventory/index.ts';
import type { Logger } from '../observe/index.ts';

export interface RegistrySurroundings {
  readonly settings: Settings;
  /** By the role that stores rows. */
  readonly database: Database;
  /** By the role that owns the schema. */
  readonly owner: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told of reports, which activate packages (EO-18); null: onboarding is off. */
  readonly onboarding: Onboarding | null;
}

/** The registry of pollers, agents and checkers by the settings. */
export function openRegistry(surroundings: RegistrySurroundings): Registry {
  const { settings, database, owner, clock, log, onboarding } = surroundings;
  const { implicit, knownCacheMs, silentAfterMs } = settings.registry;
  return createRegistry({
    database,
    owner,
    clock,
    log,
    implicit,
    knownCacheMs,
    silentAfterMs,
    onReport: async ({ type, id, pollerId, sourceIp, spiffeId, lastAt }) => {
      if (type === 'checker') return;
      await onboarding?.activate({ type, id, pollerId, sourceIp, spiffeId, seenAt: lastAt });
    },
  });
}
