import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalise } from '../../../src/inventory/index.ts';
import { observed } from '../observations.ts';

const KIB = 1_024;
const limited = (metadata: { readonly [key: string]: string }) => observed({ metadata }).metadata;
const sizeOf = (metadata: { readonly [key: string]: string }) =>
  Object.entries(metadata).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value) + 4,
    0,
  );

describe('metadata of an observation', () => {
  test('has values of at most 64 KiB, cut between characters', () => {
    const { long = '', exact } = limited({
      long: 'ü'.repeat(40 * KIB),
      exact: 'x'.repeat(64 * KIB),
    });
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(64 * KIB);
    expect(long).toMatch(/^ü+\.\.\.$/);
    expect(exact).toHaveLength(64 * KIB);
  });

  test('of a MiB keeps who the device is, leaves out raw results first, and says so', () => {
    const big = 'x'.repeat(60 * KIB);
    const kept = limited({
      armis_device_id: '7',
      _first_seen: '2020-01-01T00:00:00Z',
      rack: big,
      row: big,
      port_results: big,
      raw_payload: big,
      ...Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`alt_ip:${index}`, big])),
    });
    expect(kept).toMatchObject({ armis_device_id: '7', rack: big, row: big });
    expect(kept).toHaveProperty('_first_seen');
    expect(kept).not.toHaveProperty('port_results');
    expect(kept).not.toHaveProperty('raw_payload');
    const { _metadata_truncated: size, ...rest } = kept;
    expect(size).toBe(String(sizeOf(rest)));
  });

  test('that is all protected becomes shorter in every value', () => {
    const keys = ['hostname', 'mac', 'ip', 'device_id', 'poller_id', 'agent_id', 'integration_id'];
    const all = [...keys, 'integration_type', 'netbox_device_id', 'armis_device_id', 'confidence'];
    const kept = limited(Object.fromEntries(all.map((key) => [key, 'y'.repeat(64 * KIB)])));
    expect(Object.keys(kept).sort()).toEqual([...all, '_metadata_truncated'].sort());
    expect(sizeOf(kept)).toBeLessThanOrEqual(512 * KIB);
    for (const key of all) expect(kept[key]?.length).toBeGreaterThan(40 * KIB);
  });

  test('is never too large, and is not cut again', () => {
    const key = fc.constantFrom(
      'hostname',
      'rack',
      'open_ports',
      'alt_ip:1',
      'alt_ip:2',
      'ünï',
      '_deleted_at',
    );
    const value = fc
      .tuple(fc.constantFrom('x', 'ü', '😀', '€'), fc.integer({ min: 0, max: 200 * KIB }))
      .map(([text, times]) => text.repeat(times));
    const more = fc
      .integer({ min: 0, max: 12 })
      .map((count) =>
        Object.fromEntries(
          Array.from({ length: count }, (_, index) => [`more-${index}`, 'z'.repeat(index * 9_999)]),
        ),
      );
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 6 }), more, (some, others) => {
        const once = observed({ metadata: { ...some, ...others } });
        expect(sizeOf(once.metadata)).toBeLessThanOrEqual(512 * KIB);
        expect(normalise(once)).toEqual(once);
      }),
      { numRuns: 100 },
    );
  });
});
