import { type Session, sql } from './connection/index.ts';
import { refuseOld } from './supported.ts';

export type EngineName = 'postgres' | 'timescale-apache' | 'timescale';

/** How time slices are kept: chosen when the schema is made, and recorded in the database. */
export type Layout = 'partitions' | 'hypertables';

/** What the server is, found out at connect time and never assumed (design §3). */
export interface Engine {
  readonly name: EngineName;
  readonly layout: Layout;
  /** For example 18.4. */
  readonly serverVersion: string;
  /** For example 180004. */
  readonly serverVersionNumber: number;
  readonly timescaledbVersion: string | null;
  /** `apache` or `timescale`; null without the extension, and while the server does not load it. */
  readonly timescaledbLicense: string | null;
  /** Schema in which the extension's functions are; null without the extension. */
  readonly extensionSchema: string | null;
  /** The server is a standby, or its transactions are read-only by default. */
  readonly readOnly: boolean;
}

interface ServerFacts {
  version: string;
  version_number: number;
  read_only: boolean;
  extension_version: string | null;
  extension_schema: string | null;
  license: string | null;
}

/** Reads what the server is. Throws DATABASE_TOO_OLD before the versions that are supported. */
export async function detectEngine(session: Session): Promise<Engine> {
  const [facts] = await session.query<ServerFacts>(
    'engine.detect',
    // A licence in the configuration of a server that does not load the library is no setting yet.
    sql`select current_setting('server_version') as version,
               current_setting('server_version_num')::integer as version_number,
               pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as read_only,
               extension.extversion as extension_version,
               namespace.nspname as extension_schema,
               (select setting from pg_settings where name = 'timescaledb.license') as license
          from (select) as always
          left join pg_extension as extension on extension.extname = 'timescaledb'
          left join pg_namespace as namespace on namespace.oid = extension.extnamespace`,
  );
  if (facts === undefined) throw new Error('the server answered no row');
  const hypertables = facts.extension_version !== null;
  const engine: Engine = {
    name: engineName(facts),
    layout: hypertables ? 'hypertables' : 'partitions',
    serverVersion: facts.version.split(' ')[0] ?? facts.version,
    serverVersionNumber: facts.version_number,
    timescaledbVersion: facts.extension_version,
    timescaledbLicense: hypertables ? facts.license : null,
    extensionSchema: facts.extension_schema,
    readOnly: facts.read_only,
  };
  refuseOld(engine);
  return engine;
}

/** Without a licence, because the library is not loaded, it gets the name that promises less. */
function engineName(facts: ServerFacts): EngineName {
  if (facts.extension_version === null) return 'postgres';
  return facts.license === 'timescale' ? 'timescale' : 'timescale-apache';
}
