import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, type JsonValue, rowKey, sha256Hex } from '../../src/core/index.ts';

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;

function shuffled(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([key, member]) => [key, shuffled(member)]));
}

describe('canonical JSON', () => {
  test('says the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
      }),
    );
  });

  test('orders keys by code unit and leaves out members without a value', () => {
    const value = { b: 1, a: [true, null, { z: 'ä', Z: 0 }], '': 'x' };
    expect(canonicalJson(value)).toBe('{"":"x","a":[true,null,{"Z":0,"z":"ä"}],"b":1}');
    const withHole = { a: undefined, b: 1 } as unknown as JsonValue;
    expect(canonicalJson(withHole)).toBe('{"b":1}');
  });

  test('tells values of different type apart', () => {
    const texts = ['1', 1, true, 'true', null, 'null', [], {}, ''].map((one) => canonicalJson(one));
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe('a row key', () => {
  test('is 16 bytes of the hash of the canonical JSON', () => {
    const key = rowKey({ b: 2, a: 1 });
    expect(key).toHaveLength(16);
    expect(key.toString('hex')).toBe(sha256Hex('{"a":1,"b":2}').slice(0, 32));
    expect(rowKey({ a: 1, b: 2 })).toEqual(key);
    expect(rowKey({ a: 1, b: 3 })).not.toEqual(key);
  });
});

test('canonical JSON has its keys in code-unit order at every depth, whatever they are', () => {
  const reference = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(reference).join(',')}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${reference(member)}`).join(',')}}`;
  };
  const key = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.constantFrom('10', '9', '1a', '-1', '__proto__', 'constructor', 'ü', '\ud800'),
  );
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.double({ noNaN: true }),
      fc.constantFrom(null, true, false),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(value, (one) => {
      expect(canonicalJson(one)).toBe(reference(one));
    }),
    { numRuns: 500 },
  );
});
