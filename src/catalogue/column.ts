import type { Instant, JsonObject } from '../core/index.ts';

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
  | 'bytea';

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
  jsonb: JsonObject;
  bytea: Uint8Array;
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
