import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ExactJson, parseExactJson } from '../../../src/core/index.ts';
import {
  decode,
  encode,
  fromJson,
  type Given,
  ProtobufFault,
  splitJson,
  splitMessage,
  toJson,
} from '../../../src/ingest/protobuf/index.ts';
import { Sample } from './sample.ts';

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const text = fc.string({ unit: 'grapheme', maxLength: 80 });
const id = fc.uint8Array({ maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array));

const { sample } = fc.letrec<{ sample: Given<Sample>; inner: Given<Sample> }>((tie) => ({
  inner: fc.oneof({ maxDepth: 2 }, fc.constant({}), tie('sample')),
  sample: fc.record(
    {
      text,
      raw: bytes,
      traceId: id,
      yes: fc.boolean(),
      small: int32,
      unsigned: uint32,
      zigzag: int32,
      fixed: uint32,
      signedFixed: int32,
      big: int64,
      bigUnsigned: uint64,
      bigZigzag: int64,
      bigFixed: uint64,
      bigSignedFixed: int64,
      single: fc.float(),
      real: fc.double(),
      colour: int32,
      maybe: int32,
      asNumber: int64,
      child: fc.option(tie('inner'), { nil: undefined }),
      children: fc.array(tie('inner'), { maxLength: 2 }),
      words: fc.array(text, { maxLength: 3 }),
      reals: fc.array(fc.double(), { maxLength: 3 }),
      counts: fc.array(uint64, { maxLength: 3 }),
      sizes: fc.array(fc.tuple(text, int64), { maxLength: 3 }).map((list) => new Map(list)),
      samples: fc
        .array(fc.tuple(int32, tie('inner')), { maxLength: 1 })
        .map((list) => new Map(list as [number, Sample][])),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Given<Sample>>,
}));

function faultOf(work: () => unknown): ProtobufFault {
  try {
    work();
  } catch (fault) {
    if (fault instanceof ProtobufFault) return fault;
    throw fault;
  }
  throw new Error('it was taken');
}

const bytesOf = (...parts: (number | string)[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))),
  );

describe('decoding a message', () => {
  test('gives what was encoded, for every kind of field', () => {
    fc.assert(
      fc.property(sample, (given) => {
        const decoded = decode(Sample, encode(Sample, given));
        expect(decode(Sample, encode(Sample, decoded))).toEqual(decoded);
        for (const name of ['text', 'big', 'bigUnsigned', 'real', 'maybe', 'traceId'] as const) {
          if (given[name] !== undefined) expect(decoded[name]).toEqual(given[name]);
        }
        expect(decoded.words).toEqual(given.words ?? []);
        expect(decoded.counts).toEqual(given.counts ?? []);
        expect([...decoded.sizes]).toEqual([...(given.sizes ?? [])]);
      }),
    );
  });

  test('of no bytes gives zeros, absence, and empty lists and maps', () => {
    const empty = decode(Sample, new Uint8Array(0));
    expect(empty).toMatchObject({ text: '', big: 0n, yes: false, words: [], sizes: new Map() });
    expect(empty.maybe).toBeUndefined();
    expect(empty.child).toBeUndefined();
  });

  test('never lets two messages share a list or a map', () => {
    const one = decode(Sample, encode(Sample, { words: ['a'], sizes: new Map([['a', 1n]]) }));
    const other = decode(Sample, encode(Sample, { words: ['b'] }));
    expect([one.words, other.words, other.sizes.size]).toEqual([['a'], ['b'], 0]);
    expect(decode(Sample, new Uint8Array(0)).words).toEqual([]);
  });

  test('of random bytes gives a message or says what is wrong, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (random) => {
        try {
          decode(Sample, random);
        } catch (fault) {
          expect(fault).toBeInstanceOf(ProtobufFault);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('of a message that is cut off or changed in a byte never throws anything else', () => {
    fc.assert(
      fc.property(sample, fc.nat(), fc.nat(255), (given, seed, byte) => {
        const whole = encode(Sample, given);
        const at = whole.length === 0 ? 0 : seed % whole.length;
        const changed = Uint8Array.from(whole);
        changed[at] = byte;
        for (const input of [whole.subarray(0, at), changed]) {
          try {
            decode(Sample, input);
          } catch (fault) {
            expect(fault).toBeInstanceOf(ProtobufFault);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['text that is longer than the input', bytesOf(0x0a, 9, 'abc'), 'malformed', 'text'],
    ['a number that is cut off', bytesOf(0x50, 0x80), 'malformed', 'big'],
    ['a double that is cut off', bytesOf(0x81, 0x01, 0, 0), 'malformed', 'real'],
    ['a truth value that is cut off', bytesOf(0x20), 'malformed', 'yes'],
    ['text where a number belongs', bytesOf(0x52, 1, 'a'), 'malformed', 'big'],
    ['a value beyond its message', bytesOf(0xb2, 0x01, 2, 0x0a, 3, 'abc'), 'malformed', 'child'],
    ['the field number zero', bytesOf(0x00, 0), 'malformed', ''],
    ['an end of a group without begin', bytesOf(0x0c), 'malformed', 'text'],
    ['text that is no UTF-8', bytesOf(0xb2, 0x01, 3, 0x0a, 1, 0xff), 'bad_text', 'child.text'],
  ])('refuses %s, and says where', (_, input, kind, path) => {
    const fault = faultOf(() => decode(Sample, input));
    expect(fault).toMatchObject({ kind, path });
    expect(fault.message).toMatch(/at byte \d+$/);
  });

  test('repairs text that is no UTF-8 where that is asked for, and tells of each', () => {
    const repaired: string[] = [];
    const input = bytesOf(0x0a, 3, 'a', 0xff, 'b', 0xc2, 0x01, 1, 0xc3);
    const decoded = decode(Sample, input, { repaired: (path) => repaired.push(path) });
    expect(decoded).toMatchObject({ text: 'a\ufffdb', words: ['\ufffd'] });
    expect(repaired).toEqual(['text', 'words']);
  });

  test('skips fields that it does not know, also groups', () => {
    const unknown = bytesOf(0xa2, 0x06, 2, 'xy', 0xa3, 0x06, 0x08, 1, 0xa4, 0x06, 0xa8, 0x06, 5);
    expect(decode(Sample, Buffer.concat([unknown, bytesOf(0x0a, 1, 'a'), unknown])).text).toBe('a');
  });

  test('takes numbers of a list one by one as well as packed', () => {
    const packed = bytesOf(0xd2, 0x01, 2, 1, 2);
    const single = bytesOf(0xd0, 0x01, 1, 0xd0, 0x01, 2);
    expect(decode(Sample, packed).counts).toEqual([1n, 2n]);
    expect(decode(Sample, single).counts).toEqual([1n, 2n]);
  });

  test('keeps the last of a oneof, and merges a message that stands twice', () => {
    const both = Buffer.concat([encode(Sample, { asText: 'a' }), encode(Sample, { asNumber: 0n })]);
    expect(decode(Sample, both)).toMatchObject({ asText: undefined, asNumber: 0n });
    const twice = Buffer.concat([
      encode(Sample, { child: { text: 'a', words: ['a'] } }),
      encode(Sample, { child: { small: 1, words: ['b'] } }),
    ]);
    expect(decode(Sample, twice).child).toMatchObject({ text: 'a', small: 1, words: ['a', 'b'] });
  });

  test('bounds length, depth and number of values', () => {
    const limits = { bytes: 1_000, depth: 5, elements: 20 };
    const nest = (depth: number): Given<Sample> => (depth === 0 ? {} : { child: nest(depth - 1) });
    const within = encode(Sample, nest(5));
    const deep = encode(Sample, nest(6));
    expect(() => decode(Sample, within, { limits })).not.toThrow();
    expect(faultOf(() => decode(Sample, deep, { limits })).kind).toBe('too_deep');
    const many = encode(Sample, { children: Array.from({ length: 21 }, () => ({})) });
    expect(faultOf(() => decode(Sample, many, { limits })).kind).toBe('too_many');
    const packed = encode(Sample, { counts: Array.from({ length: 21 }, () => 1n) });
    expect(faultOf(() => decode(Sample, packed, { limits })).kind).toBe('too_many');
    const long = Buffer.alloc(1_001);
    expect(faultOf(() => decode(Sample, long, { limits })).kind).toBe('too_large');
  });

  test('nesting without end exhausts nothing', () => {
    let nested = new Uint8Array(0);
    for (let depth = 0; depth < 5_000; depth++) {
      nested = Buffer.concat([encode(Sample, { raw: nested })]);
      nested[0] = 0x12;
    }
    const children = Buffer.from(nested);
    expect(() => decode(Sample, children)).not.toThrow();
    const groups = Buffer.concat(Array.from({ length: 100_000 }, () => bytesOf(0xa3, 0x06)));
    expect(faultOf(() => decode(Sample, groups)).kind).toBe('malformed');
  });
});

describe('the JSON form of a message', () => {
  test('gives the same message as its bytes', () => {
    fc.assert(
      fc.property(sample, (given) => {
        const decoded = decode(Sample, encode(Sample, given));
        const json = JSON.stringify(toJson(Sample, decoded));
        expect(fromJson(Sample, parseExactJson(json))).toEqual(decoded);
      }),
    );
  });

  test('takes both spellings of names, numbers as text and as numbers, names of enumerations, and null', () => {
    const json = parseExactJson(
      '{"trace_id":"AB01","bigUnsigned":18446744073709551615,"big_fixed":"7","colour":"COLOUR_RED",' +
        '"real":"NaN","text":null,"counts":[1,"2"],"sizes":{"a":3},"other":{"deep":[1]},"raw":"AQI="}',
    );
    expect(fromJson(Sample, json)).toMatchObject({
      traceId: 'ab01',
      bigUnsigned: 2n ** 64n - 1n,
      bigFixed: 7n,
      colour: 1,
      real: Number.NaN,
      text: '',
      counts: [1n, 2n],
      sizes: new Map([['a', 3n]]),
      raw: Uint8Array.of(1, 2),
    });
  });

  test.each<[ExactJson, string]>([
    [{ small: 2 ** 31 }, 'small: 2147483648 is no int32'],
    [{ small: 1.5 }, 'small: 1.5 is no int32'],
    [{ bigUnsigned: -1 }, 'bigUnsigned: -1 is no uint64'],
    [{ big: '9223372036854775808' }, 'big: "9223372036854775808" is no int64'],
    [{ yes: 'true' }, 'yes: "true" is no bool'],
    [{ colour: 'BLUE' }, 'colour: "BLUE" is no enum'],
    [{ raw: '?' }, 'raw: "?" is no bytes'],
    [{ words: 'a' }, 'words: an array belongs there'],
    [{ sizes: [] }, 'sizes: an object belongs there'],
    [{ child: { child: 5 } }, 'child.child: an object of Sample belongs there'],
    [[], 'an object of Sample belongs there'],
    [{ children: [{ text: {} }] }, 'children.text: an object or array is no string'],
  ])('refuses %j and says why', (json, message) => {
    expect(faultOf(() => fromJson(Sample, json)).message).toBe(message);
  });

  test('bounds depth and number of values', () => {
    let deep: ExactJson = {};
    for (let depth = 0; depth < 101; depth++) deep = { child: deep };
    expect(faultOf(() => fromJson(Sample, deep)).kind).toBe('too_deep');
    const many = { counts: Array.from({ length: 21 }, () => 1) };
    expect(faultOf(() => fromJson(Sample, many, { elements: 20 })).kind).toBe('too_many');
  });
});

describe('taking a message of records apart', () => {
  test('gives each record alone, with what stands around it, byte for byte', () => {
    const unknown = bytesOf(0xa2, 0x06, 2, 'xy');
    const input = Buffer.concat([
      encode(Sample, { children: [{ text: 'one', children: [{ small: 1 }, { small: 2 }] }] }),
      unknown,
      encode(Sample, { children: [{ text: 'two', children: [{ small: 3 }] }, { text: 'none' }] }),
    ]);
    const records = splitMessage(input, [[23], [23]]);
    const decoded = records.map((record) => decode(Sample, record()));
    expect(
      decoded.map(({ children }) => [children[0]?.text, children[0]?.children.map((c) => c.small)]),
    ).toEqual([
      ['one', [1]],
      ['one', [2]],
      ['two', [3]],
    ]);
    for (const record of records) expect(Buffer.from(record()).includes(unknown)).toBe(true);
  });

  test('gives the same records in the JSON form, with names that it does not know', () => {
    const json = parseExactJson(
      '{"other":1,"children":[{"text":"one","children":[{"small":1},{"small":2}]},{"text":"none"},' +
        '{"children":[{"big":9007199254740993}]}],"child":{"text":"x"}}',
    );
    expect(splitJson(Sample, json, [[23], [23]]).map((record) => record())).toEqual([
      { other: 1, child: { text: 'x' }, children: [{ text: 'one', children: [{ small: 1 }] }] },
      { other: 1, child: { text: 'x' }, children: [{ text: 'one', children: [{ small: 2 }] }] },
      { other: 1, child: { text: 'x' }, children: [{ children: [{ big: 9007199254740993n }] }] },
    ]);
    expect(splitJson(Sample, { children: [5, null] }, [[23], [23]])).toEqual([]);
  });

  test('refuses what is no message', () => {
    expect(faultOf(() => splitMessage(bytesOf(0x0a, 9), [[1]])).kind).toBe('malformed');
  });
});
