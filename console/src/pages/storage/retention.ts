import type { Condition } from '../../controls/index.ts';
import { DASH, formatDuration, readInstant } from '../../format/index.ts';

/** How long rows stay, and the oldest that is there. */
export interface Kept {
  /** A view keeps nothing itself: its rows stay as long as those below it. */
  readonly kind: 'hypertable' | 'table' | 'view' | undefined;
  readonly oldest: string | null;
  readonly retention: {
    readonly declared_seconds: number | null;
    readonly effective_seconds: number | null;
  };
}

/** Whether a dataset keeps what it declares: as the server reads it back, never as it was wished. */
export interface RetentionState {
  readonly condition: Condition;
  readonly word: string;
}

/** How long rows are kept, in words. */
export function keptFor(kind: Kept['kind'], seconds: number | null): string {
  if (seconds !== null) return formatDuration(seconds);
  return kind === 'view' ? DASH : 'for ever';
}

const SEVERITY = { fail: 3, warn: 2, unknown: 1, ok: 0 } as const;

/** Compares what is declared, what is in force, and the oldest row that is there. */
export function retentionState({ kind, oldest, retention }: Kept, nowMs: number): RetentionState {
  if (kind === 'view') return { condition: 'ok', word: 'View' };
  const { declared_seconds: declared, effective_seconds: effective } = retention;
  if (declared === null) return { condition: 'ok', word: 'Kept' };
  if (effective === null) return { condition: 'warn', word: 'Not enforced' };
  const oldestMs = readInstant(oldest);
  if (oldestMs !== undefined && nowMs - oldestMs > effective * 1_000) {
    return { condition: 'fail', word: 'Overdue' };
  }
  return { condition: 'ok', word: 'Enforced' };
}

/** The worst of several, and of how many it is true; undefined when all is well. */
export function worstRetention(
  kept: readonly Kept[],
  nowMs: number,
): (RetentionState & { readonly count: number }) | undefined {
  const states = kept.map((one) => retentionState(one, nowMs));
  const [worst] = states.toSorted(
    (one, other) => SEVERITY[other.condition] - SEVERITY[one.condition],
  );
  if (worst === undefined || worst.condition === 'ok') return undefined;
  return { ...worst, count: states.filter(({ word }) => word === worst.word).length };
}
