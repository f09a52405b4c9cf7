import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { debianHindrance, unpackedFolders, unpackPackage } from './debian.mjs';
import { timed } from './say.mjs';

/**
 * The brokers of the tests: nats-server of two Debian releases, since 2.10 brought consumers with
 * several filters and installations of 2.9 are still about. Each is one program that needs nothing
 * but the machine's own C library.
 */
const SUITES = ['trixie', 'bookworm'];
const PROGRAM = 'usr/sbin/nats-server';

const nameOf = (suite) => `nats-server-${suite}`;

/** The brokers of this machine with their versions, the newest first; undefined without any. */
export function findNats() {
  const unpacked = SUITES.flatMap((suite) => findUnpacked(suite) ?? []);
  const paths = unpacked.length > 0 ? unpacked : onPath();
  const found = paths.flatMap((path) => {
    const version = versionOf(path);
    return version === undefined ? [] : [{ path, version }];
  });
  return found.length === 0 ? undefined : found;
}

/** Whether all that are wanted are here; an answer when they are. */
export function findAllNats() {
  if (natsHindrance() !== undefined) return findNats();
  return SUITES.every((suite) => findUnpacked(suite) !== undefined) ? findNats() : undefined;
}

/** Why they cannot be fetched here, or undefined. */
export const natsHindrance = debianHindrance;

/** Fetches those that are missing. */
export async function makeNats() {
  const missing = SUITES.filter((suite) => findUnpacked(suite) === undefined);
  await timed(
    'fetching nats-server for the tests (once; about 20 MB)',
    'fetched nats-server',
    async () => {
      for (const suite of missing) {
        const name = nameOf(suite);
        await unpackPackage({ name, packageName: 'nats-server', suite, alone: true });
      }
    },
  );
}

function findUnpacked(suite) {
  const folders = unpackedFolders(`${nameOf(suite)}-`);
  return folders.map((one) => join(one, PROGRAM)).find((path) => existsSync(path));
}

function onPath() {
  // Where Debian puts it is not in everybody's path.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const path = folders.map((folder) => join(folder, 'nats-server')).find((one) => existsSync(one));
  return path === undefined ? [] : [path];
}

/** Undefined for a program that does not run here. */
function versionOf(path) {
  try {
    const said = execFileSync(path, ['--version'], { encoding: 'utf8' });
    return /v(\d+\.\d+\.\d+)/.exec(said)?.[1];
  } catch {
    return undefined;
  }
}
