import { delay, RadarError } from '../../../core/index.ts';

/** Given as the reason, since an error with its stack would be made for every commit else. */
const OVER = 'over';

/**
 * Waits for a commit, but not for ever: a database that is away is waited for by the writer, and the
 * sender is told to come again. Throws DATABASE_UNREACHABLE.
 */
export async function committed<T>(stored: Promise<T>, ms: number): Promise<T> {
  const over = new AbortController();
  const late = delay(ms, over.signal).then(() => undefined);
  try {
    const first = await Promise.race([stored.then((value) => ({ value })), late]);
    if (first !== undefined) return first.value;
  } finally {
    over.abort(OVER);
  }
  stored.catch(() => {});
  throw new RadarError(
    'DATABASE_UNREACHABLE',
    `The database has not stored the rows within ${Math.round(ms / 1_000)} s; they wait for it.`,
    { hint: 'Send them again: those that are there by then stay as they are.' },
  );
}
