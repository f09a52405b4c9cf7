import type { Instant } from '../../core/index.ts';
import {
  type Database,
  type Names,
  quoteIdentifier,
  quoteLiteral,
  type Session,
  sql,
} from '../connection/index.ts';
import type { Programmables, ViewName } from './assemble.ts';

/** What the database records of the programmables that were last applied to it. */
export interface ProgrammablesRecord {
  readonly checksum: string;
  /** Number of the newest migration at that time, which may have dropped views. */
  readonly migration: number;
  /** Roles that existed, and so were granted rights. */
  readonly roles: readonly string[];
  /** Hash of the definition of each view and function, by its qualified name. */
  readonly objects: { readonly [name: string]: string };
  /** Server version on which the hashes were taken: others print definitions differently. */
  readonly server_major: number;
  readonly program_version: string;
  readonly applied_at: Instant;
}

/** What a database tells about its programmables. */
export interface ProgrammablesFacts {
  /** Undefined while nothing was applied. */
  readonly record: ProgrammablesRecord | undefined;
  /** Which of the configured roles exist now, sorted. */
  readonly existingRoles: readonly string[];
}

/** Reads the record, and which roles there are. */
export async function readFacts(database: Database, session: Session): Promise<ProgrammablesFacts> {
  const table = `${quoteIdentifier(database.options.schema)}.schema_programmables`;
  const [facts] = await session.query<{ present: boolean; roles: string[] }>(
    'programmables.facts',
    sql`select to_regclass(${table}) is not null as present,
               array(select rolname::text from pg_roles
                      where rolname = any(${configuredRoles(database.names)}) order by rolname) as roles`,
  );
  const existingRoles = facts?.roles ?? [];
  if (facts?.present !== true) return { record: undefined, existingRoles };
  const [record] = await session.query<ProgrammablesRecord>(
    'programmables.record',
    sql`select checksum, migration, roles, objects, server_major, program_version, applied_at
          from ${database.relation('schema_programmables')}`,
  );
  return { record, existingRoles };
}

/** How the record names a view. */
export const objectName = ({ schema, name }: ViewName) =>
  `view ${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;

/**
 * A statement that answers a hash of the definition of each of our views and functions, as one
 * object. It must run with an empty `search_path`, on which the printed text depends.
 */
export function fingerprintQuery({ views, functions }: Programmables, schema: string): string {
  const viewList = views.map(
    (view) => `(${quoteLiteral(view.schema)}, ${quoteLiteral(view.name)})`,
  );
  const functionList = functions.map(quoteLiteral);
  return `select coalesce(jsonb_object_agg(name, hash), '{}'::jsonb)
  from (
    select format('view "%s"."%s"', replace(nspname, '"', '""'), relname) as name, md5(pg_get_viewdef(pg_class.oid)) as hash
      from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind = 'v' and (nspname, relname) in (${viewList.length === 0 ? "('', '')" : viewList.join(', ')})
    union all
    select format('function %s', pg_proc.oid::regprocedure),
           md5(case prokind when 'a' then (select aggregate::text from pg_aggregate as aggregate where aggfnoid = pg_proc.oid)
                            else pg_get_functiondef(pg_proc.oid) end)
      from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
     where nspname = ${quoteLiteral(schema)} and proname in (${functionList.length === 0 ? "''" : functionList.join(', ')})
  ) as objects`;
}

/** Statements that end the transaction in which programmables were applied: they record it. */
export function recordSql(
  programmables: Programmables,
  given: {
    readonly names: Names;
    readonly migration: number;
    readonly programVersion: string;
  },
): string {
  const { names, migration, programVersion } = given;
  const roles = configuredRoles(names).map(quoteLiteral);
  const table = `${quoteIdentifier(names.schema)}.schema_programmables`;
  return `delete from ${table};
insert into ${table}
  (checksum, migration, roles, objects, server_major, program_version, applied_at)
select ${quoteLiteral(programmables.checksum)}, ${migration},
       array(select rolname::text from pg_roles where rolname in (${roles.length === 0 ? "''" : roles.join(', ')}) order by rolname),
       (${fingerprintQuery(programmables, names.schema)}),
       current_setting('server_version_num')::integer / 10000,
       ${quoteLiteral(programVersion)}, clock_timestamp()`;
}

function configuredRoles({ roles }: Names): string[] {
  return [roles.writer, roles.reader].filter((role) => role !== null).sort();
}
