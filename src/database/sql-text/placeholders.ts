import { type Names, quoteIdentifier, quoteLiteral } from '../connection/index.ts';

/**
 * SQL text with names put in: `:schema` becomes a quoted identifier, `:'schema'` a string literal.
 * Casts (`::text`) and words that are no placeholder stay as they are.
 */
export function fillIn(text: string, values: { readonly [placeholder: string]: string }): string {
  return text
    .replace(/(?<!:):'([a-z]+)'/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : quoteLiteral(value);
    })
    .replace(/(?<!:):([a-z]+)\b/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : quoteIdentifier(value);
    });
}

/** The text of a migration or programmable with the names of one database put in. */
export function withNames(
  text: string,
  names: Pick<Names, 'schema' | 'chunkSchema' | 'extensionSchema'> &
    Partial<Names> & {
      /** Schema of pg_trgm, where indexes for substring search are made. */
      readonly trigramSchema?: string;
    },
): string {
  return fillIn(text, {
    schema: names.schema,
    chunks: names.chunkSchema || 'public',
    extension: names.extensionSchema ?? 'public',
    ...(names.grafanaSchema == null ? {} : { grafana: names.grafanaSchema }),
    ...(names.trigramSchema === undefined ? {} : { trigram: names.trigramSchema }),
  });
}
