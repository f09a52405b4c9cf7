const MS_PER_UNIT = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Longest wait that Node's timers can do, about 24 days; they take more for one millisecond. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Reads a duration such as `250ms`, `1.5s`, `5m`, `6h`, `3d`; a bare number is seconds. Answers
 * whole milliseconds, or undefined for anything else.
 */
export function parseDurationMs(text: string): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim());
  if (parts === null) return undefined;
  const unit = (parts[2] ?? 's') as keyof typeof MS_PER_UNIT;
  const ms = Math.round(Number(parts[1]) * MS_PER_UNIT[unit]);
  return Number.isSafeInteger(ms) ? ms : undefined;
}

/** A duration as a person says it: the largest unit that leaves a whole number. */
export function formatDurationMs(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    if (ms >= MS_PER_UNIT[unit] && ms % MS_PER_UNIT[unit] === 0)
      return `${ms / MS_PER_UNIT[unit]}${unit}`;
  }
  return `${ms}ms`;
}

/**
 * Waits `ms` milliseconds, at most about 24 days; returns at once, without an error, when `signal`
 * is aborted.
 */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.min(ms, LONGEST_TIMER_MS));
    signal?.addEventListener('abort', finish, { once: true });
  });
}
