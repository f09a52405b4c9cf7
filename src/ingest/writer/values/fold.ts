import { type Combination, compareValues } from './comparison.ts';
import type { Shape } from './shape.ts';
import type { Value, Values } from './value.ts';

/** A row that the dataset can take. */
export interface Candidate {
  readonly values: Values;
  /** Who handed it in: place in the transaction's batches. */
  readonly caller: number;
  /** Position in the rows that were handed in. */
  readonly index: number;
}

export interface Folded {
  /** The rows to write, in the order of their keys. */
  readonly rows: readonly Candidate[];
  /** Rows left out because the same one is written. */
  readonly duplicates: readonly Candidate[];
  /** Rows left out because one with their key and a greater version is written. */
  readonly conflicts: readonly Candidate[];
  /**
   * Whether rows with one key are left that differ, and of which none has the greater version. Which
   * of them stays is told by the hash that only the server makes.
   */
  readonly tied: boolean;
}

/**
 * Sorts rows by key and leaves out all that need not be written. What comes out is the same for
 * every order and repetition of the same rows.
 */
export function fold(shape: Shape, candidates: readonly Candidate[]): Folded {
  const { byKey } = shape.comparison;
  const sorted = sortByKey(shape, candidates);
  const folding: Folding = { shape, rows: [], duplicates: [], conflicts: [], tied: false };
  for (let from = 0; from < sorted.length; ) {
    const first = sorted[from] as Candidate;
    let to = from + 1;
    while (to < sorted.length && byKey(first.values, (sorted[to] as Candidate).values) === 0) to++;
    if (to === from + 1) folding.rows.push(first);
    else foldGroup(folding, sorted.slice(from, to));
    from = to;
  }
  return folding;
}

/** The rows in the order of their keys; those with one key in the order of their arrival. */
export function sortByKey(shape: Shape, rows: readonly Candidate[]): readonly Candidate[] {
  const { byKey } = shape.comparison;
  return isSorted(shape, rows) ? rows : [...rows].sort((a, b) => byKey(a.values, b.values));
}

interface Folding {
  readonly shape: Shape;
  readonly rows: Candidate[];
  readonly duplicates: Candidate[];
  readonly conflicts: Candidate[];
  tied: boolean;
}

function isSorted({ comparison }: Shape, candidates: readonly Candidate[]): boolean {
  for (let place = 1; place < candidates.length; place++) {
    const [before, after] = [candidates[place - 1] as Candidate, candidates[place] as Candidate];
    if (comparison.byKey(before.values, after.values) > 0) return false;
  }
  return true;
}

/** Rows with one key: the distinct ones among those with the greatest version stay. */
function foldGroup(folding: Folding, group: readonly Candidate[]): void {
  const { byVersion, contentOf } = folding.shape.comparison;
  const newest = group.reduce((a, b) => (byVersion(a.values, b.values) < 0 ? b : a));
  const contents = new Set<string>();
  const combined = combinedOf(folding.shape.combinations, group);
  for (const candidate of group) {
    if (byVersion(candidate.values, newest.values) < 0) folding.conflicts.push(candidate);
    else {
      const known = contents.size;
      contents.add(contentOf(candidate.values));
      if (contents.size === known) folding.duplicates.push(candidate);
      else folding.rows.push(combine(candidate, combined));
    }
  }
  if (contents.size > 1) folding.tied = true;
}

/** The least or greatest value over a group for each column that keeps it, by its place. */
function combinedOf(
  combinations: readonly Combination[],
  group: readonly Candidate[],
): ReadonlyMap<number, Value> {
  return new Map(
    combinations.map(({ place, keeps }) => {
      const values = group
        .map(({ values }) => values[place] as Value)
        .filter((one) => one !== null);
      const sign = keeps === 'least' ? 1 : -1;
      values.sort((a, b) => sign * compareValues(a, b));
      return [place, values[0] ?? null];
    }),
  );
}

function combine(candidate: Candidate, combined: ReadonlyMap<number, Value>): Candidate {
  if (combined.size === 0) return candidate;
  const values = candidate.values.map((value, place) =>
    combined.has(place) ? (combined.get(place) as Value) : value,
  );
  return { ...candidate, values };
}
