import { RadarError } from '../../../core/index.ts';

/** Attempts that may wait for one account; a person makes one at a time. */
const MOST_WAITING = 5;

/** Lets one attempt at a time check the password of an account. */
export interface Turns {
  /** Throws TOO_MANY_ATTEMPTS where too many wait for the same account. */
  take<T>(account: string, work: () => Promise<T>): Promise<T>;
}

/**
 * Many attempts at once would all be checked before the first of them counted. Accounts that do not
 * exist have their turns too, so that nothing tells them from others.
 */
export function createTurns(): Turns {
  const last = new Map<string, { readonly waiting: number; readonly end: Promise<unknown> }>();
  return {
    async take(account, work) {
      const before = last.get(account);
      const waiting = (before?.waiting ?? 0) + 1;
      if (waiting > MOST_WAITING) {
        throw new RadarError('TOO_MANY_ATTEMPTS', 'Too many log-ins of one user at a time.', {
          hint: 'Try again in a few seconds.',
        });
      }
      const result = (before?.end ?? Promise.resolve()).then(work);
      const end = result.then(
        () => {},
        () => {},
      );
      last.set(account, { waiting, end });
      try {
        return await result;
      } finally {
        const now = last.get(account);
        if (now?.end === end) last.delete(account);
        else if (now !== undefined) last.set(account, { ...now, waiting: now.waiting - 1 });
      }
    },
  };
}
