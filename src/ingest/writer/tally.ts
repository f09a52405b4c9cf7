import type { DatasetName } from '../../catalogue/index.ts';
import { type DatasetOutcome, datasetsOf, type WriteOutcome } from './batch.ts';
import type { Group, Refused } from './group.ts';
import type { Candidate } from './values/index.ts';

interface Counts {
  duplicate: number;
  conflict: number;
  readonly refused: Refused[];
}

/** What became of the rows of a group, for each of its batches. */
export interface Tally {
  duplicates(name: DatasetName, rows: readonly Candidate[]): void;
  conflicts(name: DatasetName, rows: readonly Candidate[]): void;
  refuse(name: DatasetName, rows: readonly Refused[]): void;
  /** One outcome per batch; every row that is not in another count was stored. */
  outcomes(): WriteOutcome[];
}

export function createTally(group: Group): Tally {
  const counts = group.batches.map(() => new Map<DatasetName, Counts>());
  const countsOf = (name: DatasetName, caller: number): Counts | undefined => {
    const ofCaller = counts[caller];
    if (ofCaller === undefined) return undefined; // rows of nobody's
    let found = ofCaller.get(name);
    if (found === undefined) {
      found = { duplicate: 0, conflict: 0, refused: [] };
      ofCaller.set(name, found);
    }
    return found;
  };
  const add = (which: 'duplicate' | 'conflict') => {
    return (name: DatasetName, rows: readonly Candidate[]) => {
      for (const { caller } of rows) {
        const found = countsOf(name, caller);
        if (found !== undefined) found[which] += 1;
      }
    };
  };
  return {
    duplicates: add('duplicate'),
    conflicts: add('conflict'),
    refuse(name, rows) {
      for (const one of rows) countsOf(name, one.caller)?.refused.push(one);
    },
    outcomes: () =>
      group.batches.map((batch, caller) =>
        Object.fromEntries(
          datasetsOf(batch.rows).map(([name, { length }]) => [
            name,
            outcomeOf(length, counts[caller]?.get(name)),
          ]),
        ),
      ),
  };
}

function outcomeOf(rows: number, counts: Counts | undefined): DatasetOutcome {
  const { duplicate = 0, conflict = 0, refused = [] } = counts ?? {};
  const ordered = refused.map(({ row }) => row).sort((a, b) => a.index - b.index);
  const stored = rows - duplicate - conflict - ordered.length;
  return { stored, duplicate, conflict, refused: ordered };
}
