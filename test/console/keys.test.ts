import { describe, expect, test } from 'vitest';
import { type Binding, matchStrokes, writeStroke } from '../../console/src/keys/match.ts';
import { readPreferences } from '../../console/src/preferences/stored.ts';

const binding = (keys: string, title = keys): Binding => ({
  keys,
  title,
  group: '',
  run: () => {},
});
const stroke = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', true>> = {}) =>
  writeStroke({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe('keys', () => {
  const bindings = [binding('g d'), binding('?'), binding('mod+k'), binding('/', 'frame')];

  test('of a sequence wait for the next', () => {
    expect(matchStrokes(['g'], bindings)).toEqual({ kind: 'wait' });
    expect(matchStrokes(['g', 'd'], bindings)).toMatchObject({ binding: { keys: 'g d' } });
    expect(matchStrokes(['g', 'x'], bindings)).toEqual({ kind: 'none' });
    expect(matchStrokes(['d'], bindings)).toEqual({ kind: 'none' });
  });

  test('of a page win over those of the frame', () => {
    const both = [...bindings, binding('/', 'page')];
    expect(matchStrokes(['/'], both)).toMatchObject({ binding: { title: 'page' } });
  });

  test('are the same with Ctrl and with ⌘, and in either letter case', () => {
    expect([stroke('k', { ctrlKey: true }), stroke('K', { metaKey: true })]).toEqual([
      'mod+k',
      'mod+k',
    ]);
    expect([stroke('G'), stroke('Escape'), stroke('a', { altKey: true })]).toEqual([
      'g',
      'Escape',
      'alt+a',
    ]);
  });
});

describe('preferences', () => {
  test('that were never stored, are broken or unknown are the defaults', () => {
    const usual = { theme: 'system', zone: 'local', railCollapsed: false, singleKeys: true };
    for (const text of [null, '', '{', '3', 'null', '{"theme":"pink","zone":7}']) {
      expect(readPreferences(text)).toEqual(usual);
    }
  });

  test('come back as they were stored', () => {
    const chosen = { theme: 'dark', zone: 'utc', railCollapsed: true, singleKeys: false };
    expect(readPreferences(JSON.stringify(chosen))).toEqual(chosen);
  });
});
