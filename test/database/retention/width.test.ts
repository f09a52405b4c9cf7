import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agingOf, DATASETS, followedBy, timeOf } from '../../../src/catalogue/index.ts';
import { DECLARED } from '../../../src/database/index.ts';
import {
  chunkHoursFor,
  LEAST_RETENTION_HOURS,
  retentionsOf,
} from '../../../src/database/retention/index.ts';

const sliced = DATASETS.flatMap((dataset) => {
  const time = timeOf(dataset);
  return time === undefined ? [] : [{ name: dataset.name, dataset, time }];
});

describe('the width of a chunk', () => {
  test('is at most a sixth of the retention, at most the declared one, and divides days', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: LEAST_RETENTION_HOURS, max: 20_000 }),
        fc.constantFrom(12, 24, 120, 360, 720, 1_440),
        (retention, widest) => {
          const width = chunkHoursFor(retention, widest);
          expect(width).toBeGreaterThanOrEqual(1);
          expect(width * 6).toBeLessThanOrEqual(retention);
          expect(width).toBeLessThanOrEqual(widest);
          expect(24 % width === 0 || width % 24 === 0).toBe(true);
        },
      ),
    );
  });

  test('grows with the retention, never the other way', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 5_000 }),
        fc.integer({ min: 0, max: 500 }),
        (a, more) => {
          expect(chunkHoursFor(a + more, 1_440)).toBeGreaterThanOrEqual(chunkHoursFor(a, 1_440));
        },
      ),
    );
  });

  test.each(sliced)('of $name is the declared one for the declared retention', ({ time }) => {
    expect(chunkHoursFor(time.retentionDays * 24, time.chunkHours)).toBe(time.chunkHours);
  });

  test.each([
    [6, 1],
    [11, 1],
    [12, 2],
    [24, 4],
    [36, 6],
    [72, 12],
    [144, 24],
    [30 * 24, 24],
  ])('for %i hours is %i h where a day is the widest', (retention, width) => {
    expect(chunkHoursFor(retention, 24)).toBe(width);
  });
});

describe('retentions', () => {
  const at = { actor: 'a test', changedAt: 1 };
  const find = (name: string) => {
    const dataset = DATASETS.find((one) => one.name === name);
    if (dataset === undefined) throw new Error(`no dataset ${name}`);
    return dataset;
  };

  test('are those of the catalogue while nobody chose any', () => {
    for (const dataset of DATASETS) {
      expect(DECLARED.slicing(dataset)).toEqual(timeOf(dataset));
      expect(DECLARED.aging(dataset)?.retentionDays).toBe(agingOf(dataset)?.retentionDays);
      expect(DECLARED.chosen(dataset)).toBeUndefined();
    }
  });

  test('that were chosen hold for what stands beside the dataset too', () => {
    const chosen = retentionsOf(new Map([['events', { dataset: 'events', days: 7, ...at }]]));
    expect(chosen.slicing(find('events'))).toMatchObject({ retentionDays: 7, chunkHours: 12 });
    expect(chosen.aging(find('event_identities'))?.retentionDays).toBe(7);
    expect(chosen.aging(find('logs'))?.retentionDays).toBe(3);
    const both = retentionsOf(
      new Map([
        ['service_status', { dataset: 'service_status', days: 9, ...at }],
        ['service_status_latest', { dataset: 'service_status_latest', days: 5, ...at }],
      ]),
    );
    expect(both.aging(find('service_status_latest'))?.retentionDays).toBe(5);
  });

  test('of every follower lead to a history that ages', () => {
    for (const dataset of DATASETS) {
      const followed = followedBy(dataset);
      if (followed === undefined) continue;
      expect(agingOf(find(followed)), dataset.name).toBeDefined();
      expect(agingOf(dataset)?.retentionDays).toBe(agingOf(find(followed))?.retentionDays);
    }
  });

  test('of ordinary tables are found by an index that begins with their time', () => {
    const lacking = DATASETS.filter(({ pruning, indexes, columns, key }) => {
      if (pruning === undefined) return false;
      if (columns[pruning.column]?.nullable !== false) return true;
      const first = indexes.map((index) => index.columns[0]?.split(' ')[0]);
      return key[0] !== pruning.column && !first.includes(pruning.column);
    });
    expect(lacking.map((dataset) => dataset.name)).toEqual([]);
  });
});
