/** Running totals of the time of one core, in any unit. */
export interface CoreTimes {
  readonly core: number;
  readonly idle: number;
  readonly total: number;
}

/**
 * Busy share in percent since the totals before; null when no time passed, or when a total went
 * back because the core was switched off and on.
 */
export function busyPercent(before: CoreTimes | undefined, after: CoreTimes): number | null {
  if (before === undefined) return null;
  const total = after.total - before.total;
  if (!(total > 0)) return null;
  // The kernel may correct the idle time of a core a little downwards.
  const idle = Math.min(total, Math.max(0, after.idle - before.idle));
  return ((total - idle) / total) * 100;
}

/** Remembers the totals of the last call, and answers the busy share per core since then. */
export function createCoreUsage(): (
  times: readonly CoreTimes[],
) => ReadonlyMap<number, number | null> {
  let last = new Map<number, CoreTimes>();
  return (times) => {
    const before = last;
    last = new Map(times.map((one) => [one.core, one]));
    return new Map(times.map((one) => [one.core, busyPercent(before.get(one.core), one)]));
  };
}
