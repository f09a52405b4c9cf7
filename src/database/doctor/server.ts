import { describeTarget, sql } from '../connection/index.ts';
import type { Engine } from '../engine.ts';
import { type DatabaseCheck, type Finding, failure, ok, warning } from './subject.ts';

/** Server versions with which radarstore is tested; older ones are refused at connect time. */
const NEWEST_TESTED_MAJOR = 18;
/** Oldest and newest TimescaleDB with which radarstore is tested. */
const TIMESCALEDB_TESTED = { oldest: [2, 19], newest: [2, 31] } as const;

/** Whether the server answers and is of a version that is known to work. */
export const serverCheck: DatabaseCheck = {
  name: 'server',
  examine: async ({ database }) => {
    const { engine, options } = database;
    const said = `PostgreSQL ${engine.serverVersion} answers: ${describeTarget(options.target)}.`;
    const major = Math.floor(engine.serverVersionNumber / 10_000);
    if (major <= NEWEST_TESTED_MAJOR) return ok(said);
    return warning(
      `${said} That is newer than any version radarstore was tested with (15 to ${NEWEST_TESTED_MAJOR}).`,
      'Look for a newer radarstore.',
    );
  },
};

/** Which engine this is, and why. */
export const engineCheck: DatabaseCheck = {
  name: 'engine',
  examine: async ({ database }) => {
    const [facts] = await database.query<{ preloaded: boolean; offered: string | null }>(
      'doctor.engine',
      // The loader library registers its settings at server start; shared_preload_libraries itself
      // can be read by privileged roles only.
      sql`select exists (select from pg_settings where name like 'timescaledb.%') as preloaded,
                 (select default_version from pg_available_extensions where name = 'timescaledb') as offered`,
    );
    return judgeEngine(database.engine, facts ?? { preloaded: false, offered: null });
  },
};

/** Judges what was read; apart from the reading, so that servers that are not here can be tried. */
export function judgeEngine(
  engine: Engine,
  facts: { readonly preloaded: boolean; readonly offered: string | null },
): Finding {
  if (engine.timescaledbVersion === null) return judgePlain(facts.offered);
  const edition = engine.name === 'timescale' ? 'Community (timescale) licence' : 'Apache licence';
  const said = `Engine ${engine.name}, because extension timescaledb ${engine.timescaledbVersion} with the ${edition} is in this database.`;
  if (!facts.preloaded) {
    return failure(
      `${said} But the server does not load its library at start.`,
      "As a superuser: alter system set shared_preload_libraries = 'timescaledb' (keep what is there already), then restart the server.",
    );
  }
  const version = engine.timescaledbVersion.split('.').map(Number);
  const { oldest, newest } = TIMESCALEDB_TESTED;
  if (compare(version, oldest) >= 0 && compare(version, newest) <= 0) return ok(said);
  return warning(
    `${said} radarstore was tested with ${oldest.join('.')} to ${newest.join('.')}.`,
    compare(version, oldest) < 0
      ? 'Update it: alter extension timescaledb update.'
      : 'Look for a newer radarstore.',
  );
}

function judgePlain(offered: string | null): Finding {
  const said = 'Engine postgres, because extension timescaledb is not in this database';
  return ok(
    offered === null
      ? `${said}.`
      : `${said}; the server offers version ${offered}, which can be chosen only before the schema is made.`,
  );
}

function compare(version: readonly number[], other: readonly number[]): number {
  return (version[0] ?? 0) - (other[0] ?? 0) || (version[1] ?? 0) - (other[1] ?? 0);
}

/** Whether rows can be written at all. */
export const writableCheck: DatabaseCheck = {
  name: 'writable',
  examine: async ({ database }) =>
    database.engine.readOnly
      ? failure(
          'The database is read-only: a standby, or default_transaction_read_only is on.',
          'Connect to the primary server (CloudNativePG: the service that ends in -rw).',
        )
      : ok('The database takes writes.'),
};
