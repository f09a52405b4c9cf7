import type { KeyboardEvent } from 'react';
import { Icon } from '../controls/index.ts';
import { formatCount } from '../format/index.ts';
import { cellClass } from './column.ts';
import type { GridRowProps } from './grid-row.tsx';
import type { Group } from './groups.ts';
import { stepOf } from './row-acts.ts';

export interface GroupRowProps<Row>
  extends Pick<GridRowProps<Row>, 'columns' | 'index' | 'reachable' | 'acts'> {
  readonly group: Group<Row>;
}

/** The line of a group: its name, how many rows it has, and what they sum up to. */
export function GroupRow<Row>(props: GroupRowProps<Row>) {
  const { group, columns, index, acts } = props;
  const toggle = () => acts.toggleGroup(group.key);
  const press = (event: KeyboardEvent) => {
    const step = stepOf(event.key);
    const folds = { ArrowLeft: group.open, ArrowRight: !group.open }[event.key] ?? false;
    if (step !== undefined) acts.step(step);
    else if (folds || event.key === 'Enter' || event.key === ' ') toggle();
    else return;
    event.preventDefault();
  };
  return (
    <tr
      className="grid-group"
      data-index={index}
      aria-rowindex={index + 2}
      tabIndex={props.reachable ? 0 : -1}
      onFocus={() => acts.activate(index)}
      onKeyDown={press}
      onClick={toggle}
    >
      {columns.map((column, place) => {
        const total = column.total?.(group.rows);
        return place === 0 ? (
          <th key={column.key} scope="row" className="group-head">
            <button type="button" className="group-toggle" tabIndex={-1} aria-expanded={group.open}>
              <Icon name={group.open ? 'down' : 'right'} />
              <span>{group.key}</span>
              <span className="muted">{formatCount(group.rows.length)}</span>
            </button>
          </th>
        ) : (
          <td key={column.key} className={cellClass(column)}>
            {total}
          </td>
        );
      })}
    </tr>
  );
}
