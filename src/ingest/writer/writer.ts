import { type Clock, delay } from '../../core/index.ts';
import { createRetentionCache, type Database } from '../../database/index.ts';
import type { HealthCheck, Logger, Metrics } from '../../observe/index.ts';
import type { WriteBatch, WriteOutcome } from './batch.ts';
import { countBatch } from './count.ts';
import { checkQueue } from './health.ts';
import { createLetterBox } from './letter-box.ts';
import { createModes } from './modes.ts';
import { createQueue, type Line, type Queue } from './queue.ts';
import { createRunner, stoppingFault } from './runner.ts';
import { sizeOf } from './size.ts';
import { createSlots } from './slots.ts';

/** What may wait, and how rows are put together; every bound has a default. */
export interface WriterLimits {
  /** Rows that may wait; a batch that would go beyond is refused with QUEUE_FULL. */
  readonly queueRows?: number;
  /** The same for the estimated memory of what waits. */
  readonly queueBytes?: number;
  /** Rows of one dataset that may wait; all of the queue unless told otherwise. */
  readonly datasetQueueRows?: number;
  readonly datasetQueueBytes?: number;
  /** Rows that one transaction puts together at most. */
  readonly batchRows?: number;
  /** How long small batches gather after a transaction with rows of the same datasets began. */
  readonly batchAgeMs?: number;
  /** Connections that store rows at the same time. */
  readonly connections?: number;
}

export interface WriterOptions extends WriterLimits {
  readonly database: Database;
  /** The database by a role that owns it, for what a writer may not do; the same unless given. */
  readonly owner?: Database;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Logger;
}

export interface Writer {
  /**
   * Puts a batch in the queue. Resolves after the commit with what became of each row; rejects
   * with QUEUE_FULL or STOPPING when the batch was not taken, and with INTERNAL when it can
   * never be stored, because the work alongside it fails. A database that is away is waited for;
   * the batch stays queued until it is stored or the writer stops.
   */
  write(batch: WriteBatch): Promise<WriteOutcome>;
  check(): HealthCheck;
  /**
   * Takes nothing more, stores what is queued within `graceMs`, and rejects the rest. Ends in time
   * even when the database does not answer.
   */
  stop(graceMs: number): Promise<void>;
}

const MIB = 1_048_576;
const DEFAULTS = {
  queueRows: 50_000,
  queueBytes: 64 * MIB,
  batchRows: 10_000,
  batchAgeMs: 0,
  connections: 2,
} as const satisfies WriterLimits;

/** Bytes that one transaction puts together at most. */
const BATCH_BYTES = 16 * MIB;

/**
 * Starts the writer. Batches with rows of the same datasets share transactions, which run on a few
 * connections; one more group is made ready meanwhile, so that no connection waits for it.
 */
export function startWriter(options: WriterOptions): Writer {
  const limits = { ...DEFAULTS, ...options };
  const all = { rows: limits.queueRows, bytes: limits.queueBytes };
  const queue = createQueue({
    all,
    dataset: {
      rows: limits.datasetQueueRows ?? all.rows,
      bytes: limits.datasetQueueBytes ?? all.bytes,
    },
    batch: { rows: limits.batchRows, bytes: BATCH_BYTES },
  });
  const { database, clock, metrics, owner = database } = options;
  const giveUp = new AbortController();
  const letterBox = createLetterBox(options);
  const slots = createSlots(limits.connections);
  const runner = createRunner({
    ...options,
    owner,
    retention: createRetentionCache(database, clock),
    modes: createModes(),
    giveUp: giveUp.signal,
    onConnection: (work) => slots.run(work),
    letterBox,
    done: (entry) => queue.remove(entry),
    changed: () => pump(),
  });
  const most = limits.connections + 1;
  let stopping = false;
  let drained = () => {};
  const finished = new Promise<void>((resolve) => {
    drained = resolve;
  });

  const begin = async (line: Line) => {
    line.active += 1;
    if (limits.batchAgeMs > 0 && !line.resting) void rest(line);
    await runner.run(queue.take(line));
    line.active -= 1;
    pump();
  };
  const rest = async (line: Line) => {
    line.resting = true;
    await delay(limits.batchAgeMs, giveUp.signal);
    line.resting = false;
    pump();
  };
  const pump = () => {
    // What only waits for better times takes no place from the others.
    while (runner.running.size - runner.troubled() < most && !giveUp.signal.aborted) {
      const line = queue.next(most, stopping);
      if (line === undefined) break;
      void begin(line);
    }
    if (stopping && runner.running.size === 0) drained();
  };

  observeQueue(metrics, queue);
  return {
    async write(batch) {
      if (stopping) throw stoppingFault();
      return new Promise<WriteOutcome>((resolve, reject) => {
        try {
          queue.add({ batch, size: sizeOf(batch), resolve, reject });
        } catch (fault) {
          countBatch(metrics, batch, 'turned_away');
          throw fault;
        }
        countBatch(metrics, batch, 'received');
        pump();
      });
    },
    check: () => checkQueue(queue.total, all, runner.trouble()),
    async stop(graceMs) {
      stopping = true;
      pump();
      const ended = new AbortController();
      const trimmed = finished.then(() => letterBox.stop());
      await Promise.race([trimmed, giveUpAfter(graceMs, giveUp, ended.signal)]);
      ended.abort();
      giveUp.abort();
      runner.abandon(queue.takeAll());
    },
  };
}

async function giveUpAfter(graceMs: number, giveUp: AbortController, ended: AbortSignal) {
  await delay(graceMs, ended);
  giveUp.abort();
}

function observeQueue(metrics: Metrics, { total, byDataset }: Queue) {
  metrics.gauge('radarstore_write_queue_rows', 'Rows that wait to be stored.', () => total.rows);
  metrics.gaugeByDataset(
    'radarstore_write_queue_dataset_rows',
    'Rows that wait to be stored, by dataset.',
    () => [...byDataset].map(([name, { rows }]) => [name, rows] as const),
  );
  metrics.gaugeByDataset(
    'radarstore_write_queue_dataset_bytes',
    'Estimated memory of the rows that wait to be stored, by dataset.',
    () => [...byDataset].map(([name, { bytes }]) => [name, bytes] as const),
  );
}
