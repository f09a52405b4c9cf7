import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.mjs';
import { timed } from './say.mjs';

/**
 * The engine `timescale-apache` of the tests: Debian's PostgreSQL with TimescaleDB's Apache edition.
 * Its packages are unpacked, not installed, into a folder outside the repository, and run by the
 * loader that comes with them; so any user can do this on a machine that has apt, and nothing of
 * the machine changes.
 */
const SUITE = 'trixie';
const MAJOR = '17';
const PACKAGE = `postgresql-${MAJOR}-timescaledb`;
const BIN = `usr/lib/postgresql/${MAJOR}/bin`;
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const SYSTEM_CACHE = '/var/cache/radarstore';

/** The programs of the unpacked engine, or undefined. */
export function findTimescale() {
  for (const cache of [ownCache(), SYSTEM_CACHE]) {
    for (const name of listFolders(cache)) {
      const folder = join(cache, name);
      if (existsSync(join(folder, BIN, 'postgres'))) return describe(folder);
    }
  }
  return undefined;
}

/** Why the engine cannot be made here, or undefined. */
export function timescaleHindrance() {
  if (process.platform !== 'linux') return 'it is unpacked from Debian packages, on Linux only';
  for (const tool of ['apt-get', 'dpkg']) {
    if (!has(tool)) return `${tool} is not on this machine`;
  }
  if (!existsSync(KEYRING)) return `there is no ${KEYRING} to check Debian's packages with`;
  return mirror() === undefined ? "apt's configuration names no Debian mirror" : undefined;
}

/** Fetches and unpacks the engine. Several runs at once are safe: the first to end gives it. */
export async function makeTimescale() {
  const cache = ownCache();
  mkdirSync(cache, { recursive: true });
  chmodSync(cache, 0o755);
  clearUnfinished(cache);
  const work = join(cache, `.making-${process.pid}`);
  const clear = () => rmSync(work, { recursive: true, force: true });
  process.once('exit', clear);
  try {
    await timed(
      'fetching TimescaleDB (Apache) for the tests (once; about 90 MB)',
      'fetched TimescaleDB',
      async () => {
        const root = join(work, 'root');
        const version = await unpack(work, root);
        writeWrappers(root);
        chmodSync(root, 0o755);
        moveIntoPlace(root, join(cache, `timescale-apache-${version}`));
      },
    );
  } finally {
    process.off('exit', clear);
    clear();
  }
}

/** Removes what a killed run left. */
function clearUnfinished(cache) {
  for (const name of readdirSync(cache)) {
    const pid = /^\.making-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) {
      rmSync(join(cache, name), { recursive: true, force: true });
    }
  }
}

function describe(folder) {
  return {
    postgres: join(folder, BIN, 'postgres'),
    initdb: join(folder, BIN, 'initdb'),
    initdbArguments: ['-L', join(folder, 'usr/share/postgresql', MAJOR)],
  };
}

/** As root in a place that the user to whom the server drops its rights can read. */
function ownCache() {
  if (process.getuid?.() === 0) return SYSTEM_CACHE;
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'radarstore');
}

function listFolders(cache) {
  try {
    return readdirSync(cache)
      .filter((name) => name.startsWith('timescale-apache-'))
      .sort()
      .reverse();
  } catch {
    return []; // no cache yet, or none that we may read
  }
}

function has(tool) {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The Debian mirror that this machine's own apt uses. */
function mirror() {
  const format = '$(REPO_URI) $(CODENAME)';
  try {
    const lines = execFileSync('apt-get', ['indextargets', '--format', format], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const uris = lines.split('\n').map((line) => line.split(' ')[0] ?? '');
    return uris.find((uri) => /\/debian\/?$/.test(uri));
  } catch {
    return undefined; // apt without a usable configuration
  }
}

/** Downloads and unpacks with folders of our own; answers the version of the extension's package. */
async function unpack(work, root) {
  const apt = aptSettings(work);
  await run('apt-get', [...apt, 'update']);
  await run('apt-get', [...apt, '--yes', '--download-only', 'install', PACKAGE]);
  mkdirSync(root, { recursive: true });
  const archives = join(work, 'cache', 'archives');
  const packages = readdirSync(archives).filter((file) => file.endsWith('.deb'));
  for (const file of packages) await run('dpkg', ['-x', join(archives, file), root]);
  const own = packages.find((file) => file.startsWith(`${PACKAGE}_`)) ?? '';
  return decodeURIComponent(own.split('_')[1] ?? 'unknown').replace(/[^\w.+~-]/g, '-');
}

/** The machine's own apt configuration (proxies, say), but other sources, lists and no packages. */
function aptSettings(work) {
  for (const folder of ['state/lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(work, folder), { recursive: true });
  }
  writeFileSync(
    join(work, 'sources.list'),
    `deb [signed-by=${KEYRING}] ${mirror()} ${SUITE} main\n`,
  );
  writeFileSync(join(work, 'status'), '');
  return Object.entries({
    'Dir::Etc::sourcelist': join(work, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State': join(work, 'state'),
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache': join(work, 'cache'),
    'Debug::NoLocking': '1',
    'APT::Install-Recommends': '0',
    'APT::Sandbox::User': '',
    'Acquire::Retries': '3',
    'Acquire::Languages': 'none',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/**
 * The programs need the C library of their own release: its loader starts them. The wrappers find
 * everything from their own place, so that the folder can be moved.
 */
function writeWrappers(root) {
  const libraries = join('usr/lib', findName(join(root, 'usr/lib'), /-linux-gnu/));
  const loader = findLoader(root, libraries);
  for (const program of ['postgres', 'initdb']) {
    const path = join(root, BIN, program);
    renameSync(path, `${path}.bin`);
    const up = BIN.replaceAll(/[^/]+/g, '..');
    writeFileSync(
      path,
      [
        '#!/bin/sh',
        `root="\${0%/*}/${up}"`,
        `exec "$root/${loader}" --library-path "$root/${libraries}" --argv0 "$0" "$0.bin" "$@"`,
        '',
      ].join('\n'),
    );
    chmodSync(path, 0o755);
  }
}

function findLoader(root, libraries) {
  for (const folder of ['usr/lib64', libraries]) {
    const name = findName(join(root, folder), /^ld-linux.*\.so\.\d$/);
    if (name !== undefined) return join(folder, name);
  }
  throw new Error(`no loader of the C library in ${root}`);
}

function findName(folder, pattern) {
  return existsSync(folder) ? readdirSync(folder).find((name) => pattern.test(name)) : undefined;
}

/** The last step, so a folder of that name is complete. */
function moveIntoPlace(root, folder) {
  try {
    renameSync(root, folder);
  } catch (fault) {
    if (!existsSync(folder)) throw fault; // else another run was first, with the same packages
  }
}
