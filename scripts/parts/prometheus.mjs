import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { debianHindrance, unpackedFolders, unpackPackage } from './debian.mjs';
import { timed } from './say.mjs';

/** The client of remote write in the tests: Prometheus, one program that needs nothing but libc. */
const SUITE = 'bookworm';
const NAME = `prometheus-${SUITE}`;
const PROGRAM = 'usr/bin/prometheus';

/** Prometheus on this machine with its version, or undefined. */
export function findPrometheus() {
  const path = unpackedFolders(`${NAME}-`)
    .map((one) => join(one, PROGRAM))
    .find((one) => existsSync(one));
  const version = path === undefined ? undefined : versionOf(path);
  return version === undefined ? undefined : { path, version };
}

/** Why it cannot be fetched here, or undefined. */
export const prometheusHindrance = debianHindrance;

/** Fetches it. */
export async function makePrometheus() {
  await timed(
    'fetching Prometheus for the tests (once; about 40 MB)',
    'fetched Prometheus',
    async () => {
      await unpackPackage({ name: NAME, packageName: 'prometheus', suite: SUITE, alone: true });
    },
  );
}

/** Undefined for a program that does not run here. */
function versionOf(path) {
  try {
    const said = execFileSync(path, ['--version'], { encoding: 'utf8' });
    return /version (\d+\.\d+\.\d+)/.exec(said)?.[1];
  } catch {
    return undefined;
  }
}
