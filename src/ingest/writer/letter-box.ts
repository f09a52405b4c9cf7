import { messageOf } from '../../core/index.ts';
import type { Database } from '../../database/index.ts';
import type { Logger, Metrics } from '../../observe/index.ts';
import { trimDeadLetters } from '../dead-letters/index.ts';

/** Letters and bytes after which the bounds are looked at again. */
const LETTERS = 1_000;
const BYTES = 16 * 1_048_576;

/** Counts dead letters, and keeps their table within its bounds. */
export interface LetterBox {
  /** So many letters were stored. */
  kept(letters: number, bytes: number): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/** Looks at the bounds with the first letter, and then every so many. */
export function createLetterBox(parts: {
  readonly database: Database;
  readonly metrics: Metrics;
  readonly log: Logger;
}): LetterBox {
  const { database, metrics, log } = parts;
  let since = { letters: LETTERS, bytes: 0 };
  let trimming: Promise<void> | undefined;
  const trim = async () => {
    try {
      const dropped = await trimDeadLetters(database);
      metrics.deadLetters.inc({ outcome: 'dropped' }, dropped);
      if (dropped > 0) log.warn({ dropped }, 'the oldest dead letters were dropped');
    } catch (fault) {
      log.warn({ fault: messageOf(fault) }, 'dead letters could not be kept within their bounds');
    }
    trimming = undefined;
  };
  return {
    kept(letters, bytes) {
      if (letters === 0) return;
      metrics.deadLetters.inc({ outcome: 'kept' }, letters);
      since = { letters: since.letters + letters, bytes: since.bytes + bytes };
      if (trimming !== undefined || (since.letters < LETTERS && since.bytes < BYTES)) return;
      since = { letters: 0, bytes: 0 };
      trimming = trim();
    },
    stop: async () => trimming,
  };
}
