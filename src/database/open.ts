import { createDatabase, type Database, type DatabaseOptions, probe } from './connection/index.ts';
import { detectEngine } from './engine.ts';

/**
 * Connects, finds out what the server is, and makes the pool. Throws DATABASE_URL_INVALID,
 * DATABASE_UNREACHABLE, DATABASE_REFUSED or DATABASE_TOO_OLD, each with what to do.
 */
export async function connectDatabase(options: DatabaseOptions): Promise<Database> {
  const engine = await probe(options, detectEngine);
  options.log.debug(
    { engine: engine.name, server: engine.serverVersion, timescaledb: engine.timescaledbVersion },
    'connected to the database',
  );
  return createDatabase(options, engine);
}
