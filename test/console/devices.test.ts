import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  exportAddress,
  MOST_PAGES,
  nearestPages,
  PAGE_ROWS,
  pagesOf,
  pagesToAsk,
} from '../../console/src/data/devices/pages.ts';
import {
  chipsOf,
  isFiltered,
  questionOf,
  readFilter,
} from '../../console/src/pages/devices/question.ts';

describe('the list of devices', () => {
  test('reads from the address which devices are asked for, and leaves out a status that there is none of', () => {
    const filter = readFilter({ search: 'core', status: 'offline', tag: 'rack 7', open: 'x' });
    expect(filter).toMatchObject({ search: 'core', status: 'offline', tag: 'rack 7' });
    expect(chipsOf(filter)).toEqual([
      { key: 'status', value: 'offline', exclude: false },
      { key: 'tag', value: 'rack 7', exclude: false },
    ]);
    expect(readFilter({ status: 'asleep' }).status).toBeUndefined();
    expect(isFiltered(readFilter({ open: 'x', 'devices.sort': 'ip' }))).toBe(false);
    expect(isFiltered(readFilter({ source: 'snmp' }))).toBe(true);
  });

  test('asks for the best match first unless an order is chosen', () => {
    const filter = readFilter({ search: 'core' });
    expect(questionOf(filter, undefined).sort).toBeUndefined();
    expect(questionOf(filter, { key: 'hostname', descending: false }).sort).toBe('hostname');
    expect(questionOf(filter, { key: 'last_seen', descending: true }).sort).toBe('-last_seen');
  });

  test('exports what the filter keeps, whatever stands in it', () => {
    const address = exportAddress(readFilter({ search: 'a&b', partition: 'east/1' }), 'csv');
    const { pathname, searchParams } = new URL(address, 'http://store');
    expect(pathname).toBe('/api/devices/export');
    expect(Object.fromEntries(searchParams)).toEqual({
      ...{ format: 'csv', search: 'a&b', partition: 'east/1' },
    });
  });

  test('asks for what is in view again and again, and for what is near it once', () => {
    const list = (total: number, ...known: number[]) => ({
      ...{ total, more: false },
      pages: new Map(known.map((page) => [page, []])),
    });
    const atPage = (page: number) => {
      const first = (page - 1) * PAGE_ROWS + 20;
      return { first, last: first + 30 };
    };
    expect(pagesToAsk(atPage(1), undefined)).toEqual([1]);
    expect(pagesToAsk(atPage(5), list(100_000, 5))).toEqual([5, 4]);
    expect(pagesToAsk(atPage(5), list(100_000, 4, 5))).toEqual([5]);
    // Near the end of a page the next one is wanted before it comes into view.
    const late = { first: PAGE_ROWS - 60, last: PAGE_ROWS - 10 };
    expect(pagesToAsk(late, list(100_000, 1))).toEqual([1, 2]);
    expect(pagesToAsk(late, list(PAGE_ROWS, 1))).toEqual([1]);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000 }),
        fc.integer({ min: 0, max: 100 }),
        (first, rows) => {
          const span = { first, last: first + rows };
          const asked = pagesToAsk(span, list(1_001));
          expect(asked.slice(0, pagesOf(span).length)).toEqual(pagesOf(span));
          expect(new Set(asked).size).toBe(asked.length);
          expect(asked.length).toBeLessThanOrEqual(pagesOf(span).length + 2);
        },
      ),
    );
  });

  test('keeps the pages nearest to what is looked at, and never more than a few', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 500 }),
        (numbers, place) => {
          const kept = [
            ...nearestPages(new Map(numbers.map((page) => [page, page])), place).keys(),
          ];
          expect(kept).toHaveLength(Math.min(numbers.length, MOST_PAGES));
          const far = (page: number) => Math.abs(page - place);
          const gone = numbers.filter((page) => !kept.includes(page));
          for (const page of gone) {
            expect(far(page)).toBeGreaterThanOrEqual(Math.max(...kept.map(far)));
          }
        },
      ),
    );
  });
});
