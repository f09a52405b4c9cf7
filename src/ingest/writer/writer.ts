import { type Clock, delay, messageOf, RadarError } from '../../core/index.ts';
import { classifyFault, type Database } from '../../database/index.ts';
import type { HealthCheck, Logger, Metrics } from '../../observe/index.ts';
import { datasetsOf, rowCount, type WriteBatch, type WriteOutcome } from './batch.ts';
import { storeBatch, storeByHalves } from './store.ts';

export interface WriterOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Rows that may wait; a batch that would go beyond is refused with QUEUE_FULL. */
  readonly queueRows?: number;
}

export interface Writer {
  /**
   * Puts a batch in the queue. Resolves after the commit with what became of each row; rejects
   * with QUEUE_FULL or STOPPING when the batch was not taken. A database that is away is waited
   * for; the batch stays queued until it is stored or the writer stops.
   */
  write(batch: WriteBatch): Promise<WriteOutcome>;
  check(): HealthCheck;
  /** Takes nothing more, stores what is queued within `graceMs`, and rejects the rest. */
  stop(graceMs: number): Promise<void>;
}

interface Queued {
  readonly batch: WriteBatch;
  readonly rows: number;
  readonly resolve: (outcome: WriteOutcome) => void;
  readonly reject: (fault: RadarError) => void;
}

const DEFAULT_QUEUE_ROWS = 50_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Starts the writer: one queue, one transaction at a time, in the order of arrival. */
export function startWriter(options: WriterOptions): Writer {
  const limit = options.queueRows ?? DEFAULT_QUEUE_ROWS;
  const queue: Queued[] = [];
  const giveUp = new AbortController();
  let queuedRows = 0;
  let stopping = false;
  let fault: string | undefined;
  let running: Promise<void> | undefined;

  const drain = async () => {
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const outcome = await storePersistently(options, next.batch, giveUp.signal, (why) => {
        fault = why;
      });
      queue.shift();
      queuedRows -= next.rows;
      if (outcome === undefined) next.reject(stoppingFault());
      else next.resolve(outcome);
    }
    running = undefined;
  };

  options.metrics.gauge(
    'radarstore_write_queue_rows',
    'Rows that wait to be stored.',
    () => queuedRows,
  );
  return {
    async write(batch) {
      const rows = rowCount(batch.rows);
      count(options.metrics, batch);
      if (stopping) throw stoppingFault();
      if (queuedRows > 0 && queuedRows + rows > limit) throw fullFault(limit);
      return new Promise<WriteOutcome>((resolve, reject) => {
        queue.push({ batch, rows, resolve, reject });
        queuedRows += rows;
        running ??= drain();
      });
    },
    check: () => checkQueue(queuedRows, limit, fault),
    async stop(graceMs) {
      stopping = true;
      const timer = setTimeout(() => giveUp.abort(), graceMs);
      await running;
      clearTimeout(timer);
    },
  };
}

/** Tries until the batch is stored; undefined when `giveUp` came first. */
async function storePersistently(
  options: WriterOptions,
  batch: WriteBatch,
  giveUp: AbortSignal,
  report: (fault: string | undefined) => void,
): Promise<WriteOutcome | undefined> {
  let pauseMs = FIRST_PAUSE_MS;
  let store = storeBatch;
  while (!giveUp.aborted) {
    const started = options.clock.elapsedMs();
    try {
      const outcome = await store(options.database, options.clock, batch);
      options.metrics.batchSeconds.observe((options.clock.elapsedMs() - started) / 1_000);
      countOutcome(options, outcome);
      report(undefined);
      return outcome;
    } catch (fault) {
      const kind = classifyFault(fault);
      options.metrics.retries.inc({ reason: kind });
      if (kind === 'permanent' && store === storeBatch) {
        store = storeByHalves;
        continue;
      }
      report(messageOf(fault));
      if (pauseMs === FIRST_PAUSE_MS) {
        options.log.warn(
          { fault: messageOf(fault), kind },
          'a batch is not stored yet and is tried again',
        );
      }
      await delay(pauseMs * (0.5 + Math.random()), giveUp);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
  return undefined;
}

function count(metrics: Metrics, batch: WriteBatch): void {
  for (const [dataset, rows] of datasetsOf(batch.rows)) {
    metrics.rows.inc({ dataset, outcome: 'received' }, rows.length);
  }
}

function countOutcome({ metrics, log }: WriterOptions, outcome: WriteOutcome): void {
  for (const [dataset, { stored, duplicate, refused }] of Object.entries(outcome)) {
    metrics.rows.inc({ dataset, outcome: 'stored' }, stored);
    metrics.rows.inc({ dataset, outcome: 'duplicate' }, duplicate);
    metrics.rows.inc({ dataset, outcome: 'refused' }, refused.length);
    for (const { reason } of refused) metrics.refusals.inc({ dataset, reason });
    const first = refused[0];
    if (first !== undefined) {
      log.warn(
        { dataset, refused: refused.length, reason: first.reason, example: first.message },
        'rows were refused',
      );
    }
  }
}

function checkQueue(rows: number, limit: number, fault: string | undefined): HealthCheck {
  const name = 'queues';
  const detail = { rows, limit };
  if (fault !== undefined) {
    return {
      name,
      state: 'degraded',
      message: `${rows} rows wait because a write failed: ${fault}`,
      hint: 'They are stored as soon as the database takes them.',
      detail,
    };
  }
  if (rows > limit * 0.8) {
    return {
      name,
      state: 'degraded',
      message: `The write queue holds ${rows} of ${limit} rows.`,
      detail,
    };
  }
  return { name, state: 'ok', message: `${rows} rows wait to be stored.`, detail };
}

const stoppingFault = () =>
  new RadarError('STOPPING', 'The writer is stopping, and these rows were not stored.', {
    hint: 'Send them again.',
  });

const fullFault = (limit: number) =>
  new RadarError('QUEUE_FULL', `The write queue is full (${limit} rows).`, {
    hint: 'Send it again later.',
  });
