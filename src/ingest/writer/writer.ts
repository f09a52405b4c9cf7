import { type Clock, delay, RadarError, toRadarError } from '../../core/index.ts';
import type { Database } from '../../database/index.ts';
import type { HealthCheck, Logger, Metrics } from '../../observe/index.ts';
import { storePersistently } from './attempt.ts';
import { type BatchSize, sizeOf, type WriteBatch, type WriteOutcome } from './batch.ts';
import { countBatch, countOutcome } from './count.ts';

export interface WriterOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Rows that may wait; a batch that would go beyond is refused with QUEUE_FULL. */
  readonly queueRows?: number;
  /** The same for the estimated memory of what waits. */
  readonly queueBytes?: number;
}

export interface Writer {
  /**
   * Puts a batch in the queue. Resolves after the commit with what became of each row; rejects
   * with QUEUE_FULL or STOPPING when the batch was not taken, and with INTERNAL when it can
   * never be stored, because the work alongside it fails. A database that is away is waited for; the batch stays queued
   * until it is stored or the writer stops.
   */
  write(batch: WriteBatch): Promise<WriteOutcome>;
  check(): HealthCheck;
  /**
   * Takes nothing more, stores what is queued within `graceMs`, and rejects the rest. Ends in time
   * even when the database does not answer.
   */
  stop(graceMs: number): Promise<void>;
}

interface Queued {
  readonly batch: WriteBatch;
  readonly size: BatchSize;
  readonly resolve: (outcome: WriteOutcome) => void;
  readonly reject: (fault: RadarError) => void;
}

const DEFAULT_QUEUE_ROWS = 50_000;
const DEFAULT_QUEUE_BYTES = 64 * 1_024 * 1_024;

/** Starts the writer: one queue, one transaction at a time, in the order of arrival. */
export function startWriter(options: WriterOptions): Writer {
  const limit: BatchSize = {
    rows: options.queueRows ?? DEFAULT_QUEUE_ROWS,
    bytes: options.queueBytes ?? DEFAULT_QUEUE_BYTES,
  };
  const queue: Queued[] = [];
  const giveUp = new AbortController();
  const waiting = { rows: 0, bytes: 0 };
  let stopping = false;
  let fault: string | undefined;
  let running: Promise<void> | undefined;

  const take = (entry: Queued) => {
    queue.push(entry);
    waiting.rows += entry.size.rows;
    waiting.bytes += entry.size.bytes;
    countBatch(options.metrics, entry.batch, 'received');
  };
  const leave = (entry: Queued) => {
    queue.shift();
    waiting.rows -= entry.size.rows;
    waiting.bytes -= entry.size.bytes;
  };
  const drain = async () => {
    const report = (why: string | undefined) => {
      fault = why;
    };
    const attempt = { ...options, giveUp: giveUp.signal, report };
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      try {
        const outcome = await storePersistently(attempt, next.batch);
        if (outcome === undefined) throw stoppingFault();
        countOutcome(options, outcome);
        next.resolve(outcome);
      } catch (thrown) {
        countBatch(options.metrics, next.batch, 'abandoned');
        next.reject(toRadarError(thrown));
      }
      leave(next);
    }
    running = undefined;
  };

  const { metrics } = options;
  metrics.gauge('radarstore_write_queue_rows', 'Rows that wait to be stored.', () => waiting.rows);
  return {
    async write(batch) {
      if (stopping) throw stoppingFault();
      const size = sizeOf(batch.rows);
      if (queue.length > 0 && exceeds(waiting, size, limit)) {
        countBatch(metrics, batch, 'turned_away');
        throw fullFault(limit);
      }
      return new Promise<WriteOutcome>((resolve, reject) => {
        take({ batch, size, resolve, reject });
        running ??= drain();
      });
    },
    check: () => checkQueue(waiting, limit, fault),
    async stop(graceMs) {
      stopping = true;
      const ended = new AbortController();
      await Promise.race([running, giveUpAfter(graceMs, giveUp, ended.signal)]);
      ended.abort();
      const [underWay, ...rest] = queue;
      underWay?.reject(unansweredFault());
      for (const entry of rest) entry.reject(stoppingFault());
    },
  };
}

async function giveUpAfter(graceMs: number, giveUp: AbortController, ended: AbortSignal) {
  await delay(graceMs, ended);
  giveUp.abort();
}

/** A batch larger than the whole queue is taken when the queue is empty: it is in memory anyway. */
function exceeds(waiting: BatchSize, more: BatchSize, limit: BatchSize): boolean {
  return waiting.rows + more.rows > limit.rows || waiting.bytes + more.bytes > limit.bytes;
}

function checkQueue(waiting: BatchSize, limit: BatchSize, fault: string | undefined): HealthCheck {
  const name = 'queues';
  const { rows } = waiting;
  const detail = { rows, limit: limit.rows, bytes: waiting.bytes, limit_bytes: limit.bytes };
  if (fault !== undefined) {
    return {
      name,
      state: 'degraded',
      message: `${rows} rows wait because a write failed: ${fault}`,
      hint: 'They are stored as soon as the database takes them.',
      detail,
    };
  }
  const filled = Math.max(rows / limit.rows, waiting.bytes / limit.bytes);
  if (filled > 0.8) {
    const share = `${Math.round(filled * 100)} %`;
    return { name, state: 'degraded', message: `The write queue is ${share} full.`, detail };
  }
  return { name, state: 'ok', message: `${rows} rows wait to be stored.`, detail };
}

const stoppingFault = () =>
  new RadarError('STOPPING', 'The writer is stopping, and these rows were not stored.', {
    hint: 'Send them again.',
  });

const unansweredFault = () =>
  new RadarError(
    'STOPPING',
    'The writer stopped before the database answered; these rows may or may not be stored.',
    { hint: 'Send them again: rows that are there already stay as they are.' },
  );

const fullFault = (limit: BatchSize) =>
  new RadarError(
    'QUEUE_FULL',
    `The write queue is full (${limit.rows} rows or ${limit.bytes} bytes).`,
    { hint: 'Send it again later.' },
  );
