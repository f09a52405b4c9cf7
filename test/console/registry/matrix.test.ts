import { describe, expect, test } from 'vitest';
import { type MatrixPage, placesOf, putPage } from '../../../console/src/data/capabilities.ts';
import {
  chosenBy,
  readChosen,
  readRegistryFilter,
  toggleChosen,
} from '../../../console/src/pages/registry/chosen.ts';
import type { CapabilityMatrixRow } from '../../../src/contract/index.ts';

const page = (ids: readonly string[], next: string | null): MatrixPage => ({
  rows: ids.map((device_id) => ({ device_id }) as CapabilityMatrixRow),
  next,
});
const PAGES = [page(['a', 'b'], 'after b'), page(['c', 'd'], 'after d')];

describe('the pages of the matrix', () => {
  test('are read where somebody looks, and one further at the end', () => {
    expect(placesOf([], { first: 0, last: 0 })).toEqual([0]);
    expect(placesOf(PAGES, { first: 0, last: 1 })).toEqual([0]);
    expect(placesOf(PAGES, { first: 1, last: 2 })).toEqual([0, 1]);
    expect(placesOf(PAGES, { first: 3, last: 4 })).toEqual([1, 2]);
  });

  test('end with the last one', () => {
    const all = [...PAGES, page(['e'], null)];
    expect(placesOf(all, { first: 4, last: 9 })).toEqual([2]);
  });

  test('are read again where there is none, or no row any more', () => {
    expect(placesOf([page([], null)], { first: 0, last: 0 })).toEqual([0]);
    expect(placesOf([...PAGES, page(['e'], null)], { first: 7, last: 9 })).toEqual([2]);
  });

  test('keep those behind one that was read again, unless it ends elsewhere now', () => {
    const same = page(['a', 'b2'], 'after b');
    expect(putPage(PAGES, 0, same)).toEqual([same, PAGES[1]]);
    const longer = page(['a', 'a2'], 'after a2');
    expect(putPage(PAGES, 0, longer)).toEqual([longer]);
    expect(putPage(PAGES, 2, page(['e'], null))).toHaveLength(3);
  });
});

describe('a choice of words', () => {
  const KNOWN = ['pending', 'active', 'revoked'];

  test('is none where nothing or everything is wanted', () => {
    expect(toggleChosen([], 'active', KNOWN)).toBe('active');
    expect(toggleChosen(['active'], 'active', KNOWN)).toBeNull();
    expect(toggleChosen(['active', 'revoked'], 'pending', KNOWN)).toBeNull();
  });

  test('is all others where a value is left out', () => {
    expect(chosenBy({ key: 'status', value: 'active', exclude: true }, KNOWN)).toBe(
      'pending,revoked',
    );
    expect(chosenBy({ key: 'status', value: 'active', exclude: false }, KNOWN)).toBe('active');
  });

  test('leaves out words of an address that nobody knows, so that the server is asked for what there is', () => {
    expect(readChosen('revoked,nonsense,pending', KNOWN)).toEqual(['pending', 'revoked']);
    expect(readRegistryFilter({ status: 'gone', source: 'config', seen: 'x' })).toEqual({
      ...{ search: undefined, status: undefined, source: 'config', seen: undefined },
    });
  });
});
