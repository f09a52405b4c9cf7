import type { Column, ColumnType, ValueOf } from './column.ts';
import type { ProtonSource } from './proton-source.ts';
import type { Rollup } from './rollup.ts';

/** An index beside the key. */
export interface Index {
  readonly name: string;
  /** Columns, each may carry `desc`, or expressions in parentheses. */
  readonly columns: readonly string[];
  /** `btree` unless told otherwise. `trigram` is a GIN index that serves substring search. */
  readonly method?: 'btree' | 'gin' | 'trigram';
  readonly unique?: true;
  /** Condition of a partial index, as the server spells it. */
  readonly where?: string;
}

/** How a dataset that grows with time is sliced and how long its rows stay. */
export interface TimeSlicing {
  /** The column that decides a row's chunk and its age. */
  readonly column: string;
  /** Width of one chunk; at most a sixth of the retention, a divisor or multiple of a day. */
  readonly chunkHours: number;
  /** Declared retention. */
  readonly retentionDays: number;
}

/** Retention of an ordinary table: rows are deleted in batches. */
export interface Pruning {
  /** The column that decides a row's age. */
  readonly column: string;
  readonly retentionDays: number;
  /** The dataset beside which it stands: chosen retention of that one holds here too. */
  readonly follows?: string;
}

/**
 * How closed chunks are stored where the engine has a columnstore. Only for a dataset whose key holds
 * no NULL: TimescaleDB has let such a row into a converted chunk twice (its issues 9575, 10057,
 * 10579), and one row twice must stay one row.
 */
export interface Columnstore {
  /** Columns by which rows are grouped; each group should have about a thousand rows per chunk. */
  readonly segmentBy: readonly string[];
  readonly orderBy: readonly string[];
  /** Age at which a chunk is converted. */
  readonly afterHours: number;
}

/** What the writer role may do; the reader role reads everything that is not `secret`. */
export interface Rights {
  readonly writer: readonly ('select' | 'insert' | 'update' | 'delete')[];
  /** True where the reader role must not read, such as password hashes. */
  readonly secret?: true;
}

/** A column whose value is a hash of others, for rows that no narrow set of columns tells apart. */
export interface Hashed {
  readonly column: string;
  /**
   * What is hashed: the columns named; every other column that a writer fills (`row`); or those but
   * the time (`row-but-time`).
   */
  readonly of: readonly string[] | 'row' | 'row-but-time';
  /** What is hashed in rows that have no value in the column `without`. */
  readonly otherwise?: { readonly without: string; readonly of: readonly string[] };
  /** True where a value that the producer gives is kept. */
  readonly given?: true;
}

/** Subject areas, as the mapping document groups the tables. */
export type Area =
  | 'sysmon'
  | 'telemetry'
  | 'discovery'
  | 'inventory'
  | 'registry'
  | 'onboarding'
  | 'capabilities'
  | 'observability'
  | 'ocsf'
  | 'access';

export type DatasetKind =
  /** Sliced by time on every engine: append only. */
  | 'hypertable'
  /** An ordinary table: latest state or records that change. */
  | 'table'
  /** A query over other datasets. */
  | 'view';

/** One entry of the catalogue. */
export interface Dataset {
  readonly name: string;
  readonly title: string;
  readonly area: Area;
  readonly kind: DatasetKind;
  readonly columns: { readonly [name: string]: Column };
  /**
   * The natural key: unique, NULLs equal to each other. Empty for a view. NULL may stand only in that
   * of a rollup, which is not converted to columns.
   */
  readonly key: readonly string[];
  /** The pair of rows that the key must keep apart, in words; a test writes both. */
  readonly keepsApart: string;
  /** Which of two rows with one key stays: the one with the greater value here; absent: either. */
  readonly version?: string;
  /**
   * Columns that keep the least or the greatest value of all rows with one key, whichever row stays;
   * tables only.
   */
  readonly combined?: { readonly [column: string]: 'least' | 'greatest' };
  /** The key column that is computed; the inventory computes that of observations itself. */
  readonly hashed?: Hashed;
  /** Hypertables only. */
  readonly time?: TimeSlicing;
  /** Tables whose rows age only. */
  readonly pruning?: Pruning;
  readonly columnstore?: Columnstore;
  readonly indexes: readonly Index[];
  /** The history of which this table is the latest state. */
  readonly latestOf?: string;
  readonly rights?: Rights;
  /** The Proton objects that this dataset replaces. */
  readonly proton: readonly ProtonSource[];
  /** Names under which queries ask for it; the first is the usual one. Empty: not asked for. */
  readonly queryNames: readonly string[];
  /** What it aggregates, where it is a rollup. */
  readonly rollup?: Rollup;
}

type NullableNames<C extends Dataset['columns']> = {
  [K in keyof C]: C[K] extends { nullable: true } ? K : never;
}[keyof C];
type DefaultedNames<C extends Dataset['columns']> = {
  [K in keyof C]: C[K] extends { default: string } ? K : never;
}[keyof C];
type FallbackNames<C extends Dataset['columns']> = {
  [K in keyof C]: C[K] extends { fallback: string } ? K : never;
}[keyof C];
type Value<C extends Column> = C['type'] extends ColumnType ? ValueOf[C['type']] : never;

/** A row as a reader gets it: every column, NULL where nullable, '' where a key lacks its value. */
export type StoredColumns<C extends Dataset['columns']> = {
  readonly [K in keyof C]: C[K] extends { nullable: true } ? Value<C[K]> | null : Value<C[K]>;
};

/**
 * A row as a writer takes it: nullable columns and those with a fallback may be left out, defaulted
 * ones must be.
 */
export type NewColumns<C extends Dataset['columns']> = {
  readonly [K in Exclude<keyof C, NullableNames<C> | DefaultedNames<C> | FallbackNames<C>>]: Value<
    C[K]
  >;
} & {
  readonly [K in NullableNames<C> | FallbackNames<C>]?: Value<C[K]> | null | undefined;
};

/** Declares a dataset, keeping the literal types of its columns. */
export const dataset = <const D extends Dataset>(entry: D): D => entry;
