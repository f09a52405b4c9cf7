import type { Settings } from '../config/index.ts';
import {
  type ConnectionTarget,
  connectDatabase,
  type Database,
  describeTarget,
  type EmbeddedServer,
  startEmbedded,
} from '../database/index.ts';
import type { Logger } from '../observe/index.ts';
import { createClosers } from './closers.ts';

/** A connected database, and the server behind it where that is ours. */
export interface OpenDatabase {
  /** By the role that owns the schema: it migrates and maintains. */
  readonly database: Database;
  /** By the role that stores rows; the same as `database` unless the settings name another. */
  readonly writer: Database;
  /** By the role that only reads; the same as `database` unless the settings name another. */
  readonly reader: Database;
  /** Null when the database was given by URL. */
  readonly embedded: EmbeddedServer | null;
  /** Where it is, for people; never a password. */
  readonly description: string;
  close(): Promise<void>;
}

/**
 * Connects to the database of the settings, starting the embedded PostgreSQL where no URL is given.
 * Leaves the schema as it is. Throws what the embedded server and `connectDatabase` throw.
 */
export async function openDatabase(settings: Settings, log: Logger): Promise<OpenDatabase> {
  const closers = createClosers(log);
  try {
    const embedded = settings.database.url === null ? await startOwn(settings, log) : null;
    if (embedded !== null) closers.push('embedded PostgreSQL', () => embedded.stop());
    const target: ConnectionTarget = embedded?.target ?? { url: settings.database.url ?? '' };
    const connect = async (one: ConnectionTarget) => {
      const pool = await connectDatabase({
        target: one,
        schema: settings.database.schema,
        roles: settings.roles,
        maxConnections: settings.database.maxConnections,
        statementTimeoutMs: settings.database.statementTimeoutMs,
        log: log.child({ part: 'database' }),
      });
      closers.push('database connections', () => pool.close());
      return pool;
    };
    const database = await connect(target);
    const { writerUrl, readerUrl } = settings.database;
    const writer = writerUrl === null ? database : await connect({ url: writerUrl });
    const reader = readerUrl === null ? database : await connect({ url: readerUrl });
    const description =
      embedded === null ? describeTarget(target) : `embedded PostgreSQL in ${embedded.dataDir}`;
    return { database, writer, reader, embedded, description, close: () => closers.close() };
  } catch (fault) {
    await closers.close();
    throw fault;
  }
}

function startOwn(settings: Settings, log: Logger): Promise<EmbeddedServer> {
  return startEmbedded({
    dataDir: settings.dataDir,
    port: settings.embedded.port,
    log: log.child({ part: 'embedded' }),
  });
}
