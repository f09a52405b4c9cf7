import type { Cell } from '../format/index.ts';

/** Order of a table. */
export interface Sort {
  readonly key: string;
  readonly descending: boolean;
}

/** Reads `name`, or `-name` for the greatest first; undefined for a column that cannot be sorted. */
export function readSort(text: string | undefined, sortable: readonly string[]): Sort | undefined {
  if (text === undefined) return undefined;
  const descending = text.startsWith('-');
  const key = descending ? text.slice(1) : text;
  return sortable.includes(key) ? { key, descending } : undefined;
}

/** The order as it stands in the address. */
export function writeSort(sort: Sort): string {
  return sort.descending ? `-${sort.key}` : sort.key;
}

/** The order after a click on a head: that column, and at a second click the other way round. */
export function nextSort(sort: Sort | undefined, key: string, numeric: boolean): Sort {
  if (sort?.key === key) return { key, descending: !sort.descending };
  return { key, descending: numeric };
}

const texts = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Compares two cells; what is missing stands last in either direction. */
export function compareCells(one: Cell, other: Cell, descending: boolean): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const order =
    typeof one === 'number' && typeof other === 'number'
      ? one - other
      : texts.compare(String(one), String(other));
  return descending ? -order : order;
}
