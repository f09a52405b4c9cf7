import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SeriesRow } from '../../src/query/index.ts';
import { groupBySecond } from '../../src/server/views/grouping.ts';

const SECOND = 1_000_000;
const row = (timestamp: number, device_id: string, core_id: number): SeriesRow => ({
  timestamp,
  device_id,
  core_id,
});
const newestFirst = (rows: readonly SeriesRow[]) =>
  [...rows].sort((a, b) => b.timestamp - a.timestamp);

describe('groups of samples', () => {
  test('hold the samples that several devices took within one second', () => {
    const rows = [row(7.9 * SECOND, 'a', 0), row(7.1 * SECOND, 'b', 0), row(6.9 * SECOND, 'a', 0)];
    expect(groupBySecond([{ rows, series: 'core_id' }])).toEqual([
      { timestamp: 7.9 * SECOND, members: [[rows[0], rows[1]]] },
      { timestamp: 6.9 * SECOND, members: [[rows[2]]] },
    ]);
  });

  test('keep two samples that one device took within one second apart', () => {
    const rows = [
      row(7.9 * SECOND, 'a', 0),
      row(7.9 * SECOND, 'a', 1),
      row(7.1 * SECOND, 'a', 0),
      row(7.1 * SECOND, 'a', 1),
    ];
    const groups = groupBySecond([{ rows, series: 'core_id' }]);
    expect(groups.map((group) => group.members[0]?.length)).toEqual([2, 2]);
  });

  test('put cores and clusters of one sample together, and either alone where the other is missing', () => {
    const cores = [row(9 * SECOND, 'a', 0), row(8 * SECOND, 'a', 0)];
    const clusters = [
      { timestamp: 9 * SECOND, device_id: 'a', cluster: 'big' },
      { timestamp: 7 * SECOND, device_id: 'a', cluster: 'big' },
    ];
    const groups = groupBySecond([
      { rows: cores, series: 'core_id' },
      { rows: clusters, series: 'cluster' },
    ]);
    expect(groups.map((group) => group.members.map((member) => member.length))).toEqual([
      [1, 1],
      [1, 0],
      [0, 1],
    ]);
  });

  test('lose nothing, keep the order, and never hold a series twice', () => {
    const any = fc.record({
      timestamp: fc.integer({ min: 0, max: 5 * SECOND }),
      device: fc.constantFrom('a', 'b', 'c'),
      core: fc.integer({ min: 0, max: 2 }),
    });
    const unique = fc.uniqueArray(any, {
      selector: (one) => `${one.timestamp} ${one.device} ${one.core}`,
      maxLength: 60,
    });
    fc.assert(
      fc.property(unique, (given) => {
        const rows = newestFirst(given.map((one) => row(one.timestamp, one.device, one.core)));
        const groups = groupBySecond([{ rows, series: 'core_id' }]);
        expect(groups.flatMap((group) => group.members[0] ?? [])).toEqual(rows);
        for (const { timestamp, members } of groups) {
          const names = members.flat().map((one) => `${one.device_id} ${one.core_id}`);
          expect(new Set(names).size).toBe(names.length);
          const seconds = members.flat().map((one) => Math.floor(one.timestamp / SECOND));
          expect(new Set(seconds)).toEqual(new Set([Math.floor(timestamp / SECOND)]));
          expect(timestamp).toBe(members[0]?.[0]?.timestamp);
        }
      }),
    );
  });

  test('are none without rows', () => {
    expect(groupBySecond([{ rows: [], series: 'core_id' }])).toEqual([]);
  });
});
