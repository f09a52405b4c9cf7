import type { Cell } from '../format/index.ts';
import { readList, writeList } from '../location/index.ts';
import type { Column } from './column.ts';

/** Keeps, or leaves out, the rows that have a value in a column. */
export interface Filter {
  readonly key: string;
  readonly value: string;
  readonly exclude: boolean;
}

/** Reads `name:node,-status:idle`; entries of unknown columns are left out. */
export function readFilters(text: string | undefined, keys: readonly string[]): readonly Filter[] {
  return (readList(text) ?? []).flatMap((entry) => {
    const match = /^(-?)([^:]+):(.*)$/s.exec(entry);
    const key = match?.[2];
    if (key === undefined || !keys.includes(key)) return [];
    return [{ key, value: match?.[3] ?? '', exclude: match?.[1] === '-' }];
  });
}

/** Filters as they stand in the address; undefined without any. */
export function writeFilters(filters: readonly Filter[]): string | undefined {
  if (filters.length === 0) return undefined;
  return writeList(
    filters.map(({ key, value, exclude }) => `${exclude ? '-' : ''}${key}:${value}`),
  );
}

/** Adds a filter; the same one again takes it away, its opposite takes its place. */
export function toggleFilter(filters: readonly Filter[], filter: Filter): readonly Filter[] {
  const others = filters.filter(({ key, value }) => key !== filter.key || value !== filter.value);
  const had = filters.some(
    ({ key, value, exclude }) =>
      key === filter.key && value === filter.value && exclude === filter.exclude,
  );
  return had ? others : [...others, filter];
}

/** A cell as filters compare it. */
export function filterText(cell: Cell): string {
  return cell === null ? '' : String(cell);
}

/** Whether a row passes: one of the wanted values of each column, and none of the unwanted. */
export function passes<Row>(
  row: Row,
  columns: readonly Column<Row>[],
  filters: readonly Filter[],
): boolean {
  return columns.every((column) => {
    const own = filters.filter(({ key }) => key === column.key);
    if (own.length === 0) return true;
    const text = filterText(column.value(row));
    if (own.some(({ value, exclude }) => exclude && value === text)) return false;
    const wanted = own.filter(({ exclude }) => !exclude);
    return wanted.length === 0 || wanted.some(({ value }) => value === text);
  });
}

/** The filters whose names have a value. */
export function filtersOf<K extends string>(
  names: readonly K[],
  values: { readonly [N in K]?: string | undefined },
): readonly Filter[] {
  return names.flatMap((key) => {
    const value = values[key];
    return value === undefined ? [] : [{ key, value, exclude: false }];
  });
}
