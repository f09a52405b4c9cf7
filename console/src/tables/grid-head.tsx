import { cellClass } from './column.ts';
import type { GridProps } from './grid.tsx';
import { nextSort } from './sort.ts';

/** The head of a table; it stays in view. */
export function GridHead<Row>({ columns, sort, onSort }: GridProps<Row>) {
  return (
    <thead>
      <tr>
        {columns.map((column) => {
          const { key, title, numeric = false, sortable = false } = column;
          const sorted =
            sort?.key === key ? (sort.descending ? 'descending' : 'ascending') : 'none';
          return (
            <th
              key={key}
              scope="col"
              className={cellClass(column)}
              {...(sortable ? { 'aria-sort': sorted } : {})}
            >
              {sortable && onSort !== undefined ? (
                <button type="button" onClick={() => onSort(nextSort(sort, key, numeric))}>
                  <span>{title}</span>
                  <span className={`sort-mark sort-${sorted}`} aria-hidden="true" />
                </button>
              ) : (
                <span>{title}</span>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
