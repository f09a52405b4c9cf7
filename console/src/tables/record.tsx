import { type Fact, Facts } from '../controls/index.ts';
import { DASH } from '../format/index.ts';
import type { Column } from './column.ts';
import { type Filter, filterText } from './filter.ts';

export interface RecordProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly row: Row;
  readonly onFilter?: (filter: Filter) => void;
}

/** Everything that a row says, uncut, with what its cells can do. */
export function RowRecord<Row>({ columns, row, onFilter }: RecordProps<Row>) {
  const facts = columns.map((column): Fact => {
    const cell = column.value(row);
    const value = filterText(cell);
    const shown = column.show?.(row) ?? (cell === null ? DASH : String(cell));
    if (!column.filterable || onFilter === undefined || cell === null) {
      return { name: column.title, value: shown };
    }
    const filter = (exclude: boolean) => () => onFilter({ key: column.key, value, exclude });
    return {
      name: column.title,
      value: (
        <>
          {shown}
          <button type="button" className="link-button" onClick={filter(false)}>
            only this
          </button>
          <button type="button" className="link-button" onClick={filter(true)}>
            without
          </button>
        </>
      ),
    };
  });
  return <Facts facts={facts} />;
}
