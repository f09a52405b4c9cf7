import type { ReactNode } from 'react';
import type { Cell } from '../format/index.ts';

/** A column of a table. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** What the cell holds, for sorting, filtering and copies: exact, never rounded. */
  readonly value: (row: Row) => Cell;
  /** What the cell shows; the value itself where that is enough. */
  readonly show?: (row: Row) => ReactNode;
  /** What the line of a group of rows shows for all of them. */
  readonly total?: (rows: readonly Row[]) => ReactNode;
  /** Pixels; null: the rest of the width. */
  readonly width: number | null;
  /** Pixels that a column without a width has at least. */
  readonly least?: number;
  /** It stays in view while the table is scrolled sideways; for the first one. */
  readonly pinned?: boolean;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
  readonly sortable?: boolean;
  /** A click on a value keeps only the rows that have it. */
  readonly filterable?: boolean;
  /** `always`: also on a phone; `wide`: not there; `asked`: only when chosen. */
  readonly shown: 'always' | 'wide' | 'asked';
}

/** The classes of a cell of a column. */
export function cellClass({ numeric = false, pinned = false }: CellKind): string | undefined {
  return [numeric && 'numeric', pinned && 'pinned'].filter(Boolean).join(' ') || undefined;
}

type CellKind = Pick<Column<never>, 'numeric' | 'pinned'>;

/** Keys of the columns that a table shows unless the address names others. */
export function usualColumns<Row>(
  columns: readonly Column<Row>[],
  narrow: boolean,
): readonly string[] {
  return columns
    .filter(({ shown }) => shown === 'always' || (shown === 'wide' && !narrow))
    .map(({ key }) => key);
}

/** Columns in their own order, of which the keys are chosen; at least one. */
export function chosenColumns<Row>(
  columns: readonly Column<Row>[],
  chosen: readonly string[] | undefined,
  narrow: boolean,
): readonly Column<Row>[] {
  const keys = chosen ?? usualColumns(columns, narrow);
  const found = columns.filter(({ key }) => keys.includes(key));
  return found.length > 0 ? found : columns.slice(0, 1);
}

/** Rows as plain cells, for a copy. */
export function cellsOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): readonly (readonly Cell[])[] {
  return rows.map((row) => columns.map(({ value }) => value(row)));
}
