import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLocalInstant } from '../../console/src/format/index.ts';
import {
  DEFAULT_RANGE,
  describeRange,
  devicePath,
  hrefTo,
  readList,
  readSearch,
  readSegment,
  readTimeRange,
  timeRangeParams,
  windowOf,
  withParams,
  writeList,
  writeSearch,
  zoomed,
} from '../../console/src/location/index.ts';

const HOUR = 3_600_000;
const AT = Date.UTC(2026, 10, 23, 14, 5, 9);

describe('the address', () => {
  test('keeps any text of a parameter', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })), (params) => {
        expect(readSearch(writeSearch(params))).toEqual({ ...params });
      }),
    );
  });

  test('keeps any list of texts', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (list) => {
        expect(readList(writeList(list))).toEqual(list);
      }),
    );
    expect(readList(undefined)).toBeUndefined();
    expect(readList('')).toEqual([]);
  });

  test('stays readable: device ids and instants keep their colons', () => {
    expect(devicePath('default:10.0.0.1')).toBe('/devices/default:10.0.0.1');
    expect(writeSearch({ from: '2026-11-23T14:00:00Z' })).toBe('?from=2026-11-23T14:00:00Z');
  });

  test('names any device, also one with a slash or a percent sign', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
        expect(readSegment(devicePath(id), '/devices/')).toBe(id);
      }),
    );
    expect(readSegment('/devices/100%', '/devices/')).toBe('100%');
    expect(readSegment('/devices/', '/devices/')).toBeUndefined();
    expect(readSegment('/devices/a/b', '/devices/')).toBeUndefined();
  });

  test('drops a parameter that is taken away or empty and keeps the order of the others', () => {
    const params = withParams({ a: '1', b: '2', c: '3' }, { a: null, b: '4', c: '', d: undefined });
    expect(writeSearch(params)).toBe('?b=4');
  });

  test('of another page carries the time range along, and nothing of this page', () => {
    const here = { range: '6h', live: 'off', search: 'core', open: 'x' };
    expect(hrefTo('/storage', {}, here)).toBe('/storage?range=6h&live=off');
    expect(hrefTo('/devices', { status: 'offline' }, {})).toBe('/devices?status=offline');
  });
});

describe('a time range', () => {
  test.each([
    ['range=15m', 15 * 60_000],
    ['range=6h', 6 * HOUR],
    ['range=3d', 72 * HOUR],
    ['range=365d', 365 * 24 * HOUR],
  ])('%s reaches to now', (search, lengthMs) => {
    const range = readTimeRange(readSearch(search));
    expect(windowOf(range, AT)).toEqual({ startMs: AT - lengthMs, endMs: AT });
  });

  test.each([
    '',
    'range=401d',
    'range=0h',
    'range=1y',
    'range=-1h',
    'from=2026-11-23T15:00:00Z&to=2026-11-23T14:00:00Z',
    'from=2025-01-01T00:00:00Z&to=2026-11-23T14:00:00Z',
    'from=yesterday&to=today',
  ])('that cannot be used, as %j, is the last hour', (search) => {
    expect(readTimeRange(readSearch(search))).toEqual(DEFAULT_RANGE);
  });

  test('comes back from the address as it went in', () => {
    const ranges = ['range=6h', 'from=2026-11-23T14:00:00Z&to=2026-11-23T15:30:00Z', ''];
    for (const search of ranges) {
      const range = readTimeRange(readSearch(search));
      const written = withParams({}, timeRangeParams(range));
      expect(writeSearch(written)).toBe(search === '' ? '' : `?${search}`);
    }
  });

  test('of a drag covers it, in either direction, in whole seconds and never less than ten', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2e12 }),
        fc.integer({ min: 0, max: 1e9 }),
        (a, width) => {
          const range = zoomed(a + width, a);
          expect(range).toEqual(zoomed(a, a + width));
          if (range.kind !== 'absolute') throw new Error('a drag is a range of its own');
          expect(range.startMs).toBeLessThanOrEqual(a);
          expect(range.endMs).toBeGreaterThanOrEqual(a + width);
          expect(range.endMs - range.startMs).toBeGreaterThanOrEqual(10_000);
          expect([range.startMs % 1_000, range.endMs % 1_000]).toEqual([0, 0]);
        },
      ),
    );
  });

  test('is described as a person would, the day once where it is the same', () => {
    const day = readTimeRange({ from: '2026-11-23T14:00:00Z', to: '2026-11-23T15:30:00Z' });
    const night = readTimeRange({ from: '2026-11-23T22:00:00Z', to: '2026-11-24T04:00:00Z' });
    expect(describeRange(readTimeRange({ range: '24h' }), 'utc')).toBe('Last 24 hours');
    expect(describeRange(readTimeRange({ range: '7d' }), 'utc')).toBe('Last 7 days');
    expect(describeRange(readTimeRange({ range: '1d' }), 'utc')).toBe('Last day');
    expect(describeRange(day, 'utc')).toBe('2026-11-23 14:00:00 to 15:30:00');
    expect(describeRange(night, 'utc')).toBe('2026-11-23 22:00:00 to 2026-11-24 04:00:00');
  });
});

describe('a typed instant', () => {
  test.each([
    ['2026-11-23 14:05:09', AT],
    ['2026-11-23T14:05', AT - 9_000],
    [' 2026-11-23 ', Date.UTC(2026, 10, 23)],
    ['2026-11-23T15:05:09+01:00', AT],
    ['23.11.2026', undefined],
    ['2026-13-01 00:00', undefined],
    ['', undefined],
  ])('%j is understood or refused', (text, timeMs) => {
    expect(readLocalInstant(text, 'utc')).toBe(timeMs);
  });

  test('without a zone of its own is in the zone that is shown', () => {
    const local = new Date(2026, 10, 23, 14, 5, 9).getTime();
    expect(readLocalInstant('2026-11-23 14:05:09', 'local')).toBe(local);
  });
});
