import type { DatasetName, NewRow } from '../../catalogue/index.ts';
import { delay, type Instant, RadarError, toRadarError } from '../../core/index.ts';
import type { DatasetOutcome, DeadLetter, Origin } from '../writer/index.ts';
import { type ByteBudget, memoryFault } from './budget.ts';
import { RecordFault } from './fault.ts';
import type { TimeUnit } from './instant.ts';
import type { RecordReader } from './record.ts';
import { createRun, type Run } from './run.ts';
import { createSplitter, type Piece, type RecordFormat } from './split.ts';
import type { IngestOutcome } from './tally.ts';

/** Rows of one dataset on their way into one transaction. */
export interface RecordBatch {
  readonly dataset: DatasetName;
  readonly rows: readonly NewRow<DatasetName>[];
  readonly origin: Origin;
  readonly deadLetters: readonly DeadLetter[];
}

export interface ReceiveOptions {
  readonly dataset: DatasetName;
  readonly format: RecordFormat;
  /** Media type of one record, for its dead letter. */
  readonly contentType: string;
  readonly timeUnit?: TimeUnit | undefined;
  /** Reads records that are written in another way than rows; `shape` tells a replay which. */
  readonly read?: { readonly shape: string; readonly reader: RecordReader };
  readonly receivedAt: Instant;
  readonly budget: ByteBudget;
  readonly limits?: Partial<ReceiveLimits>;
  /** Resolves after the commit; rejects with QUEUE_FULL when nothing of the batch was taken. */
  store(batch: RecordBatch): Promise<DatasetOutcome>;
}

/** Sizes in bytes, times in milliseconds. */
export interface ReceiveLimits {
  readonly longestRecord: number;
  readonly batchRows: number;
  readonly batchBytes: number;
  /** After so long without another byte the rows that came are stored. */
  readonly lingerMs: number;
  /** So long a request of which rows were taken waits for room in the queue. */
  readonly patienceMs: number;
}

const LIMITS: ReceiveLimits = {
  longestRecord: 64 * 1_024 * 1_024,
  batchRows: 5_000,
  batchBytes: 4 * 1_024 * 1_024,
  lingerMs: 1_000,
  patienceMs: 30_000,
};

/**
 * Reads records of any number from a stream of bytes and stores them batch by batch; the stream is
 * read no faster than rows are stored. A record that cannot become a row is refused alone. Rejects
 * with QUEUE_FULL, and with whatever `store` does; batches before that are stored.
 */
export async function receiveRecords(
  source: AsyncIterable<Buffer>,
  options: ReceiveOptions,
): Promise<IngestOutcome> {
  const limits = { ...LIMITS, ...options.limits };
  const run = createRun(options, limits);
  const splitter = createSplitter({ format: options.format, longest: limits.longestRecord });
  const account = options.budget.open();
  const takeAll = async (pieces: readonly Piece[]) => {
    for (const piece of pieces) {
      run.take(piece);
      if (run.full) await run.flush();
    }
    if (!account.hold(splitter.held + run.held)) throw memoryFault();
  };
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await nextOf(iterator, run, limits.lingerMs);
      if (next.done === true) break;
      await takeAll(splitter.push(next.value));
    }
    await takeAll(splitter.end());
    await run.finish();
    return run.tally.outcome(run.count);
  } catch (fault) {
    await run.settle();
    if (!(fault instanceof RecordFault)) throw withKept(fault, run.tally.kept);
    // The body itself is broken: what came before counts, and its end is one refused record.
    run.take({ bytes: splitter.end().at(-1)?.bytes ?? Buffer.alloc(0), fault });
    await run.finish();
    return run.tally.outcome(run.count);
  } finally {
    account.close();
    // Not waited for: it ends with the next bytes, and a silent sender sends none.
    Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

/** Given as the reason, since an error with its stack would be made for every piece else. */
const OVER = 'over';

/** The next bytes; rows that came before are stored meanwhile when they are long in coming. */
async function nextOf(
  iterator: AsyncIterator<Buffer>,
  run: Run,
  lingerMs: number,
): Promise<IteratorResult<Buffer>> {
  const next = iterator.next();
  if (run.empty) return next;
  const over = new AbortController();
  const idle = delay(lingerMs, over.signal).then(() => undefined);
  const first = await Promise.race([next, idle]).finally(() => over.abort(OVER));
  if (first !== undefined) return first;
  try {
    await run.flush();
  } catch (fault) {
    next.catch(() => {});
    throw fault;
  }
  return next;
}

/** The fault with what the sender must know to send the rest, or all of it again. */
function withKept(thrown: unknown, kept: number): RadarError {
  const fault = toRadarError(thrown);
  if (kept === 0) return fault;
  const message = `${fault.message} Before that, ${kept} rows of the request were stored.`;
  return new RadarError(fault.code, message, {
    hint: 'Send all of it again: rows that are there already stay as they are.',
    cause: fault,
  });
}
