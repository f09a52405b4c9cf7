import { type Pooling, type Session, sql } from '../connection/index.ts';

/** What the judgement on capabilities rests on, as the server told it. */
export interface Facts {
  readonly role: string;
  readonly database: string;
  readonly schema: string;
  readonly superuser: boolean;
  readonly mayCreateInDatabase: boolean;
  /** Owner of our schema; null while there is no schema of that name. */
  readonly schemaOwner: string | null;
  readonly ownsSchema: boolean;
  /** One of our tables that belongs to somebody else. */
  readonly foreignTable: string | null;
  /** Whether the library of TimescaleDB was loaded at server start. */
  readonly preloaded: boolean;
  /** Version of TimescaleDB that the server could install. */
  readonly timescaledbOffered: string | null;
  readonly trigramInstalled: boolean;
  readonly trigramOffered: boolean;
  /** Whether a role without superuser rights may install pg_trgm. */
  readonly trigramTrusted: boolean;
  readonly standby: boolean;
  readonly readOnlyByDefault: boolean;
  /** The search_path that the role has before we pin ours. */
  readonly searchPath: string;
  readonly pooling: Pooling;
}

/** Reads the facts, all of one moment. `pooling` is found out beside it. */
export async function readFacts(
  session: Session,
  schema: string,
  pooling: Pooling,
): Promise<Facts> {
  const [facts] = await session.query<Omit<Facts, 'pooling' | 'schema'>>(
    'capabilities.facts',
    // The loader library registers its settings at server start; shared_preload_libraries itself
    // can be read by privileged roles only.
    sql`select current_user as role,
               current_database() as database,
               (select rolsuper from pg_roles where rolname = current_user) as superuser,
               has_database_privilege(current_database(), 'create') as "mayCreateInDatabase",
               pg_get_userbyid(namespace.nspowner) as "schemaOwner",
               coalesce(pg_has_role(namespace.nspowner, 'usage'), false) as "ownsSchema",
               (select relname from pg_class
                 where relnamespace = namespace.oid and relkind in ('r', 'p')
                   and not pg_has_role(relowner, 'usage')
                 order by relname limit 1) as "foreignTable",
               exists (select from pg_settings where name like 'timescaledb.%') as preloaded,
               timescaledb.default_version as "timescaledbOffered",
               trigram.installed_version is not null as "trigramInstalled",
               trigram.default_version is not null as "trigramOffered",
               coalesce(version.trusted, false) as "trigramTrusted",
               pg_is_in_recovery() as standby,
               current_setting('default_transaction_read_only') = 'on' as "readOnlyByDefault",
               (select reset_val from pg_settings where name = 'search_path') as "searchPath"
          from (select) as always
          left join pg_namespace as namespace on namespace.nspname = ${schema}
          left join pg_available_extensions as timescaledb on timescaledb.name = 'timescaledb'
          left join pg_available_extensions as trigram on trigram.name = 'pg_trgm'
          left join pg_available_extension_versions as version
            on version.name = trigram.name and version.version = trigram.default_version`,
  );
  if (facts === undefined) throw new Error('the server answered no row');
  return { ...facts, schema, pooling };
}
