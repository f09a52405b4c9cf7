import { type Database, quoteIdentifier, type Session, sql } from '../connection/index.ts';

/** SQL that makes the schemas and the record of migrations, each only where it is missing. */
export function foundationSql(schema: string, chunkSchema: string | null): string[] {
  const name = quoteIdentifier(schema);
  return [
    `create schema if not exists ${name}`,
    ...(chunkSchema === null
      ? []
      : [`create schema if not exists ${quoteIdentifier(chunkSchema)}`]),
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

/** Makes what {@link foundationSql} says, leaving out what exists (which needs no rights then). */
export async function layFoundation(database: Database, session: Session): Promise<void> {
  const { schema } = database.options;
  const chunkSchema = database.engine.layout === 'partitions' ? database.chunkSchema : null;
  for (const statement of foundationSql(schema, chunkSchema)) {
    if (!(await exists(session, statement))) await session.script('schema.foundation', statement);
  }
}

/** `if not exists` checks the right to create first, so a role without it would fail for nothing. */
async function exists(session: Session, statement: string): Promise<boolean> {
  const target = /^create (schema|table) if not exists (\S+)/.exec(statement);
  if (target === null) return false;
  const lookup =
    target[1] === 'schema' ? sql`to_regnamespace(${target[2]})` : sql`to_regclass(${target[2]})`;
  const [row] = await session.query<{ present: boolean }>(
    'schema.exists',
    sql`select ${lookup} is not null as present`,
  );
  return row?.present === true;
}
