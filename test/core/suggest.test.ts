import { describe, expect, test } from 'vitest';
import { suggest } from '../../src/core/index.ts';

const NAMES = ['port', 'host', 'data_dir', 'queue_rows', 'log_level', 'a'];

describe('a suggestion', () => {
  test.each([
    ['prot', 'port'],
    ['PORT', 'port'],
    ['hots', 'host'],
    ['datadir', 'data_dir'],
    ['queue-rows', 'queue_rows'],
    ['log_levl', 'log_level'],
  ])('for %s is %s', (word, name) => {
    expect(suggest(word, NAMES)).toBe(name);
  });

  test.each(['', 'x', 'xy', 'colour', 'password', 'q'.repeat(100_000)])(
    'is not made up where nothing is near',
    (word) => {
      expect(suggest(word, NAMES)).toBeUndefined();
    },
  );
});
