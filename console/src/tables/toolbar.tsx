import { type ReactNode, useState } from 'react';
import { announce, copyText, downloadText, Icon, IconMenu } from '../controls/index.ts';
import { formatCount, formatCsv, formatJson } from '../format/index.ts';
import { type Column, cellsOf } from './column.ts';
import type { Filter } from './filter.ts';

export interface ToolbarProps<Row> {
  /** Beginning of file names. */
  readonly name: string;
  /** What one row and several are called. */
  readonly noun: readonly [one: string, several: string];
  readonly count: number;
  /** There are more than were counted. */
  readonly more?: boolean;
  /** Columns of the table, and which of them are shown. */
  readonly columns: readonly Column<Row>[];
  readonly shown: readonly Column<Row>[];
  readonly onColumns: (keys: readonly string[] | undefined) => void;
  /** Rows that a copy takes: the selected ones, or all that are known. */
  readonly rowsToCopy: () => readonly Row[];
  readonly selectedCount: number;
  readonly onClearSelection: () => void;
  readonly filters: readonly Filter[];
  readonly onFilter: (filter: Filter) => void;
  /** Search field and the like, in front. */
  readonly children?: ReactNode;
  /** Buttons beside those that every table has. */
  readonly actions?: ReactNode;
}

/** The line above a table. */
export function Toolbar<Row>(props: ToolbarProps<Row>) {
  const { count, noun, filters, columns, selectedCount, onClearSelection } = props;
  const title = (key: string) => columns.find((column) => column.key === key)?.title ?? key;
  return (
    <div className="toolbar">
      {props.children}
      {filters.map((filter) => (
        <button
          type="button"
          className="chip"
          key={`${filter.exclude} ${filter.key} ${filter.value}`}
          title="Take this filter away"
          onClick={() => props.onFilter(filter)}
        >
          {title(filter.key)} {filter.exclude ? '≠' : '='} {filter.value || 'none'}
          <Icon name="close" />
        </button>
      ))}
      <span className="toolbar-count" role="status">
        {props.more === true && 'at least '}
        {formatCount(count)} {count === 1 ? noun[0] : noun[1]}
      </span>
      {selectedCount > 0 && (
        <button type="button" className="chip" onClick={onClearSelection}>
          {formatCount(selectedCount)} selected
          <Icon name="close" />
        </button>
      )}
      <span className="toolbar-actions">
        {props.actions}
        <ColumnChooser {...props} />
        <CopyMenu {...props} />
      </span>
    </div>
  );
}

function ColumnChooser<Row>({ columns, shown, onColumns }: ToolbarProps<Row>) {
  const [open, setOpen] = useState(false);
  const keys = shown.map(({ key }) => key);
  const toggle = (key: string) =>
    onColumns(
      columns
        .map((column) => column.key)
        .filter((one) => (one === key ? !keys.includes(one) : keys.includes(one))),
    );
  return (
    <IconMenu icon="columns" label="Columns" open={open} onOpenChange={setOpen}>
      <fieldset className="menu">
        <legend>Columns</legend>
        {columns.map(({ key, title }) => (
          <label key={key} className="menu-check">
            <input
              type="checkbox"
              checked={keys.includes(key)}
              disabled={keys.length === 1 && keys[0] === key}
              onChange={() => toggle(key)}
            />
            {title}
          </label>
        ))}
        <button type="button" className="menu-item" onClick={() => onColumns(undefined)}>
          Usual columns
        </button>
      </fieldset>
    </IconMenu>
  );
}

function CopyMenu<Row>({ name, noun, shown, rowsToCopy }: ToolbarProps<Row>) {
  const [open, setOpen] = useState(false);
  const take = async (kind: 'csv' | 'json' | 'file') => {
    const rows = rowsToCopy();
    const titles = shown.map(({ key }) => key);
    const cells = cellsOf(shown, rows);
    setOpen(false);
    if (kind === 'file') return downloadText(`${name}.csv`, formatCsv(titles, cells), 'text/csv');
    await copyText(kind === 'csv' ? formatCsv(titles, cells) : formatJson(titles, cells));
    announce(`Copied ${formatCount(rows.length)} ${rows.length === 1 ? noun[0] : noun[1]}`);
  };
  return (
    <IconMenu icon="copy" label="Copy" title="Copy rows" open={open} onOpenChange={setOpen}>
      <div className="menu">
        <button type="button" className="menu-item" onClick={() => void take('csv')}>
          <Icon name="copy" /> Copy as CSV
        </button>
        <button type="button" className="menu-item" onClick={() => void take('json')}>
          <Icon name="copy" /> Copy as JSON
        </button>
        <button type="button" className="menu-item" onClick={() => void take('file')}>
          <Icon name="download" /> Save as CSV
        </button>
      </div>
    </IconMenu>
  );
}
