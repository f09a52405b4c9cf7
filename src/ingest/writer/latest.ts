import { type DatasetName, hashOf } from '../../catalogue/index.ts';
import { type Candidate, type Check, type Shape, shapeOf, type Value } from './values/index.ts';

/** Rows of nobody's: they are no part of any outcome. */
export const OWN = -1;

/**
 * The rows of a latest-state table that follow from stored rows of its history. Columns that the
 * history has under the same name are carried over, and the hash of a key is computed.
 */
export function latestRows(history: Shape, rows: readonly Candidate[]): readonly Candidate[] {
  const name = history.latest as DatasetName;
  const shape = shapeOf(name);
  const hashed = shape.dataset.hashed?.column;
  const places = shape.names.map((column) => history.names.indexOf(column));
  return rows.map(({ values }, index) => {
    const carried = places.map((place, at) => {
      const value = values[place] ?? null;
      if (value !== null || shape.names[at] === hashed) return value;
      return (shape.checks[at] as Check)(null); // what stands in for absence in the key of a table
    });
    return { values: withKey(shape, carried, hashed), caller: OWN, index };
  });
}

function withKey(shape: Shape, values: readonly Value[], hashed: string | undefined): Value[] {
  if (hashed === undefined) return [...values];
  const row = Object.fromEntries(shape.names.map((column, place) => [column, values[place]]));
  const hash = hashOf(shape.name, row) ?? null;
  return values.map((value, place) => (shape.names[place] === hashed ? hash : value));
}
