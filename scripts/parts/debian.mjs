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

/**
 * Debian packages that the tests use without installing them: unpacked into a folder outside the
 * repository, by any user, on a machine that has apt. Nothing of the machine changes.
 */
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const SYSTEM_CACHE = '/var/cache/radarstore';

/** The unpacked folders whose names begin so, the newest first. */
export function unpackedFolders(prefix) {
  return [ownCache(), SYSTEM_CACHE].flatMap((cache) =>
    listNames(cache)
      .filter((name) => name.startsWith(prefix))
      .sort()
      .reverse()
      .map((name) => join(cache, name)),
  );
}

/** Why no package can be fetched here, or undefined. */
export function debianHindrance() {
  if (process.platform !== 'linux') return 'it is unpacked from Debian packages, on Linux only';
  for (const tool of ['apt-get', 'dpkg']) {
    if (!has(tool)) return `${tool} is not on this machine`;
  }
  if (!existsSync(KEYRING)) return `there is no ${KEYRING} to check Debian's packages with`;
  return mirror() === undefined ? "apt's configuration names no Debian mirror" : undefined;
}

/**
 * Fetches a package of a release and unpacks it into the folder `<name>-<version>` of the cache,
 * which `finish` makes ready before it gets that name. With `alone`, the package without those on
 * which it depends. Several runs at once are safe: the first to end gives it.
 */
export async function unpackPackage({ name, packageName, suite, alone = false, finish }) {
  const cache = ownCache();
  mkdirSync(cache, { recursive: true });
  chmodSync(cache, 0o755);
  clearUnfinished(cache);
  const work = join(cache, `.making-${process.pid}`);
  const clear = () => rmSync(work, { recursive: true, force: true });
  process.once('exit', clear);
  try {
    const root = join(work, 'root');
    mkdirSync(root, { recursive: true });
    const archives = await download(work, { packageName, suite, alone });
    for (const file of archives) await run('dpkg', ['-x', file, root]);
    finish?.(root);
    chmodSync(root, 0o755);
    moveIntoPlace(root, join(cache, `${name}-${versionOf(packageName, archives)}`));
  } finally {
    process.off('exit', clear);
    clear();
  }
}

/** Downloads with folders of our own; answers the paths of the packages. */
async function download(work, { packageName, suite, alone }) {
  const apt = aptSettings(work, suite);
  const archives = join(work, 'cache', 'archives');
  await run('apt-get', [...apt, 'update']);
  if (alone) await run('apt-get', [...apt, 'download', packageName], { cwd: archives });
  else await run('apt-get', [...apt, '--yes', '--download-only', 'install', packageName]);
  const files = readdirSync(archives).filter((file) => file.endsWith('.deb'));
  return files.map((file) => join(archives, file));
}

function versionOf(packageName, archives) {
  const names = archives.map((path) => path.split('/').at(-1) ?? '');
  const own = names.find((file) => file.startsWith(`${packageName}_`)) ?? '';
  return decodeURIComponent(own.split('_')[1] ?? 'unknown').replace(/[^\w.+~-]/g, '-');
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

/** The cache of this user: as root in a place that the user to whom a server drops its rights can read. */
export function ownCache() {
  if (process.getuid?.() === 0) return SYSTEM_CACHE;
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'radarstore');
}

function listNames(folder) {
  try {
    return readdirSync(folder);
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

/** The machine's own apt configuration (proxies, say), but other sources, lists and no packages. */
function aptSettings(work, suite) {
  for (const folder of ['state/lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(work, folder), { recursive: true });
  }
  writeFileSync(
    join(work, 'sources.list'),
    `deb [signed-by=${KEYRING}] ${mirror()} ${suite} main\n`,
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

/** The last step, so a folder of that name is complete. */
function moveIntoPlace(root, folder) {
  try {
    renameSync(root, folder);
  } catch (fault) {
    if (!existsSync(folder)) throw fault; // else another run was first, with the same packages
  }
}
