import type { WriteBatch, WriteOutcome } from '../../src/ingest/index.ts';
import { isTold } from './ledger.ts';
import type { FuzzTarget } from './receiver.ts';

/** What a writer was handed by which answers are judged. */
export interface Handed {
  readonly rows: number;
  /** Dead letters that came with them. */
  readonly brought: number;
  readonly refused: number;
}

export interface Watch {
  readonly write: FuzzTarget['write'];
  /** What was handed over since the last question; undefined where nothing was. */
  take(): Handed | undefined;
  /** Resolves when nothing is being written. */
  settled(): Promise<void>;
}

/** Stands before a writer and notes what it is handed. */
export function watching(target: FuzzTarget): Watch {
  let handed: Handed | undefined;
  const pending = new Set<Promise<unknown>>();
  const write = async (batch: WriteBatch): Promise<WriteOutcome> => {
    const outcome = await target.write(batch);
    const count = <T>(lists: { readonly [dataset: string]: T }, lengthOf: (list: T) => number) =>
      Object.entries(lists).reduce(
        (sum, [name, list]) => (isTold(name, batch) ? sum : sum + lengthOf(list)),
        0,
      );
    const before = handed ?? { rows: 0, brought: 0, refused: 0 };
    handed = {
      rows: before.rows + count(batch.rows, (list) => list?.length ?? 0),
      brought: before.brought + (batch.deadLetters?.length ?? 0),
      refused: before.refused + count(outcome, (one) => one?.refused.length ?? 0),
    };
    return outcome;
  };
  return {
    write(batch) {
      const writing = write(batch);
      pending.add(writing);
      const end = () => void pending.delete(writing);
      writing.then(end, end);
      return writing;
    },
    take() {
      const before = handed;
      handed = undefined;
      return before;
    },
    settled: async () => void (await Promise.allSettled(pending)),
  };
}
