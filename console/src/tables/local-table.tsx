import { type ReactNode, useMemo } from 'react';
import type { Column } from './column.ts';
import { passes } from './filter.ts';
import { Grid } from './grid.tsx';
import { compareCells, type Sort } from './sort.ts';
import { useTableState } from './table-state.ts';
import { Toolbar } from './toolbar.tsx';

export interface LocalTableProps<Row> {
  readonly name: string;
  readonly label: string;
  readonly noun: readonly [one: string, several: string];
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly usualSort?: Sort;
  readonly onOpen?: (row: Row) => void;
  readonly opened?: string | undefined;
  readonly primary?: boolean;
  readonly children?: ReactNode;
}

/** A table whose rows are all here: it sorts and filters by itself. */
export function LocalTable<Row>(props: LocalTableProps<Row>) {
  const { name, columns, rows, rowKey, usualSort } = props;
  const state = useTableState(name, columns, usualSort);
  const { sort, filters } = state;
  const arranged = useMemo(() => {
    const kept = rows.filter((row) => passes(row, columns, filters));
    const by = columns.find(({ key }) => key === sort?.key);
    if (by === undefined || sort === undefined) return kept;
    return kept.sort((one, other) => compareCells(by.value(one), by.value(other), sort.descending));
  }, [rows, columns, filters, sort]);
  const selectedRows = arranged.filter((row) => state.selected.has(rowKey(row)));
  return (
    <div className="table">
      <Toolbar
        name={name}
        noun={props.noun}
        count={arranged.length}
        columns={columns}
        shown={state.shown}
        onColumns={state.setColumns}
        rowsToCopy={() => (selectedRows.length > 0 ? selectedRows : arranged)}
        selectedCount={selectedRows.length}
        onClearSelection={state.clearSelection}
        filters={filters}
        onFilter={state.toggle}
      >
        {props.children}
      </Toolbar>
      <Grid
        name={name}
        label={props.label}
        columns={state.shown}
        count={arranged.length}
        rowAt={(index) => arranged[index]}
        rowKey={rowKey}
        sort={sort}
        onSort={state.setSort}
        onFilter={state.toggle}
        {...(props.onOpen === undefined ? {} : { onOpen: props.onOpen })}
        opened={props.opened}
        selected={state.selected}
        onSelect={state.select}
        primary={props.primary ?? false}
      />
    </div>
  );
}
