import type { Clock } from '../../core/index.ts';
import { type Database, sql } from '../../database/index.ts';

/** Remembers which pollers are known (SR-19). */
export interface KnownPollers {
  /** Whether a poller is pending or active. */
  isKnown(pollerId: string): Promise<boolean>;
  /** Its status may have become another one. */
  forget(pollerId: string): void;
}

/** Pollers are a few thousand; ids that somebody makes up have no end. */
const MOST_ENTRIES = 10_000;

/** Asks the database for each poller at most once in `ttlMs`. */
export function createKnownPollers(database: Database, clock: Clock, ttlMs: number): KnownPollers {
  const entries = new Map<string, { readonly known: boolean; readonly at: number }>();
  /** Grows when something is forgotten, so that an answer that was under way is not remembered. */
  let changes = 0;
  const remember = (pollerId: string, known: boolean) => {
    entries.delete(pollerId);
    const [oldest] = entries.size < MOST_ENTRIES ? [] : entries.keys();
    if (oldest !== undefined) entries.delete(oldest);
    entries.set(pollerId, { known, at: clock.elapsedMs() });
  };
  return {
    async isKnown(pollerId) {
      const entry = entries.get(pollerId);
      if (entry !== undefined && clock.elapsedMs() - entry.at < ttlMs) return entry.known;
      const asked = changes;
      const rows = await database.query(
        'registry.known_poller',
        sql`select from ${database.relation('pollers')}
             where poller_id = ${pollerId} and status in ('pending', 'active')`,
      );
      const known = rows.length > 0;
      if (asked === changes) remember(pollerId, known);
      return known;
    },
    forget(pollerId) {
      changes++;
      entries.delete(pollerId);
    },
  };
}
