import type { Column, ColumnType } from './column.ts';
import type { Area, Dataset, Index } from './dataset.ts';

/** Mergeable state of a measure within one bucket. Averages are derived: sum divided by count. */
export type State = 'count' | 'sum' | 'min' | 'max' | 'first' | 'last';

/** What a rollup keeps of one value of its source. */
export interface Measure {
  /** Column of the source, or an expression over its columns in parentheses. NULLs do not count. */
  readonly of: string;
  /** Type of the value and of its sum, least, greatest, first and last. */
  readonly type: 'double precision' | 'bigint';
  readonly states: readonly State[];
  readonly meaning: string;
  readonly unit?: string;
  /**
   * Also keeps the distribution in a log-scaled histogram (relative error at most 5 %), of the rows
   * that fulfil the condition; `true` for all rows.
   */
  readonly histogram?: string;
}

/** A number of rows that fulfil a condition. */
export interface Tally {
  readonly where: string;
  readonly meaning: string;
}

/**
 * A column by which rows are grouped. Text of more than 500 bytes, which the index of a key cannot
 * hold, is kept as its beginning and a hash.
 */
export interface GroupColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly meaning: string;
  /** Expression over the source's columns; the column of the same name when absent. */
  readonly of?: string;
  /** Beside an expression: the column that equals it wherever it is not NULL, and has the index. */
  readonly column?: string;
}

/** A maintained aggregate of one hypertable: one row per bucket and group. */
export interface Rollup {
  readonly name: string;
  readonly title: string;
  readonly area: Area;
  /** Name of the hypertable that it aggregates. */
  readonly source: string;
  readonly bucketSeconds: number;
  readonly groupBy: readonly GroupColumn[];
  readonly measures: { readonly [name: string]: Measure };
  readonly tallies?: { readonly [name: string]: Tally };
  readonly retentionDays: number;
  readonly chunkHours: number;
  /** Indexes beside the key and the one by bucket. */
  readonly indexes?: readonly Index[];
  /** True where a continuous aggregate stands in for the table, on an engine that has them. */
  readonly continuous?: true;
}

/** The instant at which a bucket begins. */
export const BUCKET_COLUMN = 'bucket';

/** The relation of a rollup as a dataset, so that chunks, retention and checks treat it like any other. */
export function rollupDataset(rollup: Rollup): Dataset {
  const columns: { [name: string]: Column } = {
    [BUCKET_COLUMN]: {
      type: 'timestamp with time zone',
      nullable: false,
      meaning: `beginning of the ${rollup.bucketSeconds / 60} minutes that the row stands for`,
    },
  };
  for (const { name, type, nullable, meaning } of rollup.groupBy) {
    columns[name] = { type, nullable, meaning };
  }
  columns.sample_count = {
    type: 'bigint',
    nullable: false,
    meaning: 'rows of the source in the bucket',
  };
  for (const [name, tally] of Object.entries(rollup.tallies ?? {})) {
    columns[name] = { type: 'bigint', nullable: false, meaning: tally.meaning };
  }
  for (const [name, measure] of Object.entries(rollup.measures)) {
    Object.assign(columns, measureColumns(name, measure));
  }
  return {
    name: rollup.name,
    title: rollup.title,
    area: rollup.area,
    kind: 'hypertable',
    columns,
    key: [...rollup.groupBy.map((group) => group.name), BUCKET_COLUMN],
    keepsApart: 'two groups in one bucket',
    time: {
      column: BUCKET_COLUMN,
      chunkHours: rollup.chunkHours,
      retentionDays: rollup.retentionDays,
    },
    indexes: [
      { name: `idx_${rollup.name}_bucket`, columns: [`${BUCKET_COLUMN} desc`] },
      ...(rollup.indexes ?? []),
    ],
    rights: { writer: ['select'] },
    proton: [],
    queryNames: [rollup.name],
    rollup,
  };
}

/** Columns that a measure adds: `<name>_<state>`, and `<name>_histogram`. */
function measureColumns(name: string, measure: Measure): { [name: string]: Column } {
  const columns: { [name: string]: Column } = {};
  for (const state of measure.states) {
    const counts = state === 'count';
    columns[`${name}_${state}`] = {
      type: counts
        ? 'bigint'
        : measure.type === 'bigint' && state === 'sum'
          ? 'numeric'
          : measure.type,
      nullable: !counts,
      meaning: `${STATE_WORDS[state]} ${measure.meaning}`,
      ...(counts || measure.unit === undefined ? {} : { unit: measure.unit }),
    };
  }
  if (measure.histogram !== undefined) {
    columns[`${name}_histogram`] = {
      type: 'jsonb',
      nullable: true,
      meaning: `distribution of ${measure.meaning}: log-scaled bins with their counts`,
    };
  }
  return columns;
}

const STATE_WORDS: { readonly [S in State]: string } = {
  count: 'values of',
  sum: 'sum of',
  min: 'least',
  max: 'greatest',
  first: 'earliest',
  last: 'latest',
};
