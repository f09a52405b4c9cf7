import type { DatasetName } from '../../catalogue/index.ts';

/** Batches without a duplicate after which a dataset is copied straight into its table again. */
const CLEAN_BATCHES = 20;

/** Which datasets met duplicates lately, and so go by way of a temporary table. */
export interface Modes {
  isStaging(name: DatasetName): boolean;
  /** A batch of the dataset was stored, and held rows that were there already, or none. */
  note(name: DatasetName, metDuplicates: boolean): void;
}

export function createModes(): Modes {
  const clean = new Map<DatasetName, number>();
  return {
    isStaging: (name) => clean.has(name),
    note(name, metDuplicates) {
      if (metDuplicates) {
        clean.set(name, 0);
        return;
      }
      const before = clean.get(name);
      if (before === undefined) return;
      if (before + 1 >= CLEAN_BATCHES) clean.delete(name);
      else clean.set(name, before + 1);
    },
  };
}
