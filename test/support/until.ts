import { delay } from '../../src/core/index.ts';

const POLL_MS = 10;

/**
 * Waits until `condition` answers something other than false, null or undefined, and returns that.
 * Throws after `deadlineMs`, naming `what` and the last fault. The one way in which tests wait.
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  deadlineMs = 60_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const end = performance.now() + deadlineMs;
  let fault: unknown;
  for (;;) {
    try {
      fault = undefined;
      const value = await condition();
      if (value !== false && value !== null && value !== undefined) {
        return value as NonNullable<Exclude<T, false>>;
      }
    } catch (thrown) {
      fault = thrown;
    }
    if (performance.now() > end) {
      throw new Error(`waited ${deadlineMs} ms in vain: ${what}`, { cause: fault });
    }
    await delay(POLL_MS);
  }
}
