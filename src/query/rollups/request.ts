import type { Rollup } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';
import type { TimeRange } from '../readers/time-range.ts';

/** A value of a column by which a rollup groups. */
export type GroupValue = string | number | bigint;

/** Which points of a rollup are asked for. */
export interface RollupSelection {
  readonly rollup: Rollup;
  /** Half-open; a bucket at an end that lies only partly in it is made of its raw rows inside. */
  readonly range: TimeRange;
  /** Microseconds that a point stands for: a multiple of the rollup's bucket, counted from 1970. */
  readonly stepMicros: number;
  /** Values that groups must have, by their columns. */
  readonly where: { readonly [group: string]: GroupValue };
  /** Columns that tell series apart; what else the rollup groups by is put together. */
  readonly by: readonly string[];
}

/** Points of a rollup, as the states that it keeps. */
export interface RollupRequest extends RollupSelection {
  /** Columns of state that are wanted beside the number of samples. */
  readonly states: readonly string[];
}

/** A rollup that is read, and how far it was then. */
export interface RollupReading {
  readonly name: string;
  /** From here on there are buckets that it has yet to take in, which are read raw; null: none. */
  readonly openFrom: Instant | null;
  /** A continuous aggregate of the server, which adds by itself what it has yet to take in. */
  readonly continuous: boolean;
}
