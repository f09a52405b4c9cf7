import type { DatasetName } from './catalogue.ts';

/** What a part of the program does with datasets. */
export type UseKind =
  /** Makes rows of them. */
  | 'writer'
  /** Answers questions from them. */
  | 'reader'
  /** Finds them by the names under which queries ask for them. */
  | 'query_name'
  /** Fetches their rows from Proton. */
  | 'backfill'
  /** Compares their rows with those of Proton. */
  | 'parity';

export const USE_KINDS: readonly UseKind[] = [
  'writer',
  'reader',
  'query_name',
  'backfill',
  'parity',
];

/**
 * What one part of the program does, declared by that part from the same data that it works with. A
 * test compares what is declared with what is done, so that the mapping cannot claim more.
 */
export interface DatasetUse {
  readonly kind: UseKind;
  /** Name of the part, for people. */
  readonly part: string;
  readonly datasets: readonly DatasetName[];
}
