import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { currentPlace, remember } from '../location/index.ts';
import { usePrinting } from '../preferences/index.ts';
import type { Column } from './column.ts';
import type { Filter } from './filter.ts';
import { GridHead } from './grid-head.tsx';
import { GridRow } from './grid-row.tsx';
import { GroupRow } from './group-row.tsx';
import type { Group } from './groups.ts';
import { type Step, useRowActs } from './row-acts.ts';
import { useRowKeys } from './row-keys.ts';
import type { Sort } from './sort.ts';

export interface GridProps<Row> {
  /** Name in the history and for screen readers. */
  readonly name: string;
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly count: number;
  /** Undefined while the row is not known yet, and where a group has its line. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly groupAt?: (index: number) => Group<Row> | undefined;
  readonly onToggleGroup?: (key: string) => void;
  readonly rowKey: (row: Row) => string;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort) => void;
  readonly onFilter?: (filter: Filter) => void;
  /** A filter can only keep a value: whoever filters cannot leave one out. */
  readonly keepsOnly?: boolean;
  readonly onOpen?: (row: Row) => void;
  /** Key of the row whose detail is open. */
  readonly opened?: string | undefined;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (key: string) => void;
  readonly onLook?: (span: { first: number; last: number }) => void;
  /** The list that the page is about: `j` and `k` move in it. */
  readonly primary?: boolean;
}

const ROW_PX = 32;
const GROWING_PX = 136;
/** What hides a part of the list: the head, which rows lie below, and a scrollbar at the bottom. */
const HIDDEN_PX = ROW_PX + 16;
/** Rows that paper gets; a longer list belongs in a file. */
const MOST_PRINTED = 500;

/** A table of any length: only the rows in view exist. */
export function Grid<Row>(props: GridProps<Row>) {
  const { name, label, columns, count, onLook } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const printing = usePrinting();
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: printing ? MOST_PRINTED : 12,
    scrollPaddingEnd: HIDDEN_PX,
    initialOffset: () => currentPlace().memory.scroll?.[name] ?? 0,
  });
  const { active, setActive, step } = useActiveRow(scroller, count, (index) =>
    virtual.scrollToIndex(index, { align: 'auto' }),
  );
  const act = (run: ((row: Row) => void) | undefined) => {
    const row = props.rowAt(active);
    if (row !== undefined) run?.(row);
  };
  const open = () => {
    const group = props.groupAt?.(active);
    if (group === undefined) act(props.onOpen);
    else props.onToggleGroup?.(group.key);
  };
  const select = () => act((row) => props.onSelect(props.rowKey(row)));
  const acts = useRowActs(props, { activate: setActive, step });
  useRowKeys(props.primary ?? false, { step, open, select });
  useScrollMemory(scroller, name);
  const items = virtual.getVirtualItems();
  const first = items.at(0)?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onLook?.({ first, last }), [onLook, first, last]);
  const before = items.at(0)?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const minWidth = columns.reduce(
    (sum, { width, least }) => sum + (width ?? least ?? GROWING_PX),
    0,
  );
  return (
    <div className="grid-scroller" ref={scroller}>
      <table className="grid" aria-label={label} aria-rowcount={count + 1} style={{ minWidth }}>
        <colgroup>
          {columns.map(({ key, width }) => (
            <col key={key} style={width === null ? {} : { width }} />
          ))}
        </colgroup>
        <GridHead {...props} />
        <Spacer height={before} span={columns.length} />
        <tbody>
          {items.map(({ index }) => {
            const reachable = active < 0 ? index === first : index === active;
            const line = { columns, index, reachable, acts };
            const group = props.groupAt?.(index);
            if (group !== undefined) return <GroupRow {...line} key={index} group={group} />;
            return <GridRow {...line} {...ofRow(props, index)} key={index} />;
          })}
        </tbody>
        <Spacer height={after} span={columns.length} />
      </table>
    </div>
  );
}

function ofRow<Row>(props: GridProps<Row>, index: number) {
  const row = props.rowAt(index);
  const rowKey = row === undefined ? undefined : props.rowKey(row);
  const filters = props.keepsOnly ? 'keeps' : 'keeps or excludes';
  return {
    row,
    rowKey,
    isSelected: rowKey !== undefined && props.selected.has(rowKey),
    isOpened: rowKey !== undefined && props.opened === rowKey,
    filters: props.onFilter === undefined ? 'not' : filters,
  } as const;
}

function Spacer({ height, span }: { readonly height: number; readonly span: number }) {
  if (height <= 0) return null;
  const style: CSSProperties = { height };
  return (
    <tbody className="grid-spacer" aria-hidden="true">
      <tr>
        <td colSpan={span} style={style} />
      </tr>
    </tbody>
  );
}

/** The row that keys act on. It has the focus once a key moved to it. */
function useActiveRow(
  scroller: { current: HTMLDivElement | null },
  count: number,
  reveal: (index: number) => void,
) {
  const [active, setActive] = useState(-1);
  const moved = useRef(false);
  const step = (wanted: Step) => {
    if (count === 0) return;
    const distance = typeof wanted === 'number' ? wanted : rowsInView(scroller) * PAGES[wanted];
    const next = Math.min(count - 1, Math.max(0, active < 0 ? 0 : active + distance));
    moved.current = true;
    setActive(next);
    reveal(next);
    if (next === active) focusRow(scroller.current, next);
  };
  useEffect(() => {
    if (!moved.current || active < 0) return;
    moved.current = false;
    // The row may come into being only after the list has scrolled to it.
    const frame = requestAnimationFrame(() => focusRow(scroller.current, active));
    return () => cancelAnimationFrame(frame);
  }, [active, scroller]);
  return { active: Math.min(active, count - 1), setActive, step };
}

const PAGES = { 'page down': 1, 'page up': -1 } as const;

/** Rows that are seen at once, but for one that two pages share. */
function rowsInView(scroller: { current: HTMLDivElement | null }): number {
  const height = (scroller.current?.clientHeight ?? 0) - ROW_PX;
  return Math.max(1, Math.floor(height / ROW_PX) - 1);
}

function focusRow(scroller: HTMLDivElement | null, index: number): void {
  scroller?.querySelector<HTMLElement>(`tr[data-index="${index}"]`)?.focus({ preventScroll: true });
}

/** Keeps how far the list was scrolled in this entry of the history, so that back returns there. */
function useScrollMemory(scroller: { current: HTMLDivElement | null }, name: string): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const scrolled = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const { scroll } = currentPlace().memory;
        remember({ scroll: { ...scroll, [name]: element.scrollTop } });
      }, 150);
    };
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      clearTimeout(timer);
      element.removeEventListener('scroll', scrolled);
    };
  }, [scroller, name]);
}
