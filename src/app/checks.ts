import type { Settings } from '../config/index.ts';
import type { Clock } from '../core/index.ts';
import {
  checkRetention,
  checkUsable,
  type Database,
  describeTarget,
  type EmbeddedServer,
  type Maintenance,
  schemaStatus,
  sql,
  type WantedRetention,
} from '../database/index.ts';
import { checkDeadLetters, type Writer } from '../ingest/index.ts';
import type { Health, HealthCheck } from '../observe/index.ts';

/** The parts of a running store of which `/readyz` tells. */
export interface CheckedParts {
  readonly database: Database;
  readonly embedded: EmbeddedServer | null;
  /** The retentions that the settings ask for. */
  readonly retention: WantedRetention;
  readonly maintenance: Maintenance;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly settings: Pick<Settings['ingest'], 'deadLetterBudget'>;
  /** What each receiver that is turned on tells, by the name of its check. */
  readonly receivers: ReceiverChecks;
}

/** Checks of receivers by their names. */
export type ReceiverChecks = ReadonlyMap<string, () => HealthCheck>;

/** Registers one check per part. */
export function registerChecks(health: Health, parts: CheckedParts): void {
  const { database, embedded, receivers } = parts;
  if (embedded !== null) health.register('embedded', () => embedded.check());
  health.register('database', () => checkDatabase(database));
  health.register('schema', () => checkSchema(database));
  health.register('maintenance', () => parts.maintenance.check());
  health.register('retention', () => checkRetention(database, parts.retention));
  health.register('queues', () => parts.writer.check());
  health.register('dead_letters', () =>
    checkDeadLetters(database, {
      budget: parts.settings.deadLetterBudget,
      now: parts.clock.now(),
    }),
  );
  for (const [name, check] of receivers) health.register(name, check);
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
