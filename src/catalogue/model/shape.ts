import type { Column } from './column.ts';
import type { Dataset, Pruning, TimeSlicing } from './dataset.ts';

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

/** What decides the age of a row and how long it stays; undefined where rows stay for ever. */
export function agingOf(dataset: Dataset): Pruning | undefined {
  return timeOf(dataset) ?? dataset.pruning;
}

/** The dataset whose retention this one takes over while nobody chose another for it. */
export function followedBy(dataset: Dataset): string | undefined {
  return dataset.pruning?.follows ?? (dataset.pruning === undefined ? undefined : dataset.latestOf);
}

/** Columns whose text is an identifier, beside those of a key and those that end in `_id`, `_uid` or `_ip`. */
const IDENTIFIERS = new Set(['ip', 'partition', 'identity', 'discovery_source']);

/**
 * Whether a text column compares by code unit (`collate "C"`): identifiers do, since they are looked
 * up and sorted the same on every server; words for people do not.
 */
export function comparesByCodeUnit(dataset: Dataset, name: string): boolean {
  if (dataset.columns[name]?.type !== 'text') return false;
  return dataset.key.includes(name) || IDENTIFIERS.has(name) || /_(id|uid|ip)$/.test(name);
}
