import { readFile } from 'node:fs/promises';
import {
  DEFAULT_ROLES,
  type NameOptions,
  namesOf,
  quoteIdentifier,
  quoteLiteral,
} from '../connection/index.ts';
import type { Layout } from '../engine.ts';
import { chooseText, fillIn } from '../sql-text/index.ts';

/** As far from the source as from the built file. */
const FOLDER = new URL('../../../sql/bootstrap/', import.meta.url);

export interface BootstrapOptions extends Pick<NameOptions, 'schema'> {
  /** `hypertables` also makes the extension timescaledb. */
  readonly layout: Layout;
  /** `radar` unless told otherwise. */
  readonly database?: string;
  readonly grafanaSchema?: string;
  readonly roles?: {
    readonly owner: string;
    readonly writer: string;
    readonly reader: string;
  };
  /** Longest time of one statement of the reader, as PostgreSQL writes durations. */
  readonly readerTimeout?: string;
}

/** What a superuser does once, and only that. */
export interface Bootstrap {
  /** Makes the roles; runs in any database. */
  readonly roles: string;
  /** Prepares the database; runs in it (CloudNativePG: `postInitApplicationSQL`). */
  readonly database: string;
  /** Both, and the making of the database between them, for psql. */
  readonly psql: string;
}

/** The SQL that prepares a server, before the owner applies the schema. It holds no password. */
export async function printBootstrap(options: BootstrapOptions): Promise<Bootstrap> {
  const { layout, schema, database = 'radar', grafanaSchema, readerTimeout = '30s' } = options;
  const roles = options.roles ?? { owner: 'radar_owner', ...DEFAULT_ROLES };
  const names = namesOf(
    { schema, ...(grafanaSchema === undefined ? {} : { grafanaSchema }) },
    null,
  );
  const values = {
    ...roles,
    database,
    schema,
    chunks: names.chunkSchema,
    grafana: names.grafanaSchema ?? '',
    timeout: readerTimeout,
  };
  const read = async (file: string) => {
    const text = await readFile(new URL(file, FOLDER), 'utf8');
    return fillIn(chooseText(`bootstrap/${file}`, text, layout).lines.join('\n'), values);
  };
  const [rolesText, databaseText] = [await read('1_roles.sql'), await read('2_database.sql')];
  return {
    roles: rolesText,
    database: databaseText,
    psql: [
      rolesText,
      createDatabase(database, roles.owner),
      `\\connect ${quoteIdentifier(database)}`,
      databaseText,
    ].join('\n'),
  };
}

/** A database cannot be made inside of a block, so psql runs what the query answers. */
function createDatabase(database: string, owner: string): string {
  const statement = `create database ${quoteIdentifier(database)} owner ${quoteIdentifier(owner)} encoding 'UTF8' template template0`;
  return `select ${quoteLiteral(statement)}
 where not exists (select from pg_database where datname = ${quoteLiteral(database)}) \\gexec
`;
}
