export type Severity =
  /** radarstore fails, loses rows or shows what it must not. */
  | 'broken'
  /** It works, but slower or otherwise than declared. */
  | 'differs'
  /** Something that radarstore did not make and does not need. */
  | 'extra';

export type DriftKind =
  | 'engine'
  | 'migrations'
  | 'programmables'
  | 'relation'
  | 'column'
  | 'key'
  | 'index'
  | 'constraint'
  | 'view'
  | 'function'
  | 'grant'
  | 'owner'
  | 'role'
  | 'search_path';

/** One difference between what is declared and what is in the database. */
export interface Drift {
  readonly kind: DriftKind;
  /** What it is about, such as `radar.cpu_metrics.label`. */
  readonly name: string;
  readonly severity: Severity;
  readonly expected: string;
  readonly found: string;
  /** SQL that mends it; lines that begin with `--` say what else to do. Null: there is none. */
  readonly mend: string | null;
}

/** A question that could not be answered, which is not the same as fine. */
export interface SkippedCheck {
  readonly check: string;
  readonly reason: string;
}

export interface Finding {
  readonly drifts: readonly Drift[];
  readonly skipped?: readonly SkippedCheck[];
}

/** What an absent thing is called in {@link Drift.found} and {@link Drift.expected}. */
export const NOTHING = 'nothing';
