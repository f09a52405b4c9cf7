/**
 * How rows of one Proton object become rows of a dataset. A column of the same name on both sides
 * needs no mention: its value is carried over, JSON text becoming `jsonb` where the types ask for it.
 */
export interface ProtonSource {
  /** Name of the Proton stream. */
  readonly object: string;
  /** Our column to their column, where the names differ. */
  readonly renamed?: { readonly [ours: string]: string };
  /** Their columns that have no place here, each with the reason or where it went. */
  readonly dropped?: { readonly [theirs: string]: string };
  /** Our columns that are computed from theirs, in words. */
  readonly derived?: { readonly [ours: string]: string };
  /** Our columns that Proton never had; their value is absent in rows that come from there. */
  readonly added?: readonly string[];
  /**
   * `main`: the rows of the dataset come from it. `merged`: it was folded into this dataset, and its
   * rows add to those of the main object.
   */
  readonly role: 'main' | 'merged';
}

/**
 * The source of a dataset whose columns carry the same names in Proton, but for the differences
 * given.
 */
export const sameNames = (
  object: string,
  differences: Omit<ProtonSource, 'object' | 'role'> = {},
): readonly ProtonSource[] => [{ object, role: 'main', ...differences }];
