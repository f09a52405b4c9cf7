import type { Column, ColumnType, ValueOf } from './column.ts';

/** An index beside the key. Columns may carry `desc`. */
export interface Index {
  readonly name: string;
  readonly columns: readonly string[];
}

/** How a dataset that grows with time is sliced and how long its rows stay. */
export interface TimeSlicing {
  /** The column that decides a row's chunk and its age. */
  readonly column: string;
  /** Width of one chunk; at most a sixth of the retention, aligned to UTC. */
  readonly chunkHours: number;
  /** Declared retention. */
  readonly retentionDays: number;
}

/** One entry of the catalogue. */
export interface Dataset {
  readonly name: string;
  readonly title: string;
  /** Subject area, as the mapping document groups the tables. */
  readonly area: 'sysmon' | 'discovery' | 'inventory' | 'registry';
  /** `hypertable` is sliced by time on every engine; `table` is an ordinary table. */
  readonly kind: 'hypertable' | 'table';
  readonly columns: { readonly [name: string]: Column };
  /** The natural key: unique, NULLs equal to each other. */
  readonly key: readonly string[];
  /** The pair of rows that the key must keep apart, in words; a test writes both. */
  readonly keepsApart: string;
  readonly time?: TimeSlicing;
  readonly indexes: readonly Index[];
  /** The Proton objects that this dataset replaces. */
  readonly protonSources: readonly string[];
}

type NullableNames<C extends Dataset['columns']> = {
  [K in keyof C]: C[K] extends { nullable: true } ? K : never;
}[keyof C];
type DefaultedNames<C extends Dataset['columns']> = {
  [K in keyof C]: C[K] extends { default: string } ? K : never;
}[keyof C];
type Value<C extends Column> = C['type'] extends ColumnType ? ValueOf[C['type']] : never;

/** A row as a reader gets it: every column, NULL where nullable. */
export type StoredRow<C extends Dataset['columns']> = {
  readonly [K in keyof C]: C[K] extends { nullable: true } ? Value<C[K]> | null : Value<C[K]>;
};

/** A row as a writer takes it: nullable columns may be left out, defaulted ones must be. */
export type NewRow<C extends Dataset['columns']> = {
  readonly [K in Exclude<keyof C, NullableNames<C> | DefaultedNames<C>>]: Value<C[K]>;
} & {
  readonly [K in NullableNames<C>]?: Value<C[K]> | null | undefined;
};

/** Declares a dataset, keeping the literal types of its columns. */
export const dataset = <const D extends Dataset>(entry: D): D => entry;
