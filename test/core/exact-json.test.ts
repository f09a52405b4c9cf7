import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ExactJson, JsonFault, parseExactJson } from '../../src/core/index.ts';

function faultOf(text: string): JsonFault {
  try {
    parseExactJson(text);
  } catch (fault) {
    if (fault instanceof JsonFault) return fault;
    throw fault;
  }
  throw new Error(`was taken: ${text.slice(0, 80)}`);
}

/** Great whole numbers as JSON.parse gives them. */
function rounded(value: ExactJson): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [name, rounded(member)]);
  return Object.fromEntries(entries);
}

describe('reading JSON without loss', () => {
  test('gives what JSON.parse gives, for any JSON without greater numbers', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.integer({ min: 0, max: 3 }), (text, indent) => {
        const written = JSON.stringify(JSON.parse(text), null, indent);
        expect(rounded(parseExactJson(written))).toEqual(JSON.parse(written));
      }),
    );
  });

  test('gives any whole number with all its digits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (number) => {
        const read = parseExactJson(`{"n":${number}}`) as { readonly n: number | bigint };
        expect(BigInt(read.n)).toBe(number);
        expect(typeof read.n).toBe(Number.isSafeInteger(Number(number)) ? 'number' : 'bigint');
      }),
    );
  });

  test('keeps fractions and exponents as doubles, infinite beyond them', () => {
    expect(parseExactJson('[0.30000000000000004, 1e3, -0, 1E400, 12345678901234567890.5]')).toEqual(
      [0.30000000000000004, 1000, -0, Number.POSITIVE_INFINITY, 12345678901234567000],
    );
  });

  test('refuses whatever JSON.parse refuses, and never hangs or throws anything else', () => {
    const broken = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc
        .tuple(fc.json({ maxDepth: 3 }), fc.nat(40), fc.string({ maxLength: 2 }))
        .map(([json, at, other]) => json.slice(0, at) + other + json.slice(at + 1)),
    );
    fc.assert(
      fc.property(broken, (text) => {
        let wanted: unknown;
        try {
          wanted = JSON.parse(text);
        } catch {
          expect(faultOf(text)).toBeInstanceOf(JsonFault);
          return;
        }
        try {
          expect(rounded(parseExactJson(text))).toEqual(wanted);
        } catch (fault) {
          expect(fault).toMatchObject({ kind: 'duplicate_key' });
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['', 'the text ends early at character 1'],
    ['{"a":1', 'the text ends early at character 7'],
    ['{"a" 1}', 'there is no colon after a name at character 6'],
    ['{"a":1 "b":2}', 'there is no comma at character 8'],
    ['{a:1}', 'there is no name of a member at character 2'],
    ['[1] 2', 'something follows the value at character 5'],
    ['NaN', 'there is no JSON value at character 1'],
    ['"a\nb"', 'a string has a broken escape or a control character at character 1'],
    ['"a\\x"', 'a string has a broken escape or a control character at character 1'],
    ['"abc', 'a string does not end at character 1'],
    ['"abc\\"', 'a string does not end at character 1'],
    ['01', 'something follows the value at character 2'],
  ])('says what is wrong with %j, and where', (text, message) => {
    expect(faultOf(text)).toMatchObject({ kind: 'not_json', message });
  });

  test('refuses an object that has a name twice, however it is written', () => {
    expect(faultOf('{"a":1,"b":2,"a":1}')).toMatchObject({ kind: 'duplicate_key', position: 13 });
    expect(faultOf('{"a":1,"\\u0061":2}').kind).toBe('duplicate_key');
    expect(faultOf('[{"x":{"a":1,"a":1}}]').kind).toBe('duplicate_key');
    expect(faultOf('{"__proto__":1,"__proto__":2}').kind).toBe('duplicate_key');
  });

  test('takes names of JavaScript itself as names', () => {
    const read = parseExactJson('{"__proto__":{"x":1},"constructor":2,"toString":3}') as {
      readonly [name: string]: ExactJson;
    };
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  test('refuses nesting without end', () => {
    expect(faultOf('['.repeat(1_000_000)).kind).toBe('too_deep');
    expect(faultOf('{"a":'.repeat(1_000_000)).kind).toBe('too_deep');
    expect(parseExactJson(`${'['.repeat(100)}${']'.repeat(100)}`)).toHaveLength(1);
  });
});

describe('texts that look like what surrounds them', () => {
  const DIGITS = '1234567890123456789';
  const anyText = fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.constantFrom(
      `#${DIGITS}`,
      `,${DIGITS},`,
      `x:${DIGITS}]`,
      `[${DIGITS}`,
      DIGITS,
      '":',
      ':"',
      '\\":',
      '\\',
      '\\\\"',
      '" :',
      '{"a":1,"a":2}',
      '__proto__',
      '10',
      '#',
    ),
  );
  const anyNumber = fc.oneof(fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }), fc.integer());
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      anyText,
      anyNumber,
      fc.constantFrom(null, true),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(anyText, tie('value'), { maxKeys: 3 }),
    ),
  }));
  const blank = fc.constantFrom('', '', '', ' ', '\n\t');

  /** As JSON, with blanks where they may stand, a text perhaps begun by an escape, and whole numbers by all digits. */
  const written = (one: unknown, gap: string, escaped: boolean): string => {
    const textOf = (text: string) => {
      const plain = JSON.stringify(text);
      return escaped ? plain.replace('"#', '"\\u0023') : plain;
    };
    const around = (text: string) => `${gap}${text}${gap}`;
    const listed = (all: readonly string[]) => all.map(around).join(',');
    if (typeof one === 'string') return textOf(one);
    if (typeof one === 'bigint') return one.toString();
    if (typeof one !== 'object' || one === null) return JSON.stringify(one);
    if (Array.isArray(one)) return `[${listed(one.map((part) => written(part, gap, escaped)))}]`;
    const members = Object.entries(one).map(
      ([name, part]) => `${textOf(name)}${around(':')}${written(part, gap, escaped)}`,
    );
    return `{${listed(members)}}`;
  };
  const exact = (one: unknown): unknown => {
    if (typeof one === 'bigint') return Number.isSafeInteger(Number(one)) ? Number(one) : one;
    if (Array.isArray(one)) return one.map(exact);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([name, part]) => [name, exact(part)]));
  };

  test('are read as they are, and numbers beside them with all their digits', () => {
    fc.assert(
      fc.property(value, blank, fc.boolean(), (one, gap, escaped) => {
        expect(parseExactJson(written(one, gap, escaped))).toEqual(exact(one));
      }),
      { numRuns: 2_000 },
    );
  });

  test('hide no name that stands twice', () => {
    fc.assert(
      fc.property(anyText, value, value, blank, fc.boolean(), (name, one, other, gap, escaped) => {
        const member = (part: unknown) => written({ [name]: part }, gap, escaped).slice(1, -1);
        const twice = `{"first":[{${member(one)},${member(other)}}]}`;
        expect(faultOf(twice).kind).toBe('duplicate_key');
      }),
      { numRuns: 1_000 },
    );
  });
});
