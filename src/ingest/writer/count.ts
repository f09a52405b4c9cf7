import type { Logger, Metrics } from '../../observe/index.ts';
import { datasetsOf, type WriteBatch, type WriteOutcome } from './batch.ts';

/**
 * Counts the rows of a whole batch. Every row that was `received` ends as stored, duplicate,
 * refused or `abandoned`; one that was `turned_away` was never received.
 */
export function countBatch(
  metrics: Metrics,
  batch: WriteBatch,
  outcome: 'received' | 'abandoned' | 'turned_away',
): void {
  for (const [dataset, rows] of datasetsOf(batch.rows)) {
    metrics.rows.inc({ dataset, outcome }, rows.length);
  }
}

/** Counts what became of the rows of a stored batch, and tells of the refused ones. */
export function countOutcome(
  { metrics, log }: { readonly metrics: Metrics; readonly log: Logger },
  outcome: WriteOutcome,
): void {
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
