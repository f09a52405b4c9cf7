import type { DatasetName, NewRowOf } from '../../catalogue/index.ts';
import type { Session } from '../../database/index.ts';

/** Rows of several datasets that are stored together or not at all. */
export type RowsByDataset = { readonly [N in DatasetName]?: readonly NewRowOf<N>[] };

/** One transaction's worth of rows. */
export interface WriteBatch {
  readonly rows: RowsByDataset;
  /**
   * More work for the same transaction, such as folding an observation; it is told which rows were
   * refused. May run several times, and is committed once. When it fails for a reason that will not
   * go away, nothing of the batch is stored and `write` rejects.
   */
  readonly alongside?: (session: Session, outcome: WriteOutcome) => Promise<void>;
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

/** What a batch takes of the queue. */
export interface BatchSize {
  /** Rows over all datasets; 1 for a batch that is only work alongside. */
  readonly rows: number;
  /** Estimate of the memory that the values hold. */
  readonly bytes: number;
}

/** Measures a batch. */
export function sizeOf(rows: RowsByDataset): BatchSize {
  const lists = datasetsOf(rows).map(([, list]) => list);
  return {
    rows: Math.max(
      1,
      lists.reduce((sum, list) => sum + list.length, 0),
    ),
    bytes: lists.reduce((sum, list) => sum + bytesOf(list), 0),
  };
}

/** What V8 needs for a small value or a field, roughly. */
const SMALL_BYTES = 16;

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return SMALL_BYTES + value.length;
  if (value instanceof Uint8Array) return SMALL_BYTES + value.byteLength;
  if (typeof value !== 'object' || value === null) return SMALL_BYTES;
  let sum = SMALL_BYTES;
  for (const member of Object.values(value)) sum += bytesOf(member);
  return sum;
}
