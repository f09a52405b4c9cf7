import type { Instant, JsonValue } from '../../core/index.ts';

/** The PostgreSQL types that datasets use, as the server itself spells them. */
export type ColumnType =
  | 'timestamp with time zone'
  | 'text'
  | 'text[]'
  | 'integer'
  | 'bigint'
  | 'real'
  | 'double precision'
  | 'boolean'
  | 'jsonb'
  | 'bytea'
  | 'uuid'
  | 'numeric'
  | 'integer[]'
  | 'bigint[]'
  | 'double precision[]';

/** A whole number of 64 bits: a `number` while it is safe, a `bigint` beyond 2^53. */
export type Integer64 = number | bigint;

/** What a value of each column type is in memory. */
export interface ValueOf {
  'timestamp with time zone': Instant;
  text: string;
  'text[]': readonly string[];
  integer: number;
  bigint: Integer64;
  real: number;
  'double precision': number;
  boolean: boolean;
  jsonb: JsonValue;
  bytea: Uint8Array;
  uuid: string;
  /** Decimal text, since a number would round it. */
  numeric: string;
  'integer[]': readonly number[];
  'bigint[]': readonly Integer64[];
  'double precision[]': readonly number[];
}

export interface Column {
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** What the value says. */
  readonly meaning: string;
  /** UCUM-like unit: `%`, `By`, `Hz`, `bit/s`; absent where a value has none. */
  readonly unit?: string;
  /** SQL expression that the server fills in; such a column is not written by writers. */
  readonly default?: string;
  /**
   * SQL expression that the server uses where a writer gives no value. Unlike `default` the column
   * may be written.
   */
  readonly fallback?: string;
  /**
   * True on key columns that keep '' for absence: a primary key cannot hold NULL, and the columnstore
   * of TimescaleDB has let a row whose key holds NULL in twice. Whoever reads rows gets '' too; what
   * is made for people and programs outside, such as answers of the API, leaves the value out.
   * Everywhere else absence is NULL.
   */
  readonly blank?: true;
}

type Options = { readonly unit?: string };

/** A column that must have a value. */
export const required = <T extends ColumnType>(type: T, meaning: string, options: Options = {}) =>
  ({ type, nullable: false, meaning, ...options }) as const;

/** A column whose absence is NULL. */
export const optional = <T extends ColumnType>(type: T, meaning: string, options: Options = {}) =>
  ({ type, nullable: true, meaning, ...options }) as const;

/** The instant at which the server stored the row. Never part of equality. */
export const createdAt = {
  type: 'timestamp with time zone',
  nullable: false,
  meaning: 'when the row was stored',
  default: 'now()',
} as const satisfies Column;

/** A column whose value the server supplies where a writer gives none. */
export const fallback = <T extends ColumnType>(type: T, sql: string, meaning: string) =>
  ({ type, nullable: false, meaning, fallback: sql }) as const;

/** A key column in which '' stands for absence; a writer may leave it out or give NULL. */
export const blankable = (meaning: string) =>
  ({ type: 'text', nullable: false, meaning, fallback: "''::text", blank: true }) as const;

/** The instant at which a row of a latest-state or relational table last changed. */
export const updatedAt = {
  type: 'timestamp with time zone',
  nullable: false,
  meaning: 'when the row last changed',
  default: 'now()',
} as const satisfies Column;
