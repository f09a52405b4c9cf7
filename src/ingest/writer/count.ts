import type { Clock } from '../../core/index.ts';
import type { Logger, Metrics } from '../../observe/index.ts';
import { datasetsOf, type WriteBatch, type WriteOutcome } from './batch.ts';

/** Stands for the receiver of rows that the store made itself. */
const SELF = 'self';

const receiverOf = ({ origin }: WriteBatch) => origin?.receiver ?? SELF;

/**
 * Counts the rows of a whole batch. Every row that was `received` ends as stored, duplicate,
 * conflict, refused or `abandoned`; one that was `turned_away` was never received.
 */
export function countBatch(
  metrics: Metrics,
  batch: WriteBatch,
  outcome: 'received' | 'abandoned' | 'turned_away',
): void {
  for (const [dataset, rows] of datasetsOf(batch.rows)) {
    metrics.rows.inc({ dataset, receiver: receiverOf(batch), outcome }, rows.length);
  }
}

/**
 * Counts what became of the rows of a stored batch and the records that its receiver refused, and
 * tells of the refused rows.
 */
export function countOutcome(
  parts: { readonly clock: Clock; readonly metrics: Metrics; readonly log: Logger },
  batch: WriteBatch,
  outcome: WriteOutcome,
): void {
  const { clock, metrics, log } = parts;
  const receiver = receiverOf(batch);
  for (const letter of batch.deadLetters ?? []) {
    metrics.refusals.inc({ dataset: letter.dataset ?? 'none', receiver, reason: letter.reason });
  }
  for (const [dataset, { stored, duplicate, conflict, refused }] of Object.entries(outcome)) {
    const counts = { stored, duplicate, conflict, refused: refused.length };
    for (const [one, count] of Object.entries(counts)) {
      metrics.rows.inc({ dataset, receiver, outcome: one }, count);
    }
    for (const { reason } of refused) metrics.refusals.inc({ dataset, receiver, reason });
    if (stored > 0) {
      metrics.lastStoredSeconds.set({ dataset, receiver }, clock.now() / 1_000_000);
    }
    if (batch.origin !== undefined && stored > 0) {
      const lag = (clock.now() - batch.origin.receivedAt) / 1_000_000;
      metrics.lagSeconds.set({ dataset, receiver }, Math.max(0, lag));
    }
    const first = refused[0];
    if (first !== undefined) {
      log.warn(
        {
          dataset,
          receiver,
          refused: refused.length,
          reason: first.reason,
          example: first.message,
        },
        'rows were refused',
      );
    }
  }
}
