import type { ServiceType } from '../../catalogue/index.ts';
import { formatInstant, type Instant, RadarError } from '../../core/index.ts';
import type { RegisteredService } from '../../query/index.ts';
import type { Call } from '../command.ts';
import type { Opened } from '../database.ts';
import { SCHEMA_SETTINGS } from '../schema/index.ts';

export { textOption } from '../option.ts';

/** Beginnings of the names of settings that these commands go by. */
export const REGISTRY_SETTINGS = [
  ...SCHEMA_SETTINGS.filter((name) => name !== 'retention'),
  'registry',
];

export const WHICH_DATABASE =
  'Without a database URL this is the embedded PostgreSQL, started for the moment; of one that\nserves, ask its address for /api/registry.';

export const SERVICE_ARGUMENT = {
  name: 'service',
  meaning: 'type and id, such as poller:edge-1, agent:a-1 or checker:snmp@a-1',
};

const TYPES: readonly ServiceType[] = ['poller', 'agent', 'checker'];

/** Reads `poller:edge-1`. Throws USAGE_INVALID. */
export function serviceOf({ argument = '' }: Call): {
  readonly type: ServiceType;
  readonly id: string;
} {
  const colon = argument.indexOf(':');
  const type = TYPES.find((one) => one === argument.slice(0, Math.max(0, colon)));
  const id = argument.slice(colon + 1);
  if (type !== undefined && id !== '') return { type, id };
  const message =
    argument === '' ? 'The service is missing.' : `A service cannot be "${argument}".`;
  throw new RadarError('USAGE_INVALID', message, {
    hint: 'Name it by type and id, such as poller:edge-1; `radarstore registry list` tells them.',
  });
}

/** The registry over the database of a command, by the settings. */
export async function registryOf(call: Call, { database, log }: Opened) {
  const { openRegistry } = await call.io.loadApp();
  return openRegistry({
    settings: call.settings(),
    database,
    owner: database,
    clock: call.io.clock,
    log,
    onboarding: null,
  });
}

/** An instant, or what stands for one that has not been. */
export const instantOr = (instant: Instant | null, never: string): string =>
  instant === null ? never : formatInstant(instant);

/** Poller of an agent, agent of a checker. */
export const parentOf = (row: RegisteredService): string =>
  ({ poller: '-', agent: row.poller_id, checker: row.agent_id ?? '-' })[row.type];
