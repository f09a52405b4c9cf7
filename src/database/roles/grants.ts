import { quoteIdentifier, quoteLiteral } from '../connection/index.ts';
import { type RelationRights, RIGHTS, type Right } from './rights.ts';

/** What a role gets. Names are those of the database, not quoted. */
export interface Grants {
  readonly role: string;
  readonly schema: string;
  /** Rights by the name of the relation; an empty list takes them away. */
  readonly relations: { readonly [name: string]: readonly Right[] };
  /** Functions of the schema that the role may call, whatever their arguments. */
  readonly functions: readonly string[];
}

/** What the writer or the reader gets in a schema. */
export function grantsFor(
  kind: 'writer' | 'reader',
  given: {
    readonly role: string;
    readonly schema: string;
    readonly relations: readonly RelationRights[];
    readonly functions?: readonly string[];
  },
): Grants {
  const { role, schema, relations, functions = [] } = given;
  return {
    role,
    schema,
    relations: Object.fromEntries(relations.map((one) => [one.name, one[kind]])),
    functions,
  };
}

/**
 * A statement that gives a role exactly these rights, where the role exists; nothing happens where
 * it does not. Chunks need no rights of their own: they are reached through their parent.
 */
export function grantStatement({ role, schema, relations, functions }: Grants): string {
  const to = quoteIdentifier(role);
  const place = quoteIdentifier(schema);
  const listed = (names: readonly string[]) =>
    names.map((name) => `      ${place}.${quoteIdentifier(name)}`).join(',\n');
  const lines = [
    `  grant usage on schema ${place} to ${to};`,
    `  revoke all on\n${listed(Object.keys(relations))}\n    from ${to};`,
    ...groupByRights(relations).map(
      ({ rights, names }) => `  grant ${rights} on\n${listed(names)}\n    to ${to};`,
    ),
  ];
  return `do $grants$
declare
  called regprocedure;
begin
  if not exists (select from pg_catalog.pg_roles where rolname = ${quoteLiteral(role)}) then
    return;
  end if;
${lines.join('\n')}
${functions.length === 0 ? '' : `${grantFunctions(schema, role, functions)}\n`}end
$grants$`;
}

function grantFunctions(schema: string, role: string, names: readonly string[]): string {
  return `  for called in
    select oid from pg_catalog.pg_proc
     where pronamespace = to_regnamespace(${quoteLiteral(quoteIdentifier(schema))})
       and proname in (${names.map(quoteLiteral).join(', ')})
  loop
    execute format('grant execute on routine %s to %I', called, ${quoteLiteral(role)});
  end loop;`;
}

/** Relations that get the same rights, in one list each. */
function groupByRights(relations: Grants['relations']) {
  const groups = new Map<string, string[]>();
  for (const [name, rights] of Object.entries(relations)) {
    const key = RIGHTS.filter((right) => rights.includes(right)).join(', ');
    if (key !== '') groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups].map(([rights, names]) => ({ rights, names }));
}
