import type { DatasetName, NewRow } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import type { Session } from '../../database/index.ts';

/** Rows of several datasets that are stored together or not at all. */
export type RowsByDataset = { readonly [N in DatasetName]?: readonly NewRow<N>[] };

/** One transaction's worth of rows. */
export interface WriteBatch {
  readonly rows: RowsByDataset;
  /**
   * More work for the same transaction, such as folding an observation; it is told which rows were
   * refused. May run several times, and is committed once. When it fails for a reason that will not
   * go away, nothing of the batch is stored and `write` rejects.
   */
  readonly alongside?: (session: Session, outcome: WriteOutcome) => Promise<void>;
  /** Where the rows come from; absent for rows of the store's own. */
  readonly origin?: Origin;
  /** Records that a receiver could not turn into rows; kept in the same transaction. */
  readonly deadLetters?: readonly DeadLetter[];
}

/** Where rows come from, so that what is refused can be kept and sent again. */
export interface Origin {
  /** The receiver by its name: `http`, `otlp`, `nats`, `remote-write`, `library`. */
  readonly receiver: string;
  /** Receipt time, fixed once at the border. */
  readonly receivedAt: Instant;
  /** The record from which a row was made, for the dead letter when the row is refused. */
  original?(dataset: DatasetName, index: number): Uint8Array | undefined;
  /** What sending that record again needs beside its bytes, such as the subject of its message. */
  attributes?(dataset: DatasetName, index: number): { readonly [name: string]: string } | undefined;
  /** Media type of the originals. */
  readonly contentType?: string;
}

/** A record that did not become a row, with everything that sending it again needs. */
export interface DeadLetter {
  /** Null while it is not known for which dataset the record was meant. */
  readonly dataset: string | null;
  readonly receiver: string;
  readonly receivedAt: Instant;
  /** Why, as a code. */
  readonly reason: string;
  /** Why, as a sentence. */
  readonly message: string;
  /** The field at fault, where one is. */
  readonly field?: string | null;
  readonly original: Uint8Array;
  readonly contentType?: string;
  /** What sending it again needs beside the bytes, such as the subject of a message. */
  readonly attributes?: { readonly [name: string]: string };
}

export interface DatasetOutcome {
  readonly stored: number;
  /** Rows that were already there with the same content. */
  readonly duplicate: number;
  /** Rows that gave way to another one with their key and other content. */
  readonly conflict: number;
  readonly refused: readonly RefusedRow[];
}

export interface RefusedRow {
  /** Position in the rows that were handed in. */
  readonly index: number;
  /** The column at fault; null where it is not one column. */
  readonly field: string | null;
  readonly reason: RefusalReason;
  readonly message: string;
}

export type RefusalReason =
  | 'too_old'
  | 'too_new'
  | 'not_finite'
  | 'missing_value'
  | 'bad_value'
  /** The sender is confined to other network partitions. */
  | 'other_partition'
  /** No chunk takes it, and the role of this process may not make one. */
  | 'no_chunk';

/** What became of each dataset of a batch, told after the commit. */
export type WriteOutcome = { readonly [N in DatasetName]?: DatasetOutcome };

/** The datasets of a batch with their rows, without the empty ones. */
export function datasetsOf(rows: RowsByDataset): [DatasetName, readonly object[]][] {
  return (Object.entries(rows) as [DatasetName, readonly object[]][]).filter(
    ([, list]) => list.length > 0,
  );
}
