import { capabilitiesOf, readFacts, watchServer } from './capabilities/index.ts';
import { createDatabase, type Database, type DatabaseOptions, probe } from './connection/index.ts';
import { detectEngine } from './engine.ts';
import { untested } from './supported.ts';

/**
 * Connects, finds out what the server is and can do, and makes the pool. Throws
 * DATABASE_URL_INVALID, DATABASE_UNREACHABLE, DATABASE_REFUSED or DATABASE_TOO_OLD, each with what
 * to do.
 */
export async function connectDatabase(options: DatabaseOptions): Promise<Database> {
  const { schema, log } = options;
  const first = await probe(options, async (session, findPooling) => {
    const engine = await detectEngine(session);
    const facts = await readFacts(session, schema, await findPooling());
    return { engine, pooling: facts.pooling, capabilities: capabilitiesOf(engine, facts) };
  });
  const { engine, capabilities } = first;
  log.debug(
    {
      engine: engine.name,
      server: engine.serverVersion,
      timescaledb: engine.timescaledbVersion,
      missing: capabilities.filter((one) => !one.present).map((one) => one.name),
    },
    'connected to the database',
  );
  for (const warning of untested(engine)) log.warn({ engine: engine.name }, warning);
  return createDatabase(options, watchServer({ schema, log }, first));
}
