import { useCallback, useMemo, useState } from 'react';
import { changeParams, readList, usePlace, writeList } from '../location/index.ts';
import { useNarrow } from '../preferences/index.ts';
import { type Column, chosenColumns } from './column.ts';
import { type Filter, readFilters, toggleFilter, writeFilters } from './filter.ts';
import { readSort, type Sort, writeSort } from './sort.ts';

/** What the address says about a table, and how to change it. */
export interface TableState<Row> {
  readonly shown: readonly Column<Row>[];
  readonly setColumns: (keys: readonly string[] | undefined) => void;
  readonly sort: Sort | undefined;
  readonly setSort: (sort: Sort) => void;
  readonly filters: readonly Filter[];
  readonly toggle: (filter: Filter) => void;
  readonly selected: ReadonlySet<string>;
  readonly select: (key: string) => void;
  readonly clearSelection: () => void;
}

/**
 * State of a table by its name: `<name>.sort`, `<name>.columns`, `<name>.only` in the address. What is
 * selected is a moment's work and not in it.
 */
export function useTableState<Row>(
  name: string,
  columns: readonly Column<Row>[],
  usualSort?: Sort,
): TableState<Row> {
  const { params } = usePlace();
  const narrow = useNarrow();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const sortText = params[`${name}.sort`];
  const filterText = params[`${name}.only`];
  const chosenText = params[`${name}.columns`];
  const shown = useMemo(
    () => chosenColumns(columns, readList(chosenText), narrow),
    [columns, chosenText, narrow],
  );
  const sort = useMemo(() => {
    const sortable = columns.filter((column) => column.sortable).map(({ key }) => key);
    return readSort(sortText, sortable);
  }, [columns, sortText]);
  const filters = useMemo(() => {
    const filterable = columns.filter((column) => column.filterable).map(({ key }) => key);
    return readFilters(filterText, filterable);
  }, [columns, filterText]);
  const select = useCallback((key: string) => {
    setSelected((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  }, []);
  return {
    shown,
    setColumns: (keys) =>
      changeParams({ [`${name}.columns`]: keys && writeList(keys) }, { replace: true }),
    sort: sort ?? usualSort,
    setSort: (next) => changeParams({ [`${name}.sort`]: writeSort(next) }, { replace: true }),
    filters,
    toggle: (filter) =>
      changeParams({ [`${name}.only`]: writeFilters(toggleFilter(filters, filter)) }),
    selected,
    select,
    clearSelection: () => setSelected(new Set()),
  };
}
