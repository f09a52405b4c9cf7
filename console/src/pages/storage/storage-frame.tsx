import type { ReactNode } from 'react';
import { Failure, Progress } from '../../controls/index.ts';
import type { Polled } from '../../data/index.ts';
import { changeParams, useHref, usePlace, useTitle } from '../../location/index.ts';
import { STORAGE_PARTS, type StoragePart } from './parts.ts';

export interface StorageFrameProps<T> {
  readonly part: StoragePart;
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
  const href = useHref();
  useTitle(part.path === '/storage' ? 'Storage' : `${part.title} · Storage`);
  const exact = params.exact === 'true';
  const { value, busy, outdated, fault, retry } = polled;
  return (
    <div className={flowing ? 'page' : 'page page-fill'}>
      <header className="page-head">
        <h1>Storage</h1>
        <nav className="tabs" aria-label="Parts of the storage">
          {STORAGE_PARTS.map(({ path, title }) => (
            <a
              key={path}
              className="tab"
              href={href(path)}
              aria-current={path === part.path ? 'page' : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
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
      </header>
      <Progress busy={busy && (value === undefined || outdated)} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {value !== undefined && children(value)}
    </div>
  );
}
