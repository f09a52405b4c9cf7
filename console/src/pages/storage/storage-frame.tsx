import type { ReactNode } from 'react';
import { Failure, Progress, RoomHead, type RoomPart } from '../../controls/index.ts';
import type { Polled } from '../../data/index.ts';
import { changeParams, usePlace, useTitle } from '../../location/index.ts';
import { STORAGE_PARTS } from './parts.ts';

export interface StorageFrameProps<T> {
  readonly part: RoomPart;
  readonly polled: Polled<T>;
  /** Whether rows of this part can be counted. */
  readonly countable?: boolean;
  /** The part is a text that the page scrolls, not a list that scrolls by itself. */
  readonly flowing?: boolean;
  /** What the answer is shown as. */
  readonly children: (value: T) => ReactNode;
}

/** What the parts of the storage room have in common: where one is, and how the answer came. */
export function StorageFrame<T>(props: StorageFrameProps<T>) {
  const { part, polled, countable = false, flowing = false, children } = props;
  const { params } = usePlace();
  useTitle(part.path === '/storage' ? 'Storage' : `${part.title} · Storage`);
  const exact = params.exact === 'true';
  const { value, busy, outdated, fault, retry } = polled;
  return (
    <div className={flowing ? 'page' : 'page page-fill'}>
      <RoomHead title="Storage" parts={STORAGE_PARTS} part={part}>
        {countable && (
          <label className="check-line">
            <input
              type="checkbox"
              checked={exact}
              onChange={() => changeParams({ exact: exact ? null : 'true' })}
            />
            Count rows exactly
          </label>
        )}
      </RoomHead>
      <Progress busy={busy && (value === undefined || outdated)} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {value !== undefined && children(value)}
    </div>
  );
}
