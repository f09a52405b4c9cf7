import type { Database } from '../connection/index.ts';
import { describeTarget } from '../connection/index.ts';
import type { Engine } from '../engine.ts';
import { untestedExtension, untestedServer } from '../supported.ts';
import { capabilityOf } from './capability.ts';
import { type DatabaseCheck, type Finding, failure, ok, warning } from './subject.ts';

const NEWER = 'Look for a newer radarstore.';

/** Whether the server answers and is of a version that is known to work. */
export const serverCheck: DatabaseCheck = {
  name: 'server',
  examine: async ({ database }) => {
    const { engine, options } = database;
    const said = `PostgreSQL ${engine.serverVersion} answers: ${describeTarget(options.target)}.`;
    const newer = untestedServer(engine);
    return newer === undefined ? ok(said) : warning(`${said} ${newer}`, NEWER);
  },
};

/** Which engine this is, and why. */
export const engineCheck: DatabaseCheck = {
  name: 'engine',
  examine: async ({ database }) => judgeEngine(database),
};

/** Judges what was found out; on its own, so that servers that are not here can be tried. */
export function judgeEngine(database: Pick<Database, 'engine' | 'capabilities'>): Finding {
  const { engine } = database;
  const hypertables = capabilityOf(database, 'hypertables');
  if (engine.timescaledbVersion === null) {
    const reason = hypertables.reason ?? '';
    return ok(`Engine postgres, because ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`);
  }
  const said = `Engine ${engine.name}, because extension timescaledb ${engine.timescaledbVersion} with the ${editionOf(engine)} is in this database.`;
  if (!hypertables.present) {
    return failure(
      `${said} But the server does not load its library at start.`,
      hypertables.hint ?? '',
    );
  }
  const newer = untestedExtension(engine);
  return newer === undefined ? ok(said) : warning(`${said} ${newer}`, NEWER);
}

function editionOf(engine: Engine): string {
  return engine.name === 'timescale' ? 'Community (timescale) licence' : 'Apache licence';
}

/** Whether rows can be written at all. */
export const writableCheck: DatabaseCheck = {
  name: 'writable',
  examine: async ({ database }) => {
    const { present, reason, hint } = capabilityOf(database, 'writable');
    return present ? ok('The database takes writes.') : failure(reason ?? '', hint ?? '');
  },
};
