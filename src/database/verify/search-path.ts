import { DATASETS } from '../../catalogue/index.ts';
import { quoteIdentifier, sql } from '../connection/index.ts';
import type { Drift } from './drift.ts';
import type { SchemaCheck } from './subject.ts';

interface Shadow {
  readonly role: string;
  readonly database: string;
  readonly schema: string;
  readonly path: string;
  readonly relations: readonly string[];
}

/**
 * Relations of other schemas that a role meets first when it does not name ours: Apache AGE asks its
 * users to put `ag_catalog` first, and tables made there by mistake then take the rows. radarstore
 * pins its own path; this is for everybody else who uses the role.
 */
export const searchPathCheck: SchemaCheck = {
  name: 'search_path of the roles',
  async examine({ session, names, owner }) {
    const roles = [owner, names.roles.writer, names.roles.reader].filter((role) => role !== null);
    const relations = DATASETS.map((dataset) => dataset.name);
    const shadows = await session.query<Shadow>(
      'verify.search_path',
      sql`with role as (
            select rolname, coalesce(
                     (select substr(setting, length('search_path=') + 1)
                        from pg_db_role_setting cross join unnest(setconfig) as setting
                       where setting like 'search\\_path=%'
                         and setrole in (0, pg_roles.oid)
                         and setdatabase in (0, (select oid from pg_database where datname = current_database()))
                       order by (setrole <> 0)::integer * 2 + (setdatabase <> 0)::integer desc
                       limit 1),
                     (select boot_val from pg_settings where name = 'search_path')) as path
              from pg_roles where rolname = any(${roles})
          ),
          step as (
            select rolname, path, place,
                   case trim(both ' "' from name) when '$user' then rolname::text
                                                  else trim(both ' "' from name) end as schema
              from role cross join string_to_table(path, ',') with ordinality as t(name, place)
          )
          select step.rolname::text as role, current_database()::text as database, step.schema, step.path,
                 array_agg(relname::text order by relname) as relations
            from step
            join pg_namespace on nspname = step.schema
            join pg_class on relnamespace = pg_namespace.oid and relkind in ('r', 'p', 'v', 'm', 'f')
           where relname = any(${relations}) and step.schema <> ${names.schema}
             and not exists (select from step as earlier
                              where earlier.rolname = step.rolname and earlier.place < step.place
                                and earlier.schema = ${names.schema})
           group by step.rolname, step.schema, step.path, step.place
           order by step.rolname, step.place`,
    );
    return { drifts: shadows.map((shadow) => describeShadow(shadow, names.schema)) };
  },
};

function describeShadow(shadow: Shadow, own: string): Drift {
  const { role, database, schema, path, relations } = shadow;
  return {
    kind: 'search_path',
    name: role,
    severity: 'differs',
    expected: `${own} before every schema with tables of the same names`,
    found: `${path}, where ${schema} holds ${relations.join(', ')}`,
    mend: `-- as a superuser:\nalter role ${quoteIdentifier(role)} in database ${quoteIdentifier(database)} set search_path = ${quoteIdentifier(own)}, public;\n-- and look whether rows went to ${relations.map((name) => `${schema}.${name}`).join(', ')}`,
  };
}
