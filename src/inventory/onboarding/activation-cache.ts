import type { Clock } from '../../core/index.ts';

/** How often something was asked for and found (EO-19). */
export interface CacheCounters {
  readonly size: number;
  readonly lookups: number;
  /** Found, and there is something. */
  readonly hits: number;
  /** Found, and there is nothing. */
  readonly negativeHits: number;
  readonly misses: number;
  /** Entries that were too old when somebody asked for them. */
  readonly staleEvicted: number;
}

/** What is known of a key: a value, or that there is none (null). */
export interface ActivationCache<Value> {
  /** Undefined where nothing is known any longer. */
  get(key: string): Value | null | undefined;
  set(key: string, value: Value | null): void;
  delete(key: string): void;
  clear(): void;
  counters(): CacheCounters;
}

/** Components that report are a few thousand; ids that somebody makes up have no end. */
const MOST_ENTRIES = 10_000;

/** A cache that forgets after `ttlMs`, and the oldest entry first when it is full. */
export function createActivationCache<Value>(clock: Clock, ttlMs: number): ActivationCache<Value> {
  const entries = new Map<string, { readonly value: Value | null; readonly at: number }>();
  const count = { lookups: 0, hits: 0, negativeHits: 0, misses: 0, staleEvicted: 0 };
  const fresh = (key: string) => {
    const entry = entries.get(key);
    if (entry === undefined || clock.elapsedMs() - entry.at < ttlMs) return entry;
    entries.delete(key);
    count.staleEvicted++;
    return undefined;
  };
  return {
    get(key) {
      count.lookups++;
      const entry = fresh(key);
      if (entry === undefined) count.misses++;
      else if (entry.value === null) count.negativeHits++;
      else count.hits++;
      return entry?.value;
    },
    set(key, value) {
      entries.delete(key);
      const [oldest] = entries.size < MOST_ENTRIES ? [] : entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
      entries.set(key, { value, at: clock.elapsedMs() });
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
    counters: () => ({ size: entries.size, ...count }),
  };
}
