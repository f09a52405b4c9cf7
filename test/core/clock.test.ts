import { expect, test } from 'vitest';
import { systemClock } from '../../src/core/index.ts';

test('the clock of the system tells whole microseconds of today, and time that only grows', () => {
  const before = Date.now() * 1_000;
  const now = systemClock.now();
  expect(Number.isSafeInteger(now)).toBe(true);
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now() * 1_000);
  const first = systemClock.elapsedMs();
  expect(systemClock.elapsedMs()).toBeGreaterThanOrEqual(first);
});
