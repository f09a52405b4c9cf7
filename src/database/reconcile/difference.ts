/** One fact that is not as declared. Plain data, fit for JSON. */
export interface Difference {
  /** The dataset, or the index. */
  readonly object: string;
  readonly fact:
    | 'retention'
    | 'chunk width'
    | 'retention policy'
    | 'columnstore'
    | 'columnstore policy'
    | 'index'
    | 'continuous aggregate';
  readonly declared: string;
  readonly live: string;
  /** What applying does, or what a person has to do, as a sentence. */
  readonly action: string;
  /** The statements that applying runs. */
  readonly sql: readonly string[];
  /**
   * `choice`: it is stored, and the rest follows from it; `together`: the statements are one
   * transaction; `apart`: each is on its own, to make an index; `views`: together, with the views over the relation
   * taken away before and made again after; `person`: not for a program.
   */
  readonly how: 'choice' | 'together' | 'apart' | 'views' | 'person';
  /** Rows are lost: once it is applied where it needs a confirmation, else until it is applied. */
  readonly destructive: boolean;
  /** Applied only after somebody said so. */
  readonly needsConfirmation: boolean;
}

/** Something that is declared and cannot be had here. */
export interface Unavailable {
  readonly what: string;
  readonly reason: string;
}

/** What one kind of facts finds. */
export interface Findings {
  readonly differences: readonly Difference[];
  readonly unavailable?: readonly Unavailable[];
}

/** The name by which two plans know the same difference again. */
export const keyOf = ({ object, fact }: Difference) => `${fact} ${object}`;
