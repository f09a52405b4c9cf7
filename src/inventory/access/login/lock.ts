import { type Instant, MICROS_PER_SECOND } from '../../../core/index.ts';

/** Wrong passwords that do not lock yet. */
const FREE_ATTEMPTS = 4;
const FIRST_LOCK_SECONDS = 30;
const LONGEST_LOCK_SECONDS = 3_600;

/** Until when an account is locked after so many wrong passwords in a row; null: it is not. */
export function lockedUntil(failedAttempts: number, now: Instant): Instant | null {
  const locks = failedAttempts - FREE_ATTEMPTS;
  if (locks <= 0) return null;
  const seconds = Math.min(FIRST_LOCK_SECONDS * 2 ** Math.min(locks - 1, 20), LONGEST_LOCK_SECONDS);
  return now + seconds * MICROS_PER_SECOND;
}
