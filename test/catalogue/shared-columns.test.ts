import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CATALOGUE,
  type DatasetName,
  hashOf,
  sharedColumns,
  writableColumns,
} from '../../src/catalogue/index.ts';

const hashed = (Object.keys(CATALOGUE) as DatasetName[]).filter(
  (name) => 'hashed' in CATALOGUE[name],
);

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom('', '\u0000', '\ud800', '7', '__proto__', 'a"b'),
);
const value = fc.oneof(
  ...[text, fc.double(), fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n })],
  ...[fc.boolean(), fc.constantFrom(null, undefined, {}, [], -0)],
  ...[fc.uint8Array({ maxLength: 3 }), fc.array(text, { maxLength: 3 })],
  ...[fc.dictionary(text, fc.oneof(text, fc.integer(), fc.dictionary(text, text)))],
);

/** A value of each column, and who gives it: the row itself, or what rows share, in two steps. */
const columnsOf = (names: readonly string[]) =>
  fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), value, fc.nat(2))));

describe('columns that rows share', () => {
  test.each(hashed)('change no hash of %s', (dataset) => {
    const names = writableColumns(CATALOGUE[dataset]).map(([name]) => name);
    fc.assert(
      fc.property(columnsOf(names), (columns) => {
        const part = (by?: number) =>
          Object.fromEntries(columns.filter(([, , giver]) => by === undefined || giver === by));
        const shared = sharedColumns(dataset).and(part(1)).and(part(2));
        expect(shared.hashOf(part())).toEqual(hashOf(dataset, part()));
      }),
    );
  });

  test('can differ between groups of rows that share others', () => {
    const ofService = sharedColumns('logs').and({ service_name: 'a' });
    for (const scope_name of ['x', 'y', undefined]) {
      const row = { service_name: 'a', scope_name, body: 'b' };
      expect(ofService.and({ scope_name }).hashOf(row)).toEqual(hashOf('logs', row));
    }
  });

  test('of a dataset without a hash give none', () => {
    const row = { device_id: 'd' };
    expect(sharedColumns('cpu_metrics').and(row).hashOf(row)).toBeUndefined();
  });
});
