import { DATASETS, type Dataset, type Index } from '../../catalogue/index.ts';
import { quoteIdentifier, sql } from '../connection/index.ts';
import { indexStatement } from '../relations/index.ts';
import { withNames } from '../sql-text/index.ts';
import type { Difference } from './difference.ts';
import type { Aspect, Subject } from './subject.ts';

/** Indexes for searches inside of text. They need an extension, so no migration makes them. */
export const trigramIndexes: Aspect = {
  name: 'trigram indexes',
  async find(subject) {
    const declared = DATASETS.flatMap((dataset) =>
      dataset.indexes
        .filter((index) => index.method === 'trigram')
        .map((index) => ({ dataset, index })),
    );
    const { live, trigramSchema } = await readLive(
      subject,
      declared.map(({ index }) => index.name),
    );
    if (trigramSchema === null) {
      const capability = subject.database.capabilities.find((one) => one.name === 'trigram_search');
      const names = declared.map(({ index }) => index.name).join(', ');
      const reason = capability?.reason ?? 'Extension pg_trgm is not in this database.';
      return { differences: [], unavailable: [{ what: `indexes ${names}`, reason }] };
    }
    return {
      differences: declared.flatMap(
        (one) =>
          indexDifference(subject, { ...one, trigramSchema, valid: live.get(one.index.name) }) ??
          [],
      ),
    };
  },
};

async function readLive({ database, session }: Subject, names: readonly string[]) {
  const [extension] = await session.query<{ schema: string }>(
    'reconcile.trigram',
    sql`select nspname as schema from pg_extension
          join pg_namespace on pg_namespace.oid = extnamespace where extname = 'pg_trgm'`,
  );
  const rows = await session.query<{ name: string; valid: boolean }>(
    'reconcile.indexes',
    sql`select relname as name, indisvalid as valid
          from pg_class join pg_index on indexrelid = pg_class.oid
          join pg_namespace on pg_namespace.oid = relnamespace
         where nspname = ${database.options.schema} and relname = any(${names})`,
  );
  return {
    trigramSchema: extension?.schema ?? null,
    live: new Map(rows.map((row) => [row.name, row.valid])),
  };
}

interface Case {
  readonly dataset: Dataset;
  readonly index: Index;
  readonly trigramSchema: string;
  /** Undefined: there is none; false: its making was interrupted. */
  readonly valid: boolean | undefined;
}

/** On an ordinary table writers go on meanwhile; on a sliced one they wait for each slice. */
function indexDifference(
  { database }: Subject,
  { dataset, index, trigramSchema, valid }: Case,
): Difference | undefined {
  if (valid === true) return undefined;
  const concurrently = dataset.kind === 'table' ? ' concurrently' : '';
  const statement = withNames(indexStatement(dataset, index), { ...database.names, trigramSchema });
  const name = `${quoteIdentifier(database.options.schema)}.${quoteIdentifier(index.name)}`;
  return {
    object: index.name,
    fact: 'index',
    declared: `on ${dataset.name} (${index.columns.join(', ')})`,
    live: valid === undefined ? 'none' : 'one whose making was interrupted',
    action: `Makes it${concurrently === '' ? '' : ' while writers go on'}.`,
    sql: [
      ...(valid === undefined ? [] : [`drop index${concurrently} ${name}`]),
      statement.replace(/^create index/, `create index${concurrently}`),
    ],
    how: 'apart',
    destructive: false,
    needsConfirmation: false,
  };
}
