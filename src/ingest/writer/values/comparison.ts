import type { Column, Dataset } from '../../../catalogue/index.ts';
import type { Value, Values } from './value.ts';

/** How rows of one dataset compare. Rows are given by their values. */
export interface Comparison {
  /** The order of keys, in which rows are written: the same for every writer, so that none deadlock. */
  byKey(a: Values, b: Values): number;
  /** Below 0 where `b` has the greater version. Always 0 in a dataset without versions. */
  byVersion(a: Values, b: Values): number;
  /** A text that is equal exactly for rows which are the same where their keys are. */
  contentOf(values: Values): string;
}

/** A column that keeps the least or greatest value of all rows with one key. */
export interface Combination {
  readonly name: string;
  readonly place: number;
  readonly keeps: 'least' | 'greatest';
}

/** Makes the comparison of a dataset. */
export function comparisonOf(
  dataset: Dataset,
  columns: readonly (readonly [string, Column])[],
): Comparison {
  const placeOf = (name: string) => columns.findIndex(([column]) => column === name);
  const keys = dataset.key.map(placeOf);
  const version = dataset.version === undefined ? -1 : placeOf(dataset.version);
  const rest = columns.flatMap(([name], place) =>
    keys.includes(place) || dataset.combined?.[name] !== undefined ? [] : [place],
  );
  return {
    byKey(a, b) {
      for (const place of keys) {
        const order = compareValues(a[place] as Value, b[place] as Value);
        if (order !== 0) return order;
      }
      return 0;
    },
    byVersion: (a, b) =>
      version < 0 ? 0 : compareValues(a[version] as Value, b[version] as Value, -1),
    contentOf: (values) =>
      JSON.stringify(
        rest.map((place) => values[place]),
        told,
      ),
  };
}

/** A total order of the values of one column; `absent` tells whether absence comes first (-1) or last. */
export function compareValues(a: Value, b: Value, absent: -1 | 1 = 1): number {
  if (a === b) return 0;
  if (a === null) return absent;
  if (b === null) return -absent;
  if (typeof a === 'object') return compareObjects(a, b as Value & object);
  return a < b ? -1 : 1;
}

function compareObjects(a: Value & object, b: Value & object): number {
  if (a instanceof Uint8Array) return Buffer.compare(a, b as Uint8Array);
  const [left, right] = [JSON.stringify(a, told), JSON.stringify(b, told)];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Tells apart what JSON would not: whole numbers beyond 2^53, 0 and -0, bytes. */
function told(_key: string, member: unknown): unknown {
  if (typeof member === 'bigint') return { digits: `${member}` };
  if (Object.is(member, -0)) return { digits: '-0' };
  if (member instanceof Uint8Array) return { bytes: Buffer.from(member).toString('hex') };
  return member;
}
