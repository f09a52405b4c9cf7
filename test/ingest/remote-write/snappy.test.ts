import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packSnappy, SnappyFault, unpackSnappy } from '../../../src/ingest/remote-write/index.ts';

const LIMIT = 1_048_576;

function faultOf(bytes: readonly number[] | Uint8Array, limit = LIMIT): SnappyFault {
  try {
    unpackSnappy(Uint8Array.from(bytes), limit);
  } catch (fault) {
    if (fault instanceof SnappyFault) return fault;
    throw fault;
  }
  throw new Error('was taken');
}

describe('a block of Snappy', () => {
  test('gives back what was packed', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 5_000 }),
      fc.tuple(fc.string(), fc.nat(2_000)).map(([text, n]) => Buffer.from(text.repeat(n))),
    );
    fc.assert(
      fc.property(bytes, (given) => {
        expect(Buffer.compare(unpackSnappy(packSnappy(given), 10_000_000), given)).toBe(0);
      }),
    );
  });

  test('that would be longer than the limit is refused before it is unpacked', () => {
    const bomb = [0xff, 0xff, 0xff, 0xff, 0x0f, 0];
    expect(faultOf(bomb)).toMatchObject({ tooLong: true });
    expect(faultOf(packSnappy(Buffer.alloc(100)), 99)).toMatchObject({ tooLong: true });
    expect(unpackSnappy(packSnappy(Buffer.alloc(100)), 100)).toHaveLength(100);
  });

  test.each([
    ['without its length', []],
    ['whose length does not end', [0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    ['that is shorter than it says', [10, 0, 65]],
    ['that is longer than it says', [1, 4, 65, 66]],
    ['with a literal beyond its end', [5, 16, 65]],
    ['with a literal of a negative length', [5, 63 << 2, 0, 0, 0, 0x80]],
    ['that copies what is not there', [4, 1, 9]],
    ['that copies from far behind its begin', [4, 3 | (3 << 2), 0xff, 0xff, 0xff, 0xff]],
  ])('%s is refused', (_, bytes) => {
    expect(faultOf(bytes)).toMatchObject({ tooLong: false });
  });

  test('of any bytes ends in a moment, in bytes or in a fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(unpackSnappy(bytes, LIMIT).length).toBeLessThanOrEqual(LIMIT);
        } catch (fault) {
          expect(fault).toBeInstanceOf(SnappyFault);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
