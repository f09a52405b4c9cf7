import { RadarError } from '../../core/index.ts';
import type { Onboarding } from '../../inventory/index.ts';
import { actorOf } from '../actor.ts';
import type { Call } from '../command.ts';
import { withDatabase } from '../database.ts';
import { SCHEMA_SETTINGS } from '../schema/index.ts';

export { numberOption, textOption } from '../option.ts';

/** Beginnings of the names of settings that these commands go by. */
export const ONBOARDING_SETTINGS = [
  ...SCHEMA_SETTINGS.filter((name) => name !== 'retention'),
  'onboarding.',
];

export const WHICH_DATABASE =
  'Without a database URL this is the embedded PostgreSQL, started for the moment; of one that\nserves, ask its address for /api/admin/edge-packages. It needs the encryption key of that server.';

/** The word that names a package. */
export const PACKAGE_ARGUMENT = {
  name: 'id',
  meaning: 'id of the package; `onboarding list` tells it',
};

/**
 * Runs `work` with onboarding on the database of the settings. Throws ONBOARDING_OFF where there is no
 * key.
 */
export async function withOnboarding<T>(
  call: Call,
  work: (onboarding: Onboarding) => Promise<T>,
): Promise<T> {
  return withDatabase(call, async ({ database, log }) => {
    const { checkUsable, schemaStatus } = await import('../../database/index.ts');
    checkUsable(database, await schemaStatus(database));
    const { openOnboarding } = await call.io.loadApp();
    const settings = call.settings();
    const { clock } = call.io;
    const onboarding = await openOnboarding({ settings, database, owner: database, clock, log });
    if (onboarding !== null) return work(onboarding);
    throw new RadarError('ONBOARDING_OFF', 'Edge onboarding is off: there is no encryption key.', {
      hint: 'Give the key of the server that serves this database: --onboarding-encryption-key-file.',
    });
  });
}

/** Who runs the command, for the events of a package. */
export const requesterOf = ({ io }: Call) => ({ actor: actorOf(io), sourceIp: null });

/** The package that a command line names. Throws USAGE_INVALID. */
export function packageIdOf({ argument }: Call): string {
  if (argument !== undefined) return argument;
  throw new RadarError('USAGE_INVALID', 'The id of the package is missing.', {
    hint: '`radarstore onboarding list` tells the ids.',
  });
}
