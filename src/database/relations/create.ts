import {
  type Column,
  comparesByCodeUnit,
  type Dataset,
  type Index,
  timeOf,
} from '../../catalogue/index.ts';
import { quoteIdentifier } from '../connection/index.ts';
import type { Layout } from '../engine.ts';

/**
 * The statements that create a dataset's relation on a layout, with the placeholders of migrations
 * (`:schema`, `:extension`). Migrations are written from them, and a missing relation or index is
 * reported with the statement that makes it. Trigram indexes are not among them: they need an
 * extension that a server may not offer, so they are desired state (see the reconciler).
 */
export function createStatements(dataset: Dataset, layout: Layout): string[] {
  if (dataset.kind === 'view') return [];
  return [
    createTable(dataset, layout),
    ...(layout === 'hypertables' && timeOf(dataset) !== undefined
      ? [hypertableStatement(dataset)]
      : []),
    ...(hasPrimaryKey(dataset) ? [] : [keyStatement(dataset)]),
    ...dataset.indexes
      .filter((index) => index.method !== 'trigram')
      .map((index) => indexStatement(dataset, index)),
  ];
}

function createTable(dataset: Dataset, layout: Layout): string {
  const lines = Object.entries(dataset.columns).map(
    ([name, column]) => `  ${columnDefinition(dataset, name, column)}`,
  );
  if (hasPrimaryKey(dataset)) {
    lines.push(`  constraint ${keyName(dataset)} primary key (${columnList(dataset.key)})`);
  }
  const time = timeOf(dataset);
  const slices =
    time !== undefined && layout === 'partitions'
      ? ` partition by range (${quoteIdentifier(time.column)})`
      : '';
  return `create table :schema.${dataset.name} (\n${lines.join(',\n')}\n)${slices}`;
}

/** The SQL expression that the server uses where a writer gives no value. */
export const defaultOf = (column: Column) => column.default ?? column.fallback;

/** `name type collation nullability default`, as `create table` and `add column` take it. */
export function columnDefinition(dataset: Dataset, name: string, column: Column): string {
  const expression = defaultOf(column);
  return [
    quoteIdentifier(name),
    column.type,
    comparesByCodeUnit(dataset, name) ? 'collate "C"' : '',
    column.nullable ? '' : 'not null',
    expression === undefined ? '' : `default ${expression}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Turns a plain table into the hypertable of a dataset; `migrateData` where it has rows already. */
export function hypertableStatement(dataset: Dataset, migrateData = false): string {
  const time = timeOf(dataset);
  if (time === undefined) throw new Error(`${dataset.name} is no hypertable`);
  const more = migrateData ? ', migrate_data => true' : '';
  return `select :extension.create_hypertable(':schema.${dataset.name}', '${time.column}', chunk_time_interval => interval '${time.chunkHours} hours', create_default_indexes => false${more})`;
}

/** Ordinary tables have a primary key where no key column may be NULL; all else a unique index. */
export function hasPrimaryKey(dataset: Dataset): boolean {
  return dataset.kind === 'table' && !hasNullableKey(dataset);
}

/** Whether a column of the key may be NULL, so that NULLs must count as equal to each other. */
export function hasNullableKey(dataset: Dataset): boolean {
  return dataset.key.some((name) => dataset.columns[name]?.nullable !== false);
}

/** Name of the index, and of the constraint where there is one, that holds the key of a dataset. */
export const keyName = (dataset: Dataset) => `${dataset.name}_key`;

/** Makes the key of a dataset on a relation that lacks it. */
export function keyStatement(dataset: Dataset): string {
  const columns = columnList(dataset.key);
  if (hasPrimaryKey(dataset)) {
    return `alter table :schema.${dataset.name} add constraint ${keyName(dataset)} primary key (${columns})`;
  }
  const nulls = hasNullableKey(dataset) ? ' nulls not distinct' : '';
  return `create unique index ${keyName(dataset)} on :schema.${dataset.name} (${columns})${nulls}`;
}

/** Makes an index. One for substring search takes the schema of pg_trgm as `:trigram`. */
export function indexStatement(dataset: Dataset, index: Index): string {
  const unique = index.unique === true ? 'unique ' : '';
  const method = index.method === undefined || index.method === 'btree' ? '' : ' using gin';
  const operators = index.method === 'trigram' ? ' :trigram.gin_trgm_ops' : '';
  const columns = index.columns.map((column) => indexColumn(column) + operators).join(', ');
  const where = index.where === undefined ? '' : ` where ${index.where}`;
  return `create ${unique}index ${index.name} on :schema.${dataset.name}${method} (${columns})${where}`;
}

/** A column with its direction, or an expression as it stands. */
function indexColumn(text: string): string {
  if (text.startsWith('(') || text.includes('(')) return text;
  const [name = '', ...direction] = text.split(' ');
  return [quoteIdentifier(name), ...direction].join(' ');
}

const columnList = (names: readonly string[]) => names.map(quoteIdentifier).join(', ');
