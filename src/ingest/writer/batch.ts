import type { DatasetName, NewRowOf } from '../../catalogue/index.ts';
import type { Session } from '../../database/index.ts';

/** Rows of several datasets that are stored together or not at all. */
export type RowsByDataset = { readonly [N in DatasetName]?: readonly NewRowOf<N>[] };

/** One transaction's worth of rows. */
export interface WriteBatch {
  readonly rows: RowsByDataset;
  /** More work for the same transaction, such as folding an observation. May run several times. */
  readonly alongside?: (session: Session) => Promise<void>;
}

export interface DatasetOutcome {
  readonly stored: number;
  /** Rows that were already there. */
  readonly duplicate: number;
  readonly refused: readonly RefusedRow[];
}

export interface RefusedRow {
  /** Position in the rows that were handed in. */
  readonly index: number;
  readonly reason: RefusalReason;
  readonly message: string;
}

export type RefusalReason = 'too_old' | 'too_new' | 'not_finite' | 'missing_value' | 'bad_value';

/** What became of each dataset of a batch, told after the commit. */
export type WriteOutcome = { readonly [N in DatasetName]?: DatasetOutcome };

/** The datasets of a batch with their rows, without the empty ones. */
export function datasetsOf(rows: RowsByDataset): [DatasetName, readonly object[]][] {
  return (Object.entries(rows) as [DatasetName, readonly object[]][]).filter(
    ([, list]) => list.length > 0,
  );
}

/** Number of rows over all datasets. */
export function rowCount(rows: RowsByDataset): number {
  return datasetsOf(rows).reduce((sum, [, list]) => sum + list.length, 0);
}
