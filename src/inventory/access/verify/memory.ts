import type { Clock } from '../../../core/index.ts';
import { classifyFault } from '../../../database/index.ts';

/** Remembers what was looked up, so that not every request asks the database. */
export interface Memory<Value> {
  get(key: string): Promise<Value>;
  clear(): void;
}

/** Keys of which nothing is known are remembered apart: guesses must not push out what is. */
const MOST_ABSENT = 1_000;

export interface MemoryOptions<Value> {
  readonly clock: Clock;
  /** So long a value counts. */
  readonly freshMs: number;
  /** So long it counts that there is nothing; as long as a value unless given. */
  readonly absentMs?: number;
  /** So long a value counts while the database is away. */
  readonly staleMs: number;
  readonly most: number;
  load(key: string): Promise<Value>;
}

interface Entry<Value> {
  readonly value: Value;
  readonly atMs: number;
}

/** Requests that need the same value at one time share one look. */
export function createMemory<Value>(options: MemoryOptions<Value>): Memory<Value> {
  const { clock, freshMs, absentMs = freshMs, staleMs, most, load } = options;
  const present = new Map<string, Entry<Value>>();
  const absent = new Map<string, Entry<Value>>();
  const loading = new Map<string, Promise<Value>>();
  let generation = 0;

  const remember = (key: string, value: Value) => {
    present.delete(key);
    absent.delete(key);
    const [entries, bound] = value === null ? [absent, MOST_ABSENT] : [present, most];
    entries.set(key, { value, atMs: clock.elapsedMs() });
    const [oldest] = entries.size > bound ? entries.keys() : [];
    if (oldest !== undefined) entries.delete(oldest);
  };
  const lifetimeOf = ({ value }: Entry<Value>) => (value === null ? absentMs : freshMs);
  const known = (key: string) => present.get(key) ?? absent.get(key);
  const look = async (key: string): Promise<Value> => {
    const begun = generation;
    try {
      const value = await load(key);
      // What was read before a change may be of before it.
      if (begun === generation) remember(key, value);
      return value;
    } catch (fault) {
      const old = known(key);
      const usable = old !== undefined && clock.elapsedMs() - old.atMs < staleMs;
      if (usable && classifyFault(fault) === 'connection') return old.value;
      throw fault;
    }
  };
  return {
    get(key) {
      const entry = known(key);
      if (entry !== undefined && clock.elapsedMs() - entry.atMs < lifetimeOf(entry)) {
        return Promise.resolve(entry.value);
      }
      const begun = loading.get(key);
      if (begun !== undefined) return begun;
      const looking = look(key).finally(() => {
        if (loading.get(key) === looking) loading.delete(key);
      });
      loading.set(key, looking);
      return looking;
    },
    clear() {
      generation += 1;
      present.clear();
      absent.clear();
      loading.clear();
    },
  };
}
