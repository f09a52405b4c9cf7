import type { OtlpSignal, WriteBatch, WriteOutcome } from '../../../src/ingest/index.ts';
import { decode, SIGNALS } from '../../../src/ingest/index.ts';
import type { FuzzTarget, Told } from '../receiver.ts';

/** What a writer was handed for one request, by which the answer is judged. */
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
    const count = (lists: readonly { readonly length: number }[]) =>
      lists.reduce((sum, { length }) => sum + length, 0);
    handed = {
      rows: count(Object.values(batch.rows)),
      brought: batch.deadLetters?.length ?? 0,
      refused: count(Object.values(outcome).map(({ refused }) => refused)),
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

/** The records of a request of which so many were told to be refused. */
export function toldOf(
  rejected: number,
  handed: Handed | undefined,
): Pick<Told, 'records' | 'letterless'> {
  const { rows, brought, refused } = handed ?? { rows: 0, brought: 0, refused: 0 };
  const records = rows + rejected - refused;
  return { records, letterless: records - rows - brought };
}

/** How many records an answer in protobuf tells to be refused. */
export function rejectedIn(signal: OtlpSignal, answer: Uint8Array): number {
  const { answer: type, rejected } = SIGNALS[signal];
  return Number(decode(type, answer).partialSuccess?.[rejected] ?? 0n);
}
