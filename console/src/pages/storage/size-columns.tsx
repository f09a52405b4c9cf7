import { Instant } from '../../controls/index.ts';
import { formatBytes, formatCount } from '../../format/index.ts';
import type { Column } from '../../tables/index.ts';
import { edgeOf, totalOf } from './totals.ts';

/** What is in a dataset, or in all that an object of Proton became. */
export interface Filled {
  readonly rows: number | null;
  readonly rows_exact: boolean;
  readonly bytes: number | null;
  readonly oldest: string | null;
  readonly newest: string | null;
}

/** Rows, of which an estimate is marked as one. */
export function Rows({ rows, rows_exact }: Pick<Filled, 'rows' | 'rows_exact'>) {
  return (
    <span title={rows_exact ? 'Counted' : 'An estimate of the database'}>
      {rows_exact || rows === null ? '' : '≈ '}
      {formatCount(rows)}
    </span>
  );
}

/** Columns of rows and bytes. */
export function amountColumns<Row extends Filled>(narrow: boolean): readonly Column<Row>[] {
  const common = { numeric: true, sortable: true, shown: 'always' } as const;
  return [
    {
      ...common,
      key: 'rows',
      title: 'Rows',
      value: ({ rows }) => rows,
      show: (row) => <Rows {...row} />,
      total: (rows) => (
        <Rows
          rows={totalOf(rows.map((row) => row.rows))}
          rows_exact={rows.every((row) => row.rows_exact)}
        />
      ),
      width: narrow ? 84 : 112,
    },
    {
      ...common,
      key: 'bytes',
      title: 'Size',
      value: ({ bytes }) => bytes,
      show: ({ bytes }) => formatBytes(bytes),
      total: (rows) => formatBytes(totalOf(rows.map((row) => row.bytes))),
      width: narrow ? 80 : 88,
    },
  ];
}

/** Columns of the oldest and the newest row. */
export function ageColumns<Row extends Filled>(): readonly Column<Row>[] {
  const common = { numeric: true, sortable: true, shown: 'wide', width: 104 } as const;
  return [
    {
      ...common,
      key: 'oldest',
      title: 'Oldest row',
      value: ({ oldest }) => oldest,
      show: ({ oldest }) => <Instant at={oldest} quiet />,
      total: (rows) => (
        <Instant
          at={edgeOf(
            rows.map((row) => row.oldest),
            'earliest',
          )}
          quiet
        />
      ),
    },
    {
      ...common,
      key: 'newest',
      title: 'Newest row',
      value: ({ newest }) => newest,
      show: ({ newest }) => <Instant at={newest} quiet />,
      total: (rows) => (
        <Instant
          at={edgeOf(
            rows.map((row) => row.newest),
            'latest',
          )}
          quiet
        />
      ),
    },
  ];
}
