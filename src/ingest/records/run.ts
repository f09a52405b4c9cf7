import { isUtf8 } from 'node:buffer';
import type { DatasetName, NewRow } from '../../catalogue/index.ts';
import { codeOf, delay, JsonFault, parseExactJson } from '../../core/index.ts';
import type { DatasetOutcome, DeadLetter, Origin } from '../writer/index.ts';
import { RecordFault } from './fault.ts';
import type { ReceiveLimits, ReceiveOptions } from './receive.ts';
import { type RecordReader, recordReader } from './record.ts';
import type { Piece } from './split.ts';
import { createTally, type Tally } from './tally.ts';

/** Batches of one request that wait for their commit while the next one is read. */
const MOST_WAITING = 2;

/** The records of one request on their way into the store. */
export interface Run {
  readonly tally: Tally;
  /** Records that came. */
  readonly count: number;
  readonly full: boolean;
  readonly empty: boolean;
  /** Bytes of records that are not stored yet. */
  readonly held: number;
  take(piece: Piece): void;
  /** Sends what was taken on its way; waits while too much is on its way already. */
  flush(): Promise<void>;
  /** Flushes, and waits for all commits. */
  finish(): Promise<void>;
  /** Waits for what is on its way, whatever becomes of it. */
  settle(): Promise<void>;
}

interface Collected {
  readonly rows: NewRow<DatasetName>[];
  readonly indices: number[];
  readonly originals: Buffer[];
  readonly deadLetters: DeadLetter[];
  bytes: number;
}

const nothing = (): Collected => ({
  rows: [],
  indices: [],
  originals: [],
  deadLetters: [],
  bytes: 0,
});

/** Collects records into batches and stores them. */
export function createRun(options: ReceiveOptions, limits: ReceiveLimits): Run {
  const tally = createTally();
  const read = options.read?.reader ?? recordReader(options.dataset, options);
  const waiting = new Set<Promise<void>>();
  let collected = nothing();
  let count = 0;
  let onTheirWay = 0;
  let taken = false;
  let failure: { readonly fault: unknown } | undefined;

  const store = async (batch: Collected) => {
    const outcome = await storePatiently(options, batch, {
      patienceMs: taken || waiting.size > 0 ? limits.patienceMs : 0,
    });
    taken = true;
    tally.add(outcome, (row) => batch.indices[row] ?? -1);
  };
  const flush = async () => {
    const batch = collected;
    if (batch.rows.length + batch.deadLetters.length === 0) return;
    collected = nothing();
    onTheirWay += batch.bytes;
    // Nobody may be waiting when it fails, so that is kept for whoever comes next.
    const done = store(batch)
      .catch((fault: unknown) => {
        failure ??= { fault };
      })
      .finally(() => {
        onTheirWay -= batch.bytes;
        waiting.delete(done);
      });
    waiting.add(done);
    while (waiting.size >= MOST_WAITING) await Promise.race(waiting);
    throwFailure();
  };
  const throwFailure = () => {
    if (failure !== undefined) throw failure.fault;
  };
  return {
    tally,
    get count() {
      return count;
    },
    get full() {
      const records = collected.rows.length + collected.deadLetters.length;
      return records >= limits.batchRows || collected.bytes >= limits.batchBytes;
    },
    get empty() {
      return collected.rows.length + collected.deadLetters.length === 0;
    },
    get held() {
      return collected.bytes + onTheirWay;
    },
    take(piece) {
      const index = count;
      count += 1;
      collected.bytes += piece.bytes.length;
      try {
        collected.rows.push(rowOf(piece, read));
        collected.indices.push(index);
        collected.originals.push(piece.bytes);
      } catch (fault) {
        if (!(fault instanceof RecordFault)) throw fault;
        const { reason, field, message } = fault;
        tally.reject({ index, field, code: reason, message });
        collected.deadLetters.push(letterOf(options, piece, fault));
      }
    },
    flush,
    async finish() {
      await flush();
      await Promise.all(waiting);
      throwFailure();
    },
    settle: async () => void (await Promise.all(waiting)),
  };
}

/** Throws {@link RecordFault}. */
function rowOf(piece: Piece, read: RecordReader): NewRow<DatasetName> {
  if (piece.fault !== undefined) throw piece.fault;
  if (!isUtf8(piece.bytes)) {
    throw new RecordFault('bad_text', 'the bytes of the record are no UTF-8');
  }
  try {
    return read(parseExactJson(piece.bytes.toString('utf8')));
  } catch (fault) {
    if (fault instanceof JsonFault) throw new RecordFault(fault.kind, fault.message);
    throw fault;
  }
}

function letterOf(options: ReceiveOptions, piece: Piece, fault: RecordFault): DeadLetter {
  const { dataset, receivedAt, contentType } = options;
  return {
    dataset,
    receiver: 'http',
    receivedAt,
    reason: fault.reason,
    message: fault.message,
    field: fault.field,
    original: piece.bytes,
    contentType,
    attributes: attributesOf(options),
  };
}

/** What makes the same row of the same bytes again. */
function attributesOf({ timeUnit, read }: Pick<ReceiveOptions, 'timeUnit' | 'read'>): {
  readonly [name: string]: string;
} {
  return {
    ...(timeUnit === undefined ? {} : { time_unit: timeUnit }),
    ...(read === undefined ? {} : { shape: read.shape }),
  };
}

/** A full queue is waited for when rows of the request are safe already, so that it may go on. */
async function storePatiently(
  options: ReceiveOptions,
  batch: Collected,
  { patienceMs }: { readonly patienceMs: number },
): Promise<DatasetOutcome> {
  const { dataset, receivedAt, contentType, store } = options;
  const origin: Origin = {
    receiver: 'http',
    receivedAt,
    contentType,
    original: (_dataset, index) => batch.originals[index],
    attributes: () => attributesOf(options),
  };
  const { rows, deadLetters } = batch;
  let waitedMs = 0;
  for (;;) {
    try {
      return await store({ dataset, rows, origin, deadLetters });
    } catch (fault) {
      if (codeOf(fault) !== 'QUEUE_FULL' || waitedMs >= patienceMs) throw fault;
      const pauseMs = 50 + Math.random() * 200;
      waitedMs += pauseMs;
      await delay(pauseMs);
    }
  }
}
