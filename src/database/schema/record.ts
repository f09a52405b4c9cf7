import { type Database, quoteIdentifier, type Session, sql } from '../connection/index.ts';
import { createSchemaSql } from '../sql-text/index.ts';

/** SQL that makes the schemas and the record of migrations, each only where it is missing. */
export function foundationSql(schema: string, chunkSchema: string | null): string[] {
  const name = quoteIdentifier(schema);
  return [
    createSchemaSql(schema),
    ...(chunkSchema === null ? [] : [createSchemaSql(chunkSchema)]),
    `create table if not exists ${name}.schema_migrations (
  number integer primary key,
  name text not null,
  layout text not null,
  checksum text not null,
  program_version text not null,
  steps_done integer not null,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  duration_ms bigint
)`,
  ];
}

/**
 * Makes what {@link foundationSql} says, unless all of it exists: `create table if not exists` checks
 * the right to create first, so a role without that right would fail for nothing.
 */
export async function layFoundation(database: Database, session: Session): Promise<void> {
  const { schema } = database.options;
  const chunkSchema = database.engine.layout === 'partitions' ? database.chunkSchema : null;
  if (await foundationExists(session, schema, chunkSchema ?? schema)) return;
  for (const statement of foundationSql(schema, chunkSchema)) {
    await session.script('schema.foundation', statement);
  }
}

async function foundationExists(
  session: Session,
  schema: string,
  chunkSchema: string,
): Promise<boolean> {
  const [row] = await session.query<{ present: boolean }>(
    'schema.foundation_exists',
    sql`select to_regnamespace(${quoteIdentifier(chunkSchema)}) is not null
           and to_regclass(${`${quoteIdentifier(schema)}.schema_migrations`}) is not null as present`,
  );
  return row?.present === true;
}
