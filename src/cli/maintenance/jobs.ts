import type { Database, Job } from '../../database/index.ts';
import { actorOf } from '../actor.ts';
import type { Call } from '../command.ts';
import { SCHEMA_SETTINGS } from '../schema/index.ts';

/** Beginnings of the names of settings that commands on maintenance go by. */
export const MAINTENANCE_SETTINGS = [...SCHEMA_SETTINGS, 'maintenance.'];
/** What such a command works on where nobody says. */
export const WHICH_DATABASE =
  'Without a database URL this is the embedded PostgreSQL, started for the moment; of one that\nserves, ask its address for /readyz and /api/storage.';

/** Refuses a database without the schema of this program, on which no job could work. */
export async function requireSchema(database: Database): Promise<void> {
  const { checkUsable, schemaStatus } = await import('../../database/index.ts');
  checkUsable(database, await schemaStatus(database));
}

/** The jobs of the leader, as the settings have them. */
export async function jobsFor(call: Call): Promise<readonly Job[]> {
  const { jobsOf } = await call.io.loadApp();
  return jobsOf(call.settings(), actorOf(call.io));
}
