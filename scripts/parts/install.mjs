import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { run } from './run.mjs';
import { say, timed } from './say.mjs';
import { readStamp, stampOf } from './stamp.mjs';

/** Whether node_modules is what the lockfile asks for, on this platform and Node. */
export function isInstalled(root) {
  return readStamp(stampFile(root)) === installStamp(root);
}

/**
 * Installs from the lockfile. `npm ci` empties node_modules first, so the stamp, written last, is
 * there only after a complete install.
 */
export async function install(root) {
  const stamp = installStamp(root);
  await timed(
    'installing the packages of package-lock.json (once per version; about 15 s)',
    'installed',
    () => runNpm(root, ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']),
  );
  writeFileSync(stampFile(root), stamp);
}

/** Runs npm in a folder, the npm that started us where there is one. */
export async function runNpm(folder, args) {
  const cache = usableCache(folder);
  const [command, before] = npmCommand();
  const more = cache === undefined ? [] : [`--cache=${cache}`];
  await run(command, [...before, ...args, ...more], { cwd: folder, env: installEnvironment() });
  if (cache !== undefined) rmSync(cache, { recursive: true, force: true });
}

const stampFile = (root) => join(root, 'node_modules', '.installed');

function installStamp(root) {
  return stampOf(
    root,
    ['package-lock.json', 'package.json', '.npmrc'],
    [process.platform, process.arch, process.versions.modules],
  );
}

/** The npm that started us, else the one beside node, else the one on the path. */
function npmCommand() {
  const beside = dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const script = candidates.find(
    (path) => path !== undefined && basename(path) === 'npm-cli.js' && existsSync(path),
  );
  return script === undefined ? ['npm', []] : [process.execPath, [script]];
}

/** The settings with which an outer `npm start` was called are not meant for the install. */
function installEnvironment() {
  const { NODE_ENV: _, npm_config_dry_run: __, ...environment } = process.env;
  return environment;
}

/** A folder for npm's cache when the usual one cannot be written (a read-only home folder). */
function usableCache(folder) {
  const usual = process.env.npm_config_cache ?? join(process.env.HOME ?? folder, '.npm');
  try {
    mkdirSync(usual, { recursive: true });
    accessSync(usual, constants.W_OK);
    return undefined;
  } catch {
    say(`npm cannot keep its cache at ${usual}; using a folder of this clone instead.`);
    return join(folder, '.cache', 'npm');
  }
}
