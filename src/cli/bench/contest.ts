import type { LoadDataset } from '../../ingest/index.ts';
import type { Delivery, Send } from './race.ts';
import type { Usage } from './usage.ts';

/** Name under which psql connects. */
export const COPY_APPLICATION = 'radarstore bench copy';

/** One way of getting rows into the database. */
export interface Contestant {
  readonly name: string;
  /** The datasets that it can carry; absent: all. */
  readonly carries?: readonly LoadDataset[];
  /** Makes everything ready that a sender has before it sends: bodies, files. */
  prepare(dataset: LoadDataset, batches: readonly Batch[]): Promise<Prepared>;
}

export type Batch = readonly object[];

/** A contestant at the start. */
export type Prepared =
  /** Takes batches, each committed by itself. */
  | { readonly send: Send }
  /** Takes everything in one piece; answers the number of rows. */
  | { readonly whole: () => Promise<number> };

/** One run of one contestant. */
export interface Run {
  readonly contestant: string;
  /** Of the contestant among all, from 0. */
  readonly place: number;
  readonly round: number;
  readonly delivery: Delivery;
  readonly walBytes: number | null;
  readonly usage: Usage;
}
