import { type Clock, type Instant, MICROS_PER_SECOND, messageOf } from '../../../core/index.ts';
import type { Logger } from '../../../observe/index.ts';

/** Something that takes long to find out, remembered. */
export interface Snapshot<T> {
  /** What was found out last, and when; waits only the first time. */
  read(): Promise<{ readonly value: T; readonly at: Instant }>;
  /** Waits for what is under way. */
  settle(): Promise<void>;
}

/** It is found out anew after so long, or so many times as long as it took. */
const FRESH_MICROS = 10 * MICROS_PER_SECOND;
const REUSE = 20;

/** Finds something out when it is asked for and too old, beside the answer. */
export function createSnapshot<T>(
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
  what: string,
  find: (now: Instant) => Promise<T>,
): Snapshot<T> {
  let last: { readonly value: T; readonly at: Instant; readonly until: Instant } | undefined;
  let running: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    running ??= (async () => {
      const at = clock.now();
      const value = await find(at);
      const took = clock.now() - at;
      last = { value, at, until: at + took + Math.max(FRESH_MICROS, REUSE * took) };
    })().finally(() => {
      running = undefined;
    });
    return running;
  };
  const refresh = () =>
    begin().catch((fault) => log.warn({ fault: messageOf(fault) }, `${what} cannot be counted`));
  return {
    async read() {
      if (last === undefined) await begin();
      else if (clock.now() >= last.until) void refresh();
      if (last === undefined) throw new Error(`${what} were not counted`);
      return last;
    },
    settle: async () => void (await running?.catch(() => {})),
  };
}
