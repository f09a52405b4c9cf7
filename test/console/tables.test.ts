import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deviceAt,
  knownDevices,
  PAGE_ROWS,
  pagesOf,
} from '../../console/src/data/devices/pages.ts';
import type { Column } from '../../console/src/tables/column.ts';
import { cellsOf, chosenColumns, usualColumns } from '../../console/src/tables/column.ts';
import {
  type Filter,
  passes,
  readFilters,
  toggleFilter,
  writeFilters,
} from '../../console/src/tables/filter.ts';
import { compareCells, nextSort, readSort, writeSort } from '../../console/src/tables/sort.ts';
import type { DeviceItem } from '../../src/contract/index.ts';

interface Row {
  readonly name: string | null;
  readonly state: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { key: 'name', title: 'Name', value: ({ name }) => name, width: null, shown: 'always' },
  { key: 'state', title: 'State', value: ({ state }) => state, width: 80, shown: 'wide' },
  { key: 'rare', title: 'Rare', value: () => null, width: 80, shown: 'asked' },
];
const KEYS = COLUMNS.map(({ key }) => key);

describe('the order of a table', () => {
  test('puts what is missing last in both directions', () => {
    const cells = ['b', null, 'a'];
    const sorted = (descending: boolean) =>
      cells.toSorted((one, other) => compareCells(one, other, descending));
    expect(sorted(false)).toEqual(['a', 'b', null]);
    expect(sorted(true)).toEqual(['b', 'a', null]);
  });

  test('counts numbers inside names and compares numbers as numbers', () => {
    expect(compareCells('core 2', 'core 10', false)).toBeLessThan(0);
    expect(compareCells(9, 10, false)).toBeLessThan(0);
  });

  test('comes from the address and goes back there; an unknown column is no order', () => {
    expect(readSort('-name', KEYS)).toEqual({ key: 'name', descending: true });
    expect(readSort('size', KEYS)).toBeUndefined();
    expect(writeSort({ key: 'name', descending: true })).toBe('-name');
  });

  test('after a click begins with the greatest number or the first name, then turns round', () => {
    const first = nextSort(undefined, 'cpu', true);
    expect(first).toEqual({ key: 'cpu', descending: true });
    expect(nextSort(first, 'cpu', true).descending).toBe(false);
    expect(nextSort(first, 'name', false)).toEqual({ key: 'name', descending: false });
  });
});

describe('a filter', () => {
  const filter = fc.record({
    key: fc.constantFrom('name', 'state'),
    value: fc.string(),
    exclude: fc.boolean(),
  });

  test('comes back from the address as it went in', () => {
    fc.assert(
      fc.property(fc.array(filter, { minLength: 1 }), (filters) => {
        expect(readFilters(writeFilters(filters), KEYS)).toEqual(filters);
      }),
    );
    expect(writeFilters([])).toBeUndefined();
    expect(readFilters('size:1,name', KEYS)).toEqual([]);
  });

  test('is added, taken away by the same again, and replaced by its opposite', () => {
    const only: Filter = { key: 'name', value: 'node', exclude: false };
    const without = { ...only, exclude: true };
    expect(toggleFilter([], only)).toEqual([only]);
    expect(toggleFilter([only], only)).toEqual([]);
    expect(toggleFilter([only], without)).toEqual([without]);
  });

  test.each([
    ['no filter', [], true],
    ['one of the wanted values', ['name:node', 'name:postgres'], true],
    ['another value', ['name:postgres'], false],
    ['an unwanted value', ['-state:idle'], false],
    ['another unwanted value', ['-state:gone'], true],
    ['wanted in one column and unwanted in another', ['name:node', '-state:idle'], false],
  ])('judges a row by %s', (_, texts, expected) => {
    const filters = texts.flatMap((text) => readFilters(text, KEYS));
    expect(passes({ name: 'node', state: 'idle' }, COLUMNS, filters)).toBe(expected);
  });

  test('can ask for what has no value', () => {
    const row = { name: null, state: 'idle' };
    expect(passes(row, COLUMNS, readFilters('name:', KEYS))).toBe(true);
    expect(passes(row, COLUMNS, readFilters('-name:', KEYS))).toBe(false);
  });
});

describe('the columns', () => {
  test('are fewer on a phone, and those of the address anywhere', () => {
    expect(usualColumns(COLUMNS, false)).toEqual(['name', 'state']);
    expect(usualColumns(COLUMNS, true)).toEqual(['name']);
    const keys = (chosen: string[] | undefined) =>
      chosenColumns(COLUMNS, chosen, true).map(({ key }) => key);
    expect(keys(['rare', 'name'])).toEqual(['name', 'rare']);
    expect(keys(['gone'])).toEqual(['name']);
  });

  test('give exact cells to a copy', () => {
    expect(cellsOf(COLUMNS, [{ name: null, state: 'idle' }])).toEqual([[null, 'idle', null]]);
  });
});

describe('a long list', () => {
  const device = (device_id: string) => ({ device_id }) as DeviceItem;

  test('asks for the pages that are looked at', () => {
    expect(pagesOf({ first: 0, last: 30 })).toEqual([1]);
    expect(pagesOf({ first: PAGE_ROWS - 5, last: PAGE_ROWS + 5 })).toEqual([1, 2]);
    expect(pagesOf({ first: 99_980, last: 99_999 })).toEqual([500]);
  });

  test('knows a row only where its page is known', () => {
    const list = {
      total: 1_000,
      more: false,
      pages: new Map([
        [3, [device('c')]],
        [1, [device('a'), device('b')]],
      ]),
    };
    expect(deviceAt(list, 1)?.device_id).toBe('b');
    expect(deviceAt(list, 2 * PAGE_ROWS)?.device_id).toBe('c');
    expect(deviceAt(list, PAGE_ROWS)).toBeUndefined();
    expect(knownDevices(list).map(({ device_id }) => device_id)).toEqual(['a', 'b', 'c']);
  });
});
