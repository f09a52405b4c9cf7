import type { StorageDataset } from '../../../../src/contract/index.ts';
import type { Condition } from '../../controls/index.ts';
import { readInstant } from '../../format/index.ts';

/** Whether a dataset keeps what it declares: as the server reads it back, never as it was wished. */
export interface RetentionState {
  readonly condition: Condition;
  readonly word: string;
}

/** Compares what is declared, what is in force, and the oldest row that is there. */
export function retentionState(dataset: StorageDataset, nowMs: number): RetentionState {
  const { declared_seconds: declared, effective_seconds: effective } = dataset.retention;
  if (declared === null) return { condition: 'ok', word: 'Kept' };
  if (effective === null) return { condition: 'warn', word: 'Not enforced' };
  const oldestMs = readInstant(dataset.oldest);
  if (oldestMs !== undefined && nowMs - oldestMs > effective * 1_000) {
    return { condition: 'fail', word: 'Overdue' };
  }
  return { condition: 'ok', word: 'Enforced' };
}
