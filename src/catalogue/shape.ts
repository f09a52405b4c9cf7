import type { Column } from './column.ts';
import type { Dataset, TimeSlicing } from './dataset.ts';

/** The columns that a writer fills, in catalogue order: all but those with a server default. */
export function writableColumns(dataset: Dataset): readonly (readonly [string, Column])[] {
  return Object.entries(dataset.columns).filter(([, column]) => column.default === undefined);
}

/** The key columns with their declarations. */
export function keyColumns(dataset: Dataset): readonly (readonly [string, Column])[] {
  return dataset.key.map((name) => {
    const column = dataset.columns[name];
    if (column === undefined)
      throw new Error(`${dataset.name}: key column ${name} is not declared`);
    return [name, column] as const;
  });
}

/** The time slicing of a hypertable; undefined for an ordinary table. */
export function timeOf(dataset: Dataset): TimeSlicing | undefined {
  return dataset.kind === 'hypertable' ? dataset.time : undefined;
}
