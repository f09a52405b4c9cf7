import { type ReactNode, useMemo } from 'react';
import { changeParams, usePlace } from '../location/index.ts';
import { useNarrow } from '../preferences/index.ts';
import type { Column } from './column.ts';
import { passes } from './filter.ts';
import { Grid } from './grid.tsx';
import { GroupMenu } from './group-menu.tsx';
import {
  groupRows,
  type Line,
  linesOf,
  type OpenGroups,
  readGroups,
  toggleGroup,
  writeGroups,
} from './groups.ts';
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
  /** Puts rows that belong together under one line, while nothing is searched or filtered. */
  readonly groupOf?: (row: Row) => string;
  /** The rows are what a search found. */
  readonly searched?: boolean;
  /** What stands in place of a table without rows. */
  readonly empty?: ReactNode;
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
  const groups = useGroups(props, arranged, filters.length > 0);
  const { lines } = groups;
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
        actions={groups.offered && <GroupMenu open={groups.open} onChoose={groups.choose} />}
      >
        {props.children}
      </Toolbar>
      {lines.length === 0 && props.empty !== undefined ? (
        props.empty
      ) : (
        <Grid
          name={name}
          label={props.label}
          columns={state.shown}
          count={lines.length}
          rowAt={(index) => {
            const line = lines[index];
            return line?.kind === 'row' ? line.row : undefined;
          }}
          groupAt={(index) => {
            const line = lines[index];
            return line?.kind === 'group' ? line.group : undefined;
          }}
          onToggleGroup={groups.toggle}
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
      )}
    </div>
  );
}

/** Lines of the table, and which groups are open: `<name>.groups` in the address. */
function useGroups<Row>(
  { name, groupOf, searched = false }: LocalTableProps<Row>,
  rows: readonly Row[],
  filtered: boolean,
) {
  const { params } = usePlace();
  const narrow = useNarrow();
  const usual: OpenGroups = narrow ? 'none' : 'all';
  const text = params[`${name}.groups`];
  const offered = groupOf !== undefined && !searched && !filtered;
  const open = useMemo(() => readGroups(text) ?? usual, [text, usual]);
  const groups = useMemo(
    () => (offered && open !== 'off' ? groupRows(rows, groupOf, open) : undefined),
    [offered, rows, groupOf, open],
  );
  const lines = useMemo(
    (): readonly Line<Row>[] =>
      groups === undefined ? rows.map((row) => ({ kind: 'row', row })) : linesOf(groups),
    [groups, rows],
  );
  const choose = (next: OpenGroups) =>
    changeParams(
      { [`${name}.groups`]: next === usual ? undefined : writeGroups(next) },
      { replace: true },
    );
  const toggle = (key: string) =>
    choose(
      toggleGroup(
        open,
        (groups ?? []).map((group) => group.key),
        key,
      ),
    );
  return { offered, open, lines, choose, toggle };
}
