import { quoteIdentifier, sql } from '../connection/index.ts';
import { type DatabaseCheck, type Finding, failure, ok, warning } from './subject.ts';

interface Rights {
  role: string;
  database_name: string;
  create_in_database: boolean;
  /** Null while there is no schema of that name. */
  owner: string | null;
  owns_schema: boolean;
  foreign_table: string | null;
}

/** Whether the role may make the schema, and own it later: maintenance needs an owner. */
export const rightsCheck: DatabaseCheck = {
  name: 'rights',
  examine: async ({ database }) => {
    const { schema } = database.options;
    const [rights] = await database.query<Rights>(
      'doctor.rights',
      sql`select current_user as role,
                 current_database() as database_name,
                 has_database_privilege(current_database(), 'create') as create_in_database,
                 pg_get_userbyid(namespace.nspowner) as owner,
                 coalesce(pg_has_role(namespace.nspowner, 'usage'), false) as owns_schema,
                 (select relation.relname
                    from pg_class as relation
                   where relation.relnamespace = namespace.oid
                     and relation.relkind in ('r', 'p')
                     and not pg_has_role(relation.relowner, 'usage')
                   order by relation.relname
                   limit 1) as foreign_table
            from (select) as always
            left join pg_namespace as namespace on namespace.nspname = ${schema}`,
    );
    if (rights === undefined) throw new Error('the server answered no row');
    return judge(rights, schema);
  },
};

function judge(rights: Rights, schema: string): Finding {
  const role = quoteIdentifier(rights.role);
  if (rights.owner === null) {
    if (rights.create_in_database) return ok(`Role ${role} may create schema "${schema}".`);
    return failure(
      `Role ${role} may not create schema "${schema}" in database ${rights.database_name}.`,
      `As the owner of the database: create schema ${quoteIdentifier(schema)} authorization ${role}; create schema ${quoteIdentifier(`${schema}_chunks`)} authorization ${role}.`,
    );
  }
  if (!rights.owns_schema) {
    return warning(
      `Schema "${schema}" belongs to role "${rights.owner}", and ${role} is not a member of it: this role can store rows where it is granted to, and cannot migrate or maintain.`,
      `Connect as "${rights.owner}", or: grant "${rights.owner}" to ${role}.`,
    );
  }
  if (rights.foreign_table !== null) {
    return warning(
      `Table "${schema}"."${rights.foreign_table}" belongs to another role, so ${role} cannot maintain it.`,
      `As a superuser: alter table ${quoteIdentifier(schema)}.${quoteIdentifier(rights.foreign_table)} owner to ${role}.`,
    );
  }
  return ok(`Role ${role} owns schema "${schema}".`);
}
