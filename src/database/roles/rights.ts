import { type Dataset, mayDiffer } from '../../catalogue/index.ts';

export type Right = 'select' | 'insert' | 'update' | 'delete';
export const RIGHTS: readonly Right[] = ['select', 'insert', 'update', 'delete'];

/** What the two roles may do with one relation. */
export interface RelationRights {
  readonly name: string;
  readonly writer: readonly Right[];
  readonly reader: readonly Right[];
}

/** The rights on a dataset, as the catalogue says, or by its kind. */
export function rightsOf(dataset: Dataset): RelationRights {
  return {
    name: dataset.name,
    writer: dataset.rights?.writer ?? writerRights(dataset),
    reader: dataset.rights?.secret === true ? [] : ['select'],
  };
}

function writerRights(dataset: Dataset): readonly Right[] {
  if (dataset.kind === 'view') return ['select'];
  if (dataset.kind === 'table') return RIGHTS;
  // History is append only, except where one of two rows with one key may have to replace the other.
  return mayDiffer(dataset) ? ['select', 'insert', 'update'] : ['select', 'insert'];
}

/**
 * Relations that are no datasets: what the program records about itself. Every process reads them;
 * but for what a writer notes beside its rows, only the owner, who migrates and maintains, writes.
 */
export const INTERNAL_RIGHTS: readonly RelationRights[] = [
  { name: 'schema_migrations', writer: ['select'], reader: ['select'] },
  { name: 'schema_programmables', writer: ['select'], reader: ['select'] },
  { name: 'maintenance_jobs', writer: ['select'], reader: ['select'] },
  { name: 'maintenance_epoch', writer: ['select'], reader: ['select'] },
  { name: 'dataset_retention', writer: ['select'], reader: ['select'] },
  { name: 'rollup_touched', writer: ['select', 'insert'], reader: ['select'] },
  { name: 'rollup_pending', writer: ['select'], reader: ['select'] },
  { name: 'rollup_progress', writer: ['select'], reader: ['select'] },
  // Whoever stores rows keeps those that it refuses, and drops the oldest when there are too many.
  { name: 'dead_letters', writer: RIGHTS, reader: ['select'] },
  // Who may do what is decided by the process that serves; readers of data have no part in it.
  { name: 'access_sessions', writer: RIGHTS, reader: [] },
  { name: 'access_spent_tokens', writer: RIGHTS, reader: [] },
  { name: 'access_tokens', writer: RIGHTS, reader: [] },
  { name: 'access_keys', writer: RIGHTS, reader: [] },
  // What happened stays: only the owner, who prunes, takes rows away.
  { name: 'access_events', writer: ['select', 'insert'], reader: [] },
];
