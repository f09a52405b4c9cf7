import { quoteIdentifier, quoteLiteral } from '../connection/index.ts';

/**
 * A statement that makes a schema where it is missing. `create schema if not exists` alone checks
 * the right to create first, so an owner without that right would fail for a schema that is there.
 */
export function createSchemaSql(schema: string): string {
  const name = quoteIdentifier(schema);
  return `do $schema$
begin
  if to_regnamespace(${quoteLiteral(name)}) is null then
    create schema if not exists ${name};
  end if;
end
$schema$`;
}
