import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText, repairText } from '../../src/core/index.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 40 });

describe('text for the database', () => {
  test('never holds a NUL or a lone surrogate, and is left alone otherwise', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const repaired = repairText(text);
        expect(repaired).not.toContain('\u0000');
        expect(repaired.isWellFormed()).toBe(true);
        if (!text.includes('\u0000') && text.isWellFormed()) expect(repaired).toBe(text);
      }),
    );
  });

  test('a lone surrogate becomes the replacement character', () => {
    expect(repairText('a\ud800b')).toBe('a\ufffdb');
    expect(repairText('\u0000a\u0000')).toBe('a');
    expect(repairText('😀')).toBe('😀');
  });

  test('blank text is no value', () => {
    for (const blank of [null, undefined, '', ' ', '\t\n', '\u0000', ' \u0000 ']) {
      expect(cleanText(blank)).toBeNull();
    }
  });

  test('blanks at both ends go, those inside stay', () => {
    expect(cleanText('  Küche  links ')).toBe('Küche  links');
    expect(repairText(' a ')).toBe(' a ');
  });

  test('cleaning again changes nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text));
      }),
    );
  });
});
