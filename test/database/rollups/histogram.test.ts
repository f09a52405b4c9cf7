import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  HISTOGRAM_THRESHOLDS,
  type Histogram,
  histogramBin,
  histogramBinValue,
  histogramOf,
  histogramQuantile,
  mergeHistograms,
} from '../../../src/core/index.ts';
import { sql } from '../../../src/database/index.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';

const FILE = new URL('../../../sql/programmables/20_histogram.sql', import.meta.url);

test('the thresholds of the SQL functions are those of the TypeScript functions', async () => {
  const text = await readFile(FILE, 'utf8');
  const literal = /'\{([^}]*)\}'::double precision\[\]/.exec(text)?.[1] ?? '';
  expect(literal.split(',').map(Number)).toEqual(HISTOGRAM_THRESHOLDS);
});

/** Doubles of every size, and those at which something changes. */
const value = fc.oneof(
  fc.double(),
  fc.double({ min: -1e16, max: 1e16 }),
  fc.constantFrom(
    ...HISTOGRAM_THRESHOLDS,
    ...HISTOGRAM_THRESHOLDS.map((threshold) => -threshold),
    ...HISTOGRAM_THRESHOLDS.map((threshold) => threshold * (1 - Number.EPSILON / 2)),
    ...HISTOGRAM_THRESHOLDS.map((threshold) => threshold * (1 + Number.EPSILON)),
  ),
  fc.constantFrom(0, -0, Number.MIN_VALUE, -Number.MIN_VALUE, 1e300, -1e300, 1e-300),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);

const histogram = fc
  .array(fc.tuple(fc.integer({ min: -509, max: 509 }), fc.integer({ min: 1, max: 2 ** 40 })))
  .map((bins): Histogram | null => (bins.length === 0 ? null : Object.fromEntries(bins)));

describeEachEngine('the SQL functions of histograms', (engine) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
  });
  afterAll(async () => db?.drop());

  test('put every number in the bin in which TypeScript puts it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 500, maxLength: 500 }), async (values) => {
        const rows = await db.database.query<{ bin: number | null; middle: number | null }>(
          'test.bins',
          sql`select bin, radar.histogram_bin_value(bin) as middle
                from unnest(${values.map(String)}::double precision[]) with ordinality as given (value, place)
               cross join lateral radar.histogram_bin(given.value) as bin order by given.place`,
        );
        const bins = values.map(histogramBin);
        expect(rows.map((row) => row.bin)).toEqual(bins);
        expect(rows.map((row) => row.middle)).toEqual(
          bins.map((bin) => (bin === null ? null : histogramBinValue(bin))),
        );
      }),
      { numRuns: 20 },
    );
  });

  test('count values to the same histogram, and NULL and NaN to nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(value)), async (values) => {
        const texts = values.map((one) => (one === null ? null : String(one)));
        const [row] = await db.database.query<{ histogram: Histogram | null }>(
          'test.histogram',
          sql`select radar.histogram(value) as histogram
                from unnest(${texts}::double precision[]) as given (value)`,
        );
        expect(row?.histogram).toEqual(histogramOf(values.filter((one) => one !== null)));
      }),
      { numRuns: 30 },
    );
  });

  test('merge and sum to the same histogram', async () => {
    await fc.assert(
      fc.asyncProperty(histogram, histogram, histogram, async (one, two, three) => {
        const texts = [one, two, three].map((each) => each && JSON.stringify(each));
        const [row] = await db.database.query<{ merged: Histogram; summed: Histogram }>(
          'test.merge',
          sql`select radar.histogram_merge(${texts[0]}::jsonb, ${texts[1]}::jsonb) as merged,
                     (select radar.histogram_sum(each::jsonb) from unnest(${texts}::text[]) as each) as summed`,
        );
        expect(row?.merged).toEqual(mergeHistograms(one, two));
        expect(row?.summed).toEqual(mergeHistograms(mergeHistograms(one, two), three));
      }),
      { numRuns: 30 },
    );
  });

  test('give the same quantiles', async () => {
    const share = fc.oneof(fc.double(), fc.double({ min: 0, max: 1 }), fc.constantFrom(0, 0.5, 1));
    await fc.assert(
      fc.asyncProperty(histogram, fc.array(share), async (given, shares) => {
        const rows = await db.database.query<{ quantile: number | null }>(
          'test.quantile',
          sql`select radar.histogram_quantile(${given && JSON.stringify(given)}::jsonb, share.q) as quantile
                from unnest(${shares.map(String)}::double precision[]) with ordinality as share (q, place)
               order by share.place`,
        );
        expect(rows.map((row) => row.quantile)).toEqual(
          shares.map((q) => histogramQuantile(given, q)),
        );
      }),
      { numRuns: 30 },
    );
  });

  test('work for a role with another search path, which AGE gives, say', async () => {
    await db.database.transaction('test.path', async (session) => {
      await session.script('test.path', `set local search_path = ''`);
      const [row] = await session.query<{ q: number }>(
        'test.path',
        sql`select radar.histogram_quantile(radar.histogram_sum(radar.histogram_merge(
                     (select radar.histogram(n) from generate_series(1, 100) as n), null)), 0.5) as q`,
      );
      expect(row?.q).toBeGreaterThan(47);
      expect(row?.q).toBeLessThan(53);
    });
  });
});
