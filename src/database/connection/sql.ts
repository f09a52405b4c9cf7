import sqlTag, { empty, join, raw, type Sql } from 'sql-template-tag';

/**
 * Statement text with its parameters. Holes in a `sql` template are always parameters; structure
 * enters only through {@link identifier} and other `Sql` fragments.
 */
export { empty, join, type Sql, sqlTag as sql };

/** A quoted identifier. Refuses what PostgreSQL cannot store as a name. */
export function identifier(name: string): Sql {
  return raw(quoteIdentifier(name));
}

/** The text of a quoted identifier, for statements that are built as text. */
export function quoteIdentifier(name: string): string {
  if (name === '' || name.includes('\u0000') || Buffer.byteLength(name) > 63) {
    throw new Error(`not a PostgreSQL identifier: ${JSON.stringify(name)}`);
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/** The text of a string literal, for statements that cannot have parameters. */
export function quoteLiteral(text: string): string {
  if (text.includes('\u0000')) throw new Error('PostgreSQL stores no NUL in text');
  // With the escape form a backslash means the same whatever standard_conforming_strings says.
  const prefix = text.includes('\\') ? 'E' : '';
  return `${prefix}'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** A fragment from trusted text of this program: type names, keywords, orderings. */
export function trusted(text: string): Sql {
  return raw(text);
}
