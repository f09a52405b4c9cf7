import { spawn } from 'node:child_process';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf, RadarError } from '../../core/index.ts';
import type { Logger } from '../../observe/index.ts';
import { type Account, spawnIdentity } from './account.ts';
import type { Binaries } from './binaries.ts';
import { attempt, type DataFolder, give, syncFolder, unusable } from './folder.ts';
import { clearUnfinished } from './leftover.ts';
import { writePassword } from './password.ts';
import { readable } from './server-log.ts';
import { DATABASE, ENVIRONMENT, USER } from './setup.ts';

export interface ClusterOptions {
  readonly folder: DataFolder;
  readonly binaries: Binaries;
  readonly account: Account;
  readonly major: number;
  readonly log: Logger;
}

/** UTF-8, sorted by code point on every machine, passwords on every connection, checksums on pages. */
const INITDB_ARGUMENTS = [
  ...['-U', USER, '-E', 'UTF8', '--locale=C'],
  ...['--auth-local=scram-sha-256', '--auth-host=scram-sha-256'],
  ...['--data-checksums', '--no-instructions'],
];

/** The provider that knows letter case beyond ASCII; older versions have only that of the C library. */
const BUILTIN_LOCALE = {
  since: 17,
  arguments: ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
};

/**
 * Makes sure that the data folder has a cluster of this major version. A new one is made beside its
 * place and renamed, so that a kill leaves none or a whole one.
 */
export async function ensureCluster(options: ClusterOptions): Promise<void> {
  const { folder, account, log } = options;
  await clearUnfinished(folder);
  if (await hasCluster(options)) return;
  log.info({ folder: folder.root, user: account.name }, 'making a new PostgreSQL data folder');
  await writePassword(folder, account);
  await attempt(folder.root, async () => {
    await mkdir(folder.unfinished, { mode: 0o700 });
    await give(folder.unfinished, account);
  });
  await runInitdb(options);
  await attempt(folder.root, async () => {
    await rename(folder.unfinished, folder.cluster);
    await syncFolder(folder.root);
  });
}

/** Whether there is a cluster. Refuses one that this program cannot use. */
async function hasCluster({ folder, account, major }: ClusterOptions): Promise<boolean> {
  const found = await attempt(folder.cluster, () =>
    stat(folder.cluster).catch((fault) => {
      if (codeOf(fault) === 'ENOENT') return undefined;
      throw fault;
    }),
  );
  if (found === undefined) return false;
  if (found.uid !== account.uid) {
    throw unusable(
      folder.cluster,
      `it belongs to uid ${found.uid}, and radarstore runs as ${account.name} (uid ${account.uid})`,
    );
  }
  const text = await attempt(folder.cluster, () =>
    readFile(join(folder.cluster, 'PG_VERSION'), 'utf8').catch((fault) => {
      if (codeOf(fault) !== 'ENOENT') throw fault;
      throw new Error('it is not a data folder of PostgreSQL (it has no file PG_VERSION)');
    }),
  );
  if (text.trim() !== String(major)) throw wrongMajor(folder, text.trim(), major);
  return true;
}

function wrongMajor(folder: DataFolder, made: string, major: number): RadarError {
  return new RadarError(
    'EMBEDDED_WRONG_MAJOR',
    `The data folder ${folder.cluster} was made by PostgreSQL ${made}; this radarstore comes with PostgreSQL ${major}, which cannot read it. Nothing in it was changed.`,
    {
      hint: `Run the radarstore version that made it, or take the data over: start the server of PostgreSQL ${made} on it, run \`PGPASSWORD=$(cat ${folder.password}) pg_dump -h 127.0.0.1 -p 54317 -U ${USER} -Fc -f radarstore.dump ${DATABASE}\`, and load that with pg_restore; docs/runbooks/upgrade-embedded-postgresql.md has each command.`,
    },
  );
}

async function runInitdb(options: ClusterOptions): Promise<void> {
  const { folder, binaries, account, major } = options;
  const output: string[] = [];
  const child = spawn(
    binaries.initdb,
    [
      ...['-D', folder.unfinished, `--pwfile=${folder.password}`],
      ...INITDB_ARGUMENTS,
      ...(major >= BUILTIN_LOCALE.since ? BUILTIN_LOCALE.arguments : []),
      ...(binaries.initdbArguments ?? []),
    ],
    {
      cwd: folder.unfinished, // by which the next start finds it when we are killed
      env: ENVIRONMENT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...spawnIdentity(account),
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  const fault = await new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(messageOf(error)));
    child.on('close', (code, signal) =>
      resolve(code === 0 ? undefined : `initdb ended with ${signal ?? `code ${code}`}`),
    );
  });
  if (fault === undefined) return;
  await rm(folder.unfinished, { recursive: true, force: true });
  throw initdbFault(folder, fault, readable(output.join('')));
}

function initdbFault(folder: DataFolder, fault: string, lines: readonly string[]): RadarError {
  const text = lines.join('\n');
  if (/No space left on device|Disk quota exceeded/.test(text)) {
    return unusable(folder.root, 'the disk is full');
  }
  const nameless = /could not look up effective user ID (\d+)/.exec(text)?.[1];
  if (nameless !== undefined) {
    return new RadarError(
      'EMBEDDED_START_FAILED',
      `PostgreSQL cannot make its data folder as uid ${nameless}, which has no entry in /etc/passwd.`,
      { hint: 'Add an entry, run as another user or as root, or pass a database URL.' },
    );
  }
  return new RadarError(
    'EMBEDDED_START_FAILED',
    `The embedded PostgreSQL could not make its data folder: ${fault}. It says:\n  ${lines.join('\n  ')}\n`,
    { hint: `Mend that and start again; nothing was left in ${folder.root}.` },
  );
}
