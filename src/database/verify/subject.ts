import { type Names, quoteIdentifier, type Session, sql } from '../connection/index.ts';
import type { Engine, Layout } from '../engine.ts';
import type { Programmables, ProgrammablesRecord } from '../programmables/index.ts';
import { withNames } from '../sql-text/index.ts';
import type { Finding } from './drift.ts';

/** The database that is examined, in one read-only transaction. */
export interface Subject {
  readonly session: Session;
  readonly names: Names;
  readonly engine: Engine;
  /** Layout by which the schema was made. */
  readonly layout: Layout;
  readonly programmables: Programmables;
  readonly record: ProgrammablesRecord | undefined;
  /** Owner of the schema, to whom everything in it belongs. */
  readonly owner: string;
}

/** One question about the database. */
export interface SchemaCheck {
  readonly name: string;
  examine(subject: Subject): Promise<Finding>;
}

/** A relation as messages name it. */
export const plainName = (schema: string, name: string) => `${schema}.${name}`;

/** A relation as statements name it. */
export const quotedName = (schema: string, name: string) =>
  `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;

/** Declared statements as one text with the names of the database. */
export function scriptFor(names: Names, statements: readonly string[]): string {
  return statements.map((statement) => `${withNames(statement, names)};`).join('\n');
}

/** Makes the next `schema apply` build all views, functions, comments and grants anew. */
export function forgetProgrammables({ schema }: Names): string {
  return `delete from ${quoteIdentifier(schema)}.schema_programmables;\n-- then: radarstore schema apply`;
}

/** Schema of an extension, null where the database does not have it. */
export async function extensionSchema(session: Session, name: string): Promise<string | null> {
  const [row] = await session.query<{ schema: string }>(
    'verify.extension',
    sql`select extnamespace::regnamespace::text as schema from pg_extension where extname = ${name}`,
  );
  return row?.schema ?? null;
}
