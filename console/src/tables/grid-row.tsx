import { type KeyboardEvent, type MouseEvent, memo } from 'react';
import { DASH } from '../format/index.ts';
import { type Column, cellClass } from './column.ts';
import { filterText } from './filter.ts';
import { type RowActs, stepOf } from './row-acts.ts';

export interface GridRowProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly index: number;
  /** Undefined while it is not known yet. */
  readonly row: Row | undefined;
  readonly rowKey: string | undefined;
  readonly isSelected: boolean;
  readonly isOpened: boolean;
  /** Tab reaches this row of the table. */
  readonly reachable: boolean;
  /** What a click on a value does. */
  readonly filters: 'not' | 'keeps' | 'keeps or excludes';
  readonly acts: RowActs<Row>;
}

/** Whether a click meant something inside the row. */
const isControl = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('a, button, input') !== null;

/**
 * One row. A click opens its detail, with Ctrl or ⌘ it is selected. It is drawn anew only when something
 * of its own changes: while a list scrolls, each frame has time for the rows that come into view.
 */
export const GridRow = memo(DrawnRow) as typeof DrawnRow;

function DrawnRow<Row>(props: GridRowProps<Row>) {
  const { columns, index, row, rowKey: key, acts } = props;
  const press = (event: KeyboardEvent) => {
    const step = stepOf(event.key);
    if (step !== undefined) acts.step(step);
    else if (event.key === 'Enter' && !isControl(event.target) && row) acts.open(row);
    else if (event.key === ' ' && !isControl(event.target) && key) acts.select(key);
    else return;
    event.preventDefault();
  };
  const click = (event: MouseEvent) => {
    if (row === undefined || key === undefined || isControl(event.target)) return;
    if (window.getSelection()?.isCollapsed === false) return;
    if (event.ctrlKey || event.metaKey) acts.select(key);
    else acts.open(row);
  };
  return (
    <tr
      data-index={index}
      data-opened={props.isOpened || undefined}
      data-selected={props.isSelected || undefined}
      aria-rowindex={index + 2}
      tabIndex={props.reachable ? 0 : -1}
      onFocus={() => acts.activate(index)}
      onKeyDown={press}
      onClick={click}
    >
      {columns.map((column) => (
        <td key={column.key} className={cellClass(column)}>
          {row === undefined ? (
            <span className="pending" />
          ) : (
            <GridCell column={column} row={row} filters={props.filters} acts={acts} />
          )}
        </td>
      ))}
    </tr>
  );
}

interface GridCellProps<Row> extends Pick<GridRowProps<Row>, 'filters' | 'acts'> {
  readonly column: Column<Row>;
  readonly row: Row;
}

function GridCell<Row>({ column, row, filters, acts }: GridCellProps<Row>) {
  const cell = column.value(row);
  const shown = column.show?.(row) ?? (cell === null ? DASH : String(cell));
  if (!column.filterable || filters === 'not' || cell === null) return shown;
  const value = filterText(cell);
  const excludes = filters === 'keeps or excludes';
  return (
    <button
      type="button"
      className="cell-filter"
      // Out of the tab order: the row's detail offers the same by keyboard.
      tabIndex={-1}
      title={`Click: only ${value}.${excludes ? ` Alt-click: without ${value}.` : ''}`}
      onClick={({ altKey }) => acts.filter({ key: column.key, value, exclude: altKey && excludes })}
    >
      {shown}
    </button>
  );
}
