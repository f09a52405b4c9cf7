import type { Clock } from '../../core/index.ts';
import type { Database } from '../connection/index.ts';
import type { Retentions } from './retentions.ts';
import { readRetentions } from './stored.ts';

/** So much later than another process changes a retention it holds here too, at the latest. */
const MAX_AGE_MS = 10_000;

/** Retentions for whoever needs them often. */
export interface RetentionCache {
  /** As they were at most so long ago; ten seconds unless told otherwise. */
  current(maxAgeMs?: number): Promise<Retentions>;
  /** As they are now. */
  refresh(): Promise<Retentions>;
}

/** Makes a cache; nothing is read yet. */
export function createRetentionCache(database: Database, clock: Clock): RetentionCache {
  let known: { readonly retentions: Retentions; readonly readAtMs: number } | undefined;
  const refresh = async () => {
    const readAtMs = clock.elapsedMs();
    const retentions = await readRetentions(database);
    known = { retentions, readAtMs };
    return retentions;
  };
  return {
    refresh,
    async current(maxAgeMs = MAX_AGE_MS) {
      if (known === undefined || clock.elapsedMs() - known.readAtMs > maxAgeMs) return refresh();
      return known.retentions;
    },
  };
}
