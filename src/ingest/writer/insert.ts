import { type ColumnType, type Dataset, writableColumns } from '../../catalogue/index.ts';
import {
  type Database,
  identifier,
  join,
  type Session,
  type Sql,
  sql,
  trusted,
} from '../../database/index.ts';
import type { AdmittedRow } from './admit.ts';

/** Types that `unnest` cannot hand through row by row travel as text and are cast afterwards. */
const CARRIER: { readonly [T in ColumnType]?: string } = {
  'text[]': 'text',
  jsonb: 'text',
  bytea: 'text',
};

/**
 * Stores rows, leaving out those whose key is there already. One statement with one array per
 * column, so that its text depends on the dataset alone. Answers how many were new.
 */
export async function insertRows(
  database: Database,
  session: Session,
  dataset: Dataset,
  rows: readonly AdmittedRow[],
): Promise<number> {
  return session.execute(`ingest.${dataset.name}`, insertStatement(database, dataset, rows));
}

function insertStatement(database: Database, dataset: Dataset, rows: readonly AdmittedRow[]): Sql {
  const columns = writableColumns(dataset);
  const names = columns.map(([name]) => identifier(name));
  const arrays = columns.map(
    ([, column], index) =>
      sql`${rows.map((row) => row.values[index])}::${trusted(`${CARRIER[column.type] ?? column.type}[]`)}`,
  );
  const selected = columns.map(([name, column]) =>
    CARRIER[column.type] === undefined
      ? identifier(name)
      : sql`${identifier(name)}::${trusted(column.type)}`,
  );
  return sql`insert into ${database.relation(dataset.name)} (${join(names)})
      select ${join(selected)} from unnest(${join(arrays)}) as given (${join(names)})
      on conflict do nothing`;
}
