import {
  checkUsable,
  type Database,
  describeTarget,
  type EmbeddedServer,
  type Maintenance,
  schemaStatus,
  sql,
} from '../database/index.ts';
import type { HostReceiver, Writer } from '../ingest/index.ts';
import type { Health, HealthCheck } from '../observe/index.ts';

/** The parts of a running store of which `/readyz` tells. */
export interface CheckedParts {
  readonly database: Database;
  readonly embedded: EmbeddedServer | null;
  readonly maintenance: Maintenance;
  readonly writer: Writer;
  /** Null while it is turned off. */
  readonly host: HostReceiver | null;
}

/** Registers one check per part. */
export function registerChecks(health: Health, parts: CheckedParts): void {
  const { database, embedded, host } = parts;
  if (embedded !== null) health.register('embedded', () => embedded.check());
  health.register('database', () => checkDatabase(database));
  health.register('schema', () => checkSchema(database));
  health.register('maintenance', () => parts.maintenance.check());
  health.register('queues', () => parts.writer.check());
  if (host !== null) health.register('host_receiver', () => host.check());
}

async function checkDatabase(database: Database): Promise<HealthCheck> {
  await database.query('health.database', sql`select 1`);
  const { engine } = database;
  return {
    name: 'database',
    state: 'ok',
    message: `The server answers: PostgreSQL ${engine.serverVersion}, engine ${engine.name}, ${describeTarget(database.options.target)}.`,
    detail: { engine: engine.name, connections: database.usage() },
  };
}

async function checkSchema(database: Database): Promise<HealthCheck> {
  const status = await schemaStatus(database);
  checkUsable(database, status);
  return {
    name: 'schema',
    state: 'ok',
    message: `Schema "${status.schema}" is at version ${status.version}, as this program needs.`,
    detail: { version: status.version, latest: status.latest },
  };
}
