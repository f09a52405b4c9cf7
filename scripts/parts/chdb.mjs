import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ownCache, unpackedFolders } from './debian.mjs';
import { run } from './run.mjs';
import { timed } from './say.mjs';

/**
 * A ClickHouse engine in a process of Node: half a gigabyte, so it has a package.json of its own and
 * is installed into the cache, outside the repository, only where it is wanted.
 */
const MANIFEST = join(import.meta.dirname, '../../test/proton/package.json');

const NAME = `chdb-${createHash('sha256').update(readFileSync(MANIFEST)).digest('hex').slice(0, 12)}`;

/** The folder from which `chdb` can be imported, or undefined. */
export function findChdb() {
  return unpackedFolders(NAME).find((folder) => existsSync(join(folder, 'node_modules/chdb')));
}

/** Why it cannot be installed here, or undefined. */
export function chdbHindrance() {
  const wanted = { linux: ['x64', 'arm64'], darwin: ['x64', 'arm64'] };
  if (wanted[process.platform]?.includes(process.arch)) return undefined;
  return `it has no build for ${process.platform} on ${process.arch}`;
}

/** Installs it. Several runs at once are safe: the first to end gives it. */
export async function makeChdb() {
  await timed('installing chdb (once; about 550 MB)', 'installed chdb', async () => {
    const cache = ownCache();
    mkdirSync(cache, { recursive: true });
    const work = join(cache, `.making-${process.pid}`);
    mkdirSync(work);
    try {
      copyFileSync(MANIFEST, join(work, 'package.json'));
      // Its lockfile could not name packages of other platforms; the manifest pins the version.
      await run('npm', ['install', '--no-save', '--no-package-lock', '--no-audit', '--no-fund'], {
        cwd: work,
      });
      moveIntoPlace(work, join(cache, NAME));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

function moveIntoPlace(work, folder) {
  try {
    renameSync(work, folder);
  } catch (fault) {
    if (!existsSync(folder)) throw fault; // else another run was first
  }
}
