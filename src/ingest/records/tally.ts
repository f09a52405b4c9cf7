import type { DatasetOutcome } from '../writer/index.ts';

/** A record that did not become a row. */
export interface Rejection {
  /** Position in the request, from 0; blank lines do not count. */
  readonly index: number;
  readonly field: string | null;
  /** Why, as a code. */
  readonly code: string;
  readonly message: string;
}

/** What became of the records of a request, told after the commit. */
export interface IngestOutcome {
  /** Records that came. */
  readonly records: number;
  /** Rows that are new. */
  readonly accepted: number;
  /** Rows that were there already. */
  readonly duplicates: number;
  /** Rows that met another one with their key and other content. */
  readonly conflicts: number;
  /** The first of those that were refused, at most {@link MOST_REJECTIONS}. */
  readonly rejected: readonly Rejection[];
  readonly rejectedCount: number;
}

/** Rejections that an answer lists. */
export const MOST_REJECTIONS = 1_000;

export interface Tally {
  add(outcome: DatasetOutcome, indexOf: (row: number) => number): void;
  reject(rejection: Rejection): void;
  /** Rows that are safe. */
  readonly kept: number;
  outcome(records: number): IngestOutcome;
}

export function createTally(): Tally {
  const total = { accepted: 0, duplicates: 0, conflicts: 0, rejectedCount: 0 };
  const rejected: Rejection[] = [];
  const reject = (rejection: Rejection) => {
    total.rejectedCount += 1;
    // Batches end in any order, and the first records are those to be listed.
    if (rejected.length < 2 * MOST_REJECTIONS) rejected.push(rejection);
    if (rejected.length === 2 * MOST_REJECTIONS) shorten(rejected);
  };
  return {
    add({ stored, duplicate, conflict, refused }, indexOf) {
      total.accepted += stored;
      total.duplicates += duplicate;
      total.conflicts += conflict;
      for (const { index, field, reason, message } of refused) {
        reject({ index: indexOf(index), field, code: reason, message });
      }
    },
    reject,
    get kept() {
      return total.accepted + total.duplicates + total.conflicts;
    },
    outcome(records) {
      shorten(rejected);
      return { ...total, records, rejected: [...rejected] };
    },
  };
}

function shorten(rejected: Rejection[]): void {
  rejected.sort((a, b) => a.index - b.index);
  rejected.splice(MOST_REJECTIONS);
}
