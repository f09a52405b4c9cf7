import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createSplitter,
  type Piece,
  type RecordFormat,
} from '../../../src/ingest/records/index.ts';

/** Cuts a body that comes in pieces of the given sizes. */
function split(
  body: string | Buffer,
  {
    format = 'lines',
    sizes = [1_000_000],
    longest = 1_000,
  }: { format?: RecordFormat; sizes?: readonly number[]; longest?: number } = {},
): Piece[] {
  const bytes = Buffer.from(body);
  const splitter = createSplitter({ format, longest });
  const pieces: Piece[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    pieces.push(...splitter.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return [...pieces, ...splitter.end()];
}

const texts = (pieces: readonly Piece[]) =>
  pieces.map(({ bytes }) => bytes.toString('utf8').trim());
const faults = (pieces: readonly Piece[]) => pieces.map(({ fault }) => fault?.reason);

const record = fc.dictionary(
  fc.string({ maxLength: 5 }),
  fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.double(), fc.jsonValue({ maxDepth: 2 })),
  { maxKeys: 4 },
);
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

describe('a body', () => {
  test('gives the same records however its bytes come, as lines, values or array', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 6 }), sizes, (records, parts) => {
        const json = records.map((one) => JSON.stringify(one));
        expect(texts(split(json.join('\n'), { sizes: parts }))).toEqual(json);
        expect(texts(split(`[${json.join(' ,\n')}]`, { sizes: parts }))).toEqual(json);
        const wide = records.map((one) => JSON.stringify(one, null, 1));
        const values = split(wide.join('\n'), { format: 'values', sizes: parts });
        expect(values.map(({ bytes }) => JSON.parse(bytes.toString()))).toEqual(
          json.map((one) => JSON.parse(one)),
        );
      }),
    );
  });

  test('of any bytes loses none but what stands between records', () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    const format = fc.constantFrom<RecordFormat>('lines', 'values');
    const solid = (one: Uint8Array) => Buffer.from(one).filter((byte) => byte > 32 && byte !== 44);
    fc.assert(
      fc.property(bytes, sizes, format, (body, parts, of) => {
        const found = Buffer.concat(
          split(Buffer.from(body), { format: of, sizes: parts }).map((one) => one.bytes),
        );
        const first = solid(body)[0];
        if (first === 91 || first === 0xef) return;
        expect(Buffer.from(solid(found))).toEqual(Buffer.from(solid(body)));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a record that is too long', () => {
  test('is a fault with its head, and the records beside it stay', () => {
    const long = `{"a":"${'x'.repeat(200_000)}"}`;
    const options = { longest: 100_000, sizes: [10_000] };
    for (const body of [`{"a":1}\n${long}\n{"b":2}`, `[{"a":1},${long},{"b":2}]`]) {
      const pieces = split(body, options);
      expect(faults(pieces)).toEqual([undefined, 'too_long', undefined]);
      expect(pieces[1]?.bytes).toHaveLength(65_536);
      expect(pieces[1]?.fault?.message).toContain('200008 bytes');
      expect(texts([pieces[0] as Piece, pieces[2] as Piece])).toEqual(['{"a":1}', '{"b":2}']);
    }
  });

  test('of gigabytes holds no more than its head', () => {
    const splitter = createSplitter({ format: 'lines', longest: 100_000 });
    const chunk = Buffer.alloc(65_536, 'x');
    let most = 0;
    for (let turn = 0; turn < 2_000; turn++) {
      splitter.push(chunk);
      most = Math.max(most, splitter.held);
    }
    expect(most).toBeLessThan(300_000);
    expect(faults(splitter.end())).toEqual(['too_long']);
  });
});

describe('an array', () => {
  test.each([
    ['that is empty', '[ ]', [], []],
    ['that does not end', '[{"a":1},{"b"', ['{"a":1}', '{"b"'], [undefined, 'cut_short']],
    ['that does not even begin', '[', [''], ['cut_short']],
    [
      'with something behind it',
      '[{"a":1}] {"b":2}',
      ['{"a":1}', '{"b":2}'],
      [undefined, 'not_json'],
    ],
    [
      'with nothing between two commas',
      '[1,,2]',
      ['1', '', '2'],
      [undefined, undefined, undefined],
    ],
    [
      'with a bracket too many',
      '[{"a":1}}, {"b":2}]',
      ['{"a":1}}', '{"b":2}'],
      [undefined, undefined],
    ],
  ])('%s', (_, body, records, reasons) => {
    for (const parts of [[1], [100]]) {
      const pieces = split(body, { sizes: parts });
      expect(texts(pieces)).toEqual(records);
      expect(faults(pieces)).toEqual(reasons);
    }
  });
});
