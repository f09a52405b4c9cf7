import type { Database } from '../../src/database/index.ts';
import { createRegistry, type Registry, type RegistryParts } from '../../src/inventory/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { manualClock } from './clock.ts';

/** A registry in which everything is as it is by default, unless told otherwise. */
export function registryOver(database: Database, parts: Partial<RegistryParts> = {}): Registry {
  return createRegistry({
    database,
    owner: database,
    clock: manualClock(),
    log: silentLogger,
    implicit: true,
    knownCacheMs: 300_000,
    silentAfterMs: 600_000,
    ...parts,
  });
}
