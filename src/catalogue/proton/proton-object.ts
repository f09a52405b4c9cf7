/** Types of columns, as Proton's DDL spells them; a server prints them in lower case, `boolean` as
 * `bool`. */
export type ProtonType =
  | 'DateTime64(3)'
  | 'DateTime64(9)'
  | 'datetime64(3)'
  | 'nullable(DateTime64(3))'
  | 'nullable(datetime64(3))'
  | 'string'
  | 'nullable(string)'
  | 'array(string)'
  | 'map(string, string)'
  | 'uuid'
  | 'bool'
  | 'boolean'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'int32'
  | 'int64'
  | 'nullable(int32)'
  | 'nullable(int64)'
  | 'float32'
  | 'float64'
  | 'nullable(float64)';

/** When Proton forgets a row. */
export interface ProtonTtl {
  readonly column: string;
  readonly days: number;
  /**
   * True where the days count from midnight before the row's time, in the zone of the server: a row
   * lives between `days - 1` and `days` days, and some hours more until parts are merged.
   */
  readonly flooredToDay: boolean;
  /** Whether the time is that of the fact or that at which Proton took it in. */
  readonly clock: 'event' | 'ingestion';
}

/** What the mapping document says of an object. */
export interface SeedRow {
  /** `existing`: has a target there; `deferred`: was put off; `merged`: folded into another. */
  readonly status: 'existing' | 'deferred' | 'merged';
  /** Proton's TTL as the document puts it; the DDL is in `ttl` and does not always agree. */
  readonly ttl: string;
  /** Table that takes its rows. */
  readonly target: string;
  /** Retention of the target; null where rows do not age. */
  readonly retentionDays: number | null;
}

/** One object of a Proton installation, as its DDL declares it. */
export interface ProtonObject {
  readonly name: string;
  /**
   * `stream` keeps every row; `versioned_kv` the newest of each key; `changelog_kv` the newest too,
   * as rows that add or take away.
   */
  readonly kind: 'stream' | 'versioned_kv' | 'changelog_kv';
  /**
   * Every column but `_tp_time`, which each object has: the time of ingestion. In the order of the
   * DDL, by which positional inserts go.
   */
  readonly columns: readonly (readonly [name: string, type: ProtonType])[];
  /** Columns by which a newer row replaces an older; empty for a stream. */
  readonly key: readonly string[];
  /** Which of the rows of one key is the newest; `_tp_time` also where the DDL does not say. */
  readonly versionColumn?: string;
  /** Null: rows stay. */
  readonly ttl: ProtonTtl | null;
  /** Order on disk; empty where it is that of the key. */
  readonly orderBy: readonly string[];
  readonly seed: SeedRow;
  /** What a reader or writer of it must know. */
  readonly note?: string;
}

/** Declares an object. */
export const protonObject = (entry: ProtonObject): ProtonObject => Object.freeze(entry);
