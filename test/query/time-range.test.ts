import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDensity, readTimeRange } from '../../src/query/index.ts';
import { stepForPoints } from '../../src/query/readers/time-range.ts';
import { manualClock } from '../support/clock.ts';
import { expectRadarError } from '../support/expect-error.ts';

const clock = manualClock('2026-03-10T12:00:00Z');
const NOW = clock.now();
const SECOND = 1_000_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

describe('a time range', () => {
  test('is the last 24 hours without parameters, and the last N with hours', () => {
    expect(readTimeRange({}, clock)).toEqual({ start: NOW - 24 * HOUR, end: NOW });
    expect(readTimeRange({ hours: '3' }, clock)).toEqual({ start: NOW - 3 * HOUR, end: NOW });
  });

  test('is what start and end say, and they win over hours', () => {
    const text = { start: '2026-03-01T00:00:00Z', end: '2026-03-02T01:00:00+01:00', hours: '3' };
    expect(readTimeRange(text, clock)).toEqual({ start: NOW - 9.5 * DAY, end: NOW - 8.5 * DAY });
  });

  test('reaches 24 hours back from an end alone, and up to now from a start alone', () => {
    const end = NOW - 5 * DAY;
    expect(readTimeRange({ end: '2026-03-05T12:00:00Z' }, clock)).toEqual({
      start: end - DAY,
      end,
    });
    expect(readTimeRange({ start: '2026-03-05T12:00:00Z' }, clock)).toEqual({
      start: end,
      end: NOW,
    });
  });

  test('may be 90 days long, and not a microsecond longer', async () => {
    const end = '2026-03-31T00:00:00Z';
    expect(readTimeRange({ start: '2025-12-31T00:00:00Z', end }, clock)).toBeDefined();
    expect(readTimeRange({ hours: '2160' }, clock)).toBeDefined();
    const longer = { start: '2025-12-30T23:59:59.999999Z', end };
    await expectRadarError(() => readTimeRange(longer, clock), 'RANGE_INVALID');
    await expectRadarError(() => readTimeRange({ hours: '2161' }, clock), 'RANGE_INVALID');
  });

  test('that is answered in points may be 400 days long, so that a year and a month fit', async () => {
    const end = '2026-03-31T00:00:00Z';
    const start = '2025-02-24T00:00:00Z';
    expect(readTimeRange({ start, end }, clock, 'points')).toBeDefined();
    const longer = { start: '2025-02-23T23:59:59Z', end };
    await expectRadarError(() => readTimeRange(longer, clock, 'points'), 'RANGE_INVALID');
    const raw = await expectRadarError(() => readTimeRange({ start, end }, clock), 'RANGE_INVALID');
    expect(raw.hint).toContain('step=1h');
  });

  test.each([
    { start: '2026-03-10T11:00:00Z', end: '2026-03-10T11:00:00Z' },
    { start: '2026-03-10T11:00:00.000001Z', end: '2026-03-10T11:00:00Z' },
    { start: '2026-03-10T12:00:01Z' },
    { start: 'yesterday' },
    { end: '2026-02-30T00:00:00Z' },
    { start: '2026-03-10' },
    { hours: '0' },
    { hours: '-1' },
    { hours: '1.5' },
    { hours: 'ten' },
    { hours: '' },
    { hours: '99999999999999999999' },
    { start: '9999-12-31T00:00:00Z', end: '9999-12-31T23:00:00-23:00' },
    { start: '0001-01-01T00:00:00Z', end: '0001-01-02T00:00:00Z' },
  ])('that cannot be used is refused: %o', async (text) => {
    await expectRadarError(() => readTimeRange(text, clock), 'RANGE_INVALID');
  });

  test('is refused with what was wrong and what to do', async () => {
    const fault = await expectRadarError(
      () => readTimeRange({ start: 'noon' }, clock),
      'RANGE_INVALID',
    );
    expect(fault.sentence).toContain('not an instant: "noon". Use RFC 3339');
  });
});

describe('a density', () => {
  test('is raw unless step or points are given', () => {
    expect(readDensity({})).toEqual({ kind: 'raw' });
    expect(readDensity({ step: '5m' })).toEqual({ kind: 'step', stepMicros: 300 * SECOND });
    expect(readDensity({ step: '90' })).toEqual({ kind: 'step', stepMicros: 90 * SECOND });
    expect(readDensity({ points: '20000' })).toEqual({ kind: 'points', points: 20_000 });
  });

  test.each([
    { step: '1m', points: '10' },
    { step: '0s' },
    { step: '999ms' },
    { step: '91d' },
    { step: 'soon' },
    { step: '9999999999999999999999d' },
    { points: '0' },
    { points: '-5' },
    { points: '20001' },
    { points: '1e3' },
  ])('that cannot be used is refused: %o', async (text) => {
    await expectRadarError(() => readDensity(text), 'REQUEST_INVALID');
  });
});

describe('the step for a number of points', () => {
  const touched = (start: number, end: number, step: number) =>
    Math.floor((end - 1) / step) - Math.floor(start / step) + 1;

  test('is the smallest familiar one', () => {
    const day = { start: NOW - DAY, end: NOW };
    expect(stepForPoints(day, 1_440)).toBe(60 * SECOND);
    expect(stepForPoints(day, 1_000)).toBe(120 * SECOND);
    expect(stepForPoints(day, 24)).toBe(HOUR);
    expect(stepForPoints({ start: NOW - 90 * DAY, end: NOW }, 10)).toBe(16 * DAY);
  });

  test('is larger where the range does not begin with a step, so that the number holds', () => {
    const range = { start: NOW - DAY + 1, end: NOW + 1 };
    expect(stepForPoints(range, 24)).toBe(2 * HOUR);
  });

  test('never gives more points than were asked for', () => {
    const start = fc.integer({ min: 0, max: NOW });
    const length = fc.integer({ min: 1, max: 90 * DAY });
    fc.assert(
      fc.property(start, length, fc.integer({ min: 1, max: 20_000 }), (from, long, points) => {
        const step = stepForPoints({ start: from, end: from + long }, points);
        expect(touched(from, from + long, step)).toBeLessThanOrEqual(points);
      }),
    );
  });
});
