import { RadarError } from '../core/index.ts';
import type { Engine } from './engine.ts';

/** Versions with which radarstore is tested. Older ones are refused, newer ones are warned about. */
export const SUPPORTED = {
  postgres: { oldest: 15, newest: 18 },
  timescaledb: { oldest: [2, 19], newest: [2, 31] },
  /** The newest TimescaleDB that its makers built for the oldest PostgreSQL. */
  timescaledbOnOldest: [2, 28],
} as const;

type Versions = Pick<Engine, 'serverVersion' | 'serverVersionNumber' | 'timescaledbVersion'>;

/** Throws DATABASE_TOO_OLD for a server or an extension from before what is supported. */
export function refuseOld({
  serverVersion,
  serverVersionNumber,
  timescaledbVersion,
}: Versions): void {
  const { postgres, timescaledb } = SUPPORTED;
  if (majorOf(serverVersionNumber) < postgres.oldest) {
    throw new RadarError(
      'DATABASE_TOO_OLD',
      `The server is PostgreSQL ${serverVersion}; radarstore needs version ${postgres.oldest} or newer.`,
      { hint: 'Upgrade the server, or leave the URL out to use the embedded PostgreSQL.' },
    );
  }
  if (timescaledbVersion !== null && compare(timescaledbVersion, timescaledb.oldest) < 0) {
    throw new RadarError(
      'DATABASE_TOO_OLD',
      `The database has TimescaleDB ${timescaledbVersion}; radarstore needs version ${timescaledb.oldest.join('.')} or newer.`,
      {
        hint: 'Install its newer package on the server, then run `alter extension timescaledb update` as the first statement of a new connection.',
      },
    );
  }
}

/** Why a server is newer than anything that was tested, as a sentence; undefined: it is not. */
export function untestedServer({
  serverVersion,
  serverVersionNumber,
}: Omit<Versions, 'timescaledbVersion'>): string | undefined {
  const { oldest, newest } = SUPPORTED.postgres;
  if (majorOf(serverVersionNumber) <= newest) return undefined;
  return `PostgreSQL ${serverVersion} is newer than any version radarstore was tested with (${oldest} to ${newest}).`;
}

/** The same of the extension. */
export function untestedExtension(versions: Omit<Versions, 'serverVersion'>): string | undefined {
  const { postgres, timescaledb, timescaledbOnOldest } = SUPPORTED;
  const { serverVersionNumber, timescaledbVersion } = versions;
  if (timescaledbVersion === null) return undefined;
  const major = majorOf(serverVersionNumber);
  const newest = major === postgres.oldest ? timescaledbOnOldest : timescaledb.newest;
  if (compare(timescaledbVersion, newest) <= 0) return undefined;
  return `TimescaleDB ${timescaledbVersion} on PostgreSQL ${major} is newer than any version radarstore was tested with (${timescaledb.oldest.join('.')} to ${newest.join('.')}).`;
}

/** Everything that is newer than what was tested. */
export function untested(versions: Versions): string[] {
  return [untestedServer(versions), untestedExtension(versions)].filter(
    (sentence) => sentence !== undefined,
  );
}

/** 18 for 180004. */
export function majorOf(serverVersionNumber: number): number {
  return Math.floor(serverVersionNumber / 10_000);
}

/** By major and minor number; what follows, such as `.3` or `-dev`, does not count. */
function compare(version: string, other: readonly [number, number]): number {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major - other[0] || minor - other[1];
}
