import { expect, test } from 'vitest';
import { RATE, ratesOf, rateText, storedRate } from '../../console/src/pages/ingest/rates.ts';
import type { IngestLine, IngestReport } from '../../src/contract/index.ts';

const line = (dataset: string, received: number, accepted = received) =>
  ({ dataset, receiver: 'http', received, accepted }) as IngestLine;
const report = (second: number, ...lines: readonly IngestLine[]) =>
  ({ now: `2026-03-10T12:00:0${second}.000Z`, lines }) as unknown as IngestReport;

test('a rate is the growth from one report to the next, also of a line that is new', () => {
  const history = [
    report(0, line('a', 100)),
    report(2, line('a', 150), line('b', 8)),
    report(6, line('a', 150), line('b', 10)),
  ];
  const values = ratesOf(history).map(({ key, perSecond, samples }) => ({
    key,
    perSecond,
    values: samples.map(({ readings }) => readings[RATE]?.value),
  }));
  expect(values).toEqual([
    { key: 'a http', perSecond: 0, values: [25, 0] },
    { key: 'b http', perSecond: 0.5, values: [4, 0.5] },
  ]);
  expect(storedRate(history).map(({ readings }) => readings[RATE]?.value)).toEqual([29, 0.5]);
});

test('one report alone tells no rate, and two of the same instant neither', () => {
  expect(ratesOf([report(0, line('a', 1))])[0]).toMatchObject({ perSecond: null, samples: [] });
  const same = [report(0, line('a', 1)), report(0, line('a', 5))];
  expect(ratesOf(same)[0]?.perSecond).toBeNull();
});

test('a rate is written with the digits that matter, and a missing one as a dash', () => {
  expect(rateText(0, '–')).toBe('0 /s');
  expect(rateText(0.46, '–')).toBe('0.5 /s');
  expect(rateText(12_345.6, '–')).toBe('12,346 /s');
  expect(rateText(null, '–')).toBe('–');
});
