import { describe, expect, test } from 'vitest';
import {
  groupRows,
  linesOf,
  readGroups,
  toggleGroup,
  writeGroups,
} from '../../console/src/tables/groups.ts';

const ROWS = ['b2', 'a1', 'b1', 'c1', 'a2'];
const areaOf = (row: string) => row.slice(0, 1);

describe('a grouped table', () => {
  test('has each row once, under its group, in the order of the first rows', () => {
    const lines = linesOf(groupRows(ROWS, areaOf, 'all'));
    expect(lines.map((line) => (line.kind === 'row' ? line.row : line.group.key))).toEqual([
      ...['b', 'b2', 'b1'],
      ...['a', 'a1', 'a2'],
      ...['c', 'c1'],
    ]);
  });

  test('has a line only for a folded group, which still knows its rows', () => {
    const groups = groupRows(ROWS, areaOf, ['a']);
    expect(groups.map(({ key, open, rows }) => [key, open, rows.length])).toEqual([
      ['b', false, 2],
      ['a', true, 2],
      ['c', false, 1],
    ]);
    expect(linesOf(groups)).toHaveLength(5);
    expect(linesOf(groupRows(ROWS, areaOf, 'none'))).toHaveLength(3);
  });

  test('folds and opens one group at a time, and says all or none where it is so', () => {
    const keys = ['a', 'b', 'c'];
    expect(toggleGroup('all', keys, 'b')).toEqual(['a', 'c']);
    expect(toggleGroup(['a', 'c'], keys, 'b')).toBe('all');
    expect(toggleGroup(['b'], keys, 'b')).toBe('none');
    expect(toggleGroup('none', keys, 'c')).toEqual(['c']);
  });

  test.each([['all'], ['none'], ['off'], [['sysmon', 'a,b']]] as const)(
    'has %j in the address',
    (open) => {
      expect(readGroups(writeGroups(open))).toEqual(open);
    },
  );

  test('is as usual where the address says nothing', () => {
    expect(readGroups(undefined)).toBeUndefined();
  });
});
