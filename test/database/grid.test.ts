import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DATASETS, timeOf } from '../../src/catalogue/index.ts';
import { formatInstant } from '../../src/core/index.ts';
import {
  chunkName,
  sliceAt,
  sliceOfName,
  slicesBetween,
  writableWindow,
} from '../../src/database/chunks/grid.ts';

const HOUR = 3_600_000_000;
const sliced = DATASETS.flatMap((dataset) => {
  const time = timeOf(dataset);
  return time === undefined ? [] : [{ dataset, time }];
});
const instants = fc.integer({ min: 0, max: 8_000_000_000_000_000 });

describe.each(sliced)('the time grid of $dataset.name', ({ dataset, time }) => {
  test('puts each instant into exactly one slice, aligned to UTC', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const slice = sliceAt(time, instant);
        expect(slice.from).toBeLessThanOrEqual(instant);
        expect(slice.to).toBeGreaterThan(instant);
        expect(slice.to - slice.from).toBe(time.chunkHours * HOUR);
        expect(slice.from % (time.chunkHours * HOUR)).toBe(0);
      }),
    );
  });

  test('covers a range without gap or overlap', () => {
    const spans = fc.integer({ min: 0, max: 40 * 24 * HOUR });
    fc.assert(
      fc.property(instants, spans, (from, span) => {
        const slices = slicesBetween(time, from, from + span);
        expect(slices[0]?.from).toBeLessThanOrEqual(from);
        expect(slices.at(-1)?.to).toBeGreaterThan(from + span);
        slices.slice(1).forEach((slice, index) => {
          expect(slice.from).toBe(slices[index]?.to);
        });
      }),
    );
  });

  test('names a slice so that the name tells the slice', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const slice = sliceAt(time, instant);
        expect(sliceOfName(dataset, time, chunkName(dataset, slice))).toEqual(slice);
      }),
    );
  });

  test('is fine enough: a row outlives its retention by at most a sixth', () => {
    expect(time.chunkHours * 6).toBeLessThanOrEqual(time.retentionDays * 24);
  });
});

test('a chunk is named by its dataset and the UTC hour at which it begins', () => {
  const [first] = sliced;
  if (first === undefined) throw new Error('no dataset is sliced');
  const slice = sliceAt(first.time, Date.UTC(2026, 0, 31, 23, 59) * 1_000);
  expect(formatInstant(slice.from)).toBe('2026-01-31T12:00:00.000Z');
  expect(chunkName(first.dataset, slice)).toBe(`${first.dataset.name}_2026013112`);
});

test('the name of another table is no chunk', () => {
  for (const { dataset, time } of sliced) {
    for (const name of [dataset.name, `${dataset.name}_key`, `x${dataset.name}_2026013112`]) {
      expect(sliceOfName(dataset, time, name)).toBeUndefined();
    }
  }
});

test('rows are taken from the retention back to a day ahead', () => {
  const time = { column: 'timestamp', chunkHours: 12, retentionDays: 3 };
  expect(writableWindow(time, 100 * 24 * HOUR)).toEqual({
    from: 97 * 24 * HOUR,
    to: 101 * 24 * HOUR,
  });
});
