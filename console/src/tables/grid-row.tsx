import type { KeyboardEvent, MouseEvent } from 'react';
import { DASH } from '../format/index.ts';
import type { Column } from './column.ts';
import { filterText } from './filter.ts';
import type { GridProps } from './grid.tsx';

export interface GridRowProps<Row> extends GridProps<Row> {
  readonly index: number;
  readonly active: boolean;
  /** Tab reaches this row of the table. */
  readonly reachable: boolean;
  readonly onActive: (index: number) => void;
  readonly onStep: (distance: number) => void;
}

/** Keys that move to another row, and how far. */
export const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 15,
  PageUp: -15,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Whether a click meant something inside the row. */
const isControl = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('a, button, input') !== null;

/** One row. A click opens its detail, with Ctrl or ⌘ it is selected. */
export function GridRow<Row>(props: GridRowProps<Row>) {
  const { columns, index, rowAt, rowKey, selected, opened } = props;
  const row = rowAt(index);
  const key = row === undefined ? undefined : rowKey(row);
  const isSelected = key !== undefined && selected.has(key);
  const isOpened = key !== undefined && opened === key;
  const press = (event: KeyboardEvent) => {
    const distance = STEPS[event.key];
    if (distance !== undefined) props.onStep(distance);
    else if (event.key === 'Enter' && !isControl(event.target) && row) props.onOpen?.(row);
    else if (event.key === ' ' && !isControl(event.target) && key) props.onSelect(key);
    else return;
    event.preventDefault();
  };
  const click = (event: MouseEvent) => {
    if (row === undefined || key === undefined || isControl(event.target)) return;
    if (window.getSelection()?.isCollapsed === false) return;
    if (event.ctrlKey || event.metaKey) props.onSelect(key);
    else props.onOpen?.(row);
  };
  return (
    <tr
      data-index={index}
      data-opened={isOpened || undefined}
      data-selected={isSelected || undefined}
      aria-rowindex={index + 2}
      tabIndex={props.reachable ? 0 : -1}
      onFocus={() => props.onActive(index)}
      onKeyDown={press}
      onClick={click}
    >
      {columns.map((column) => (
        <td key={column.key} className={column.numeric ? 'numeric' : undefined}>
          {row === undefined ? (
            <span className="pending" />
          ) : (
            <GridCell
              column={column}
              row={row}
              onFilter={props.onFilter}
              keepsOnly={props.keepsOnly}
            />
          )}
        </td>
      ))}
    </tr>
  );
}

interface GridCellProps<Row> {
  readonly column: Column<Row>;
  readonly row: Row;
  readonly onFilter: GridProps<Row>['onFilter'];
  readonly keepsOnly: boolean | undefined;
}

function GridCell<Row>({ column, row, onFilter, keepsOnly = false }: GridCellProps<Row>) {
  const cell = column.value(row);
  const shown = column.show?.(row) ?? (cell === null ? DASH : String(cell));
  if (!column.filterable || onFilter === undefined || cell === null) return shown;
  const value = filterText(cell);
  return (
    <button
      type="button"
      className="cell-filter"
      // Out of the tab order: the row's detail offers the same by keyboard.
      tabIndex={-1}
      title={`Click: only ${value}.${keepsOnly ? '' : ` Alt-click: without ${value}.`}`}
      onClick={({ altKey }) => onFilter({ key: column.key, value, exclude: altKey && !keepsOnly })}
    >
      {shown}
    </button>
  );
}
