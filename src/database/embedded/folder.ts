import { chmod, chown, lstat, mkdir, open, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, messageOf, RadarError, sha256Hex } from '../../core/index.ts';
import { type Account, findBarrier } from './account.ts';

/** Where things are in the data folder. */
export interface DataFolder {
  readonly root: string;
  /** PostgreSQL's own data directory. */
  readonly cluster: string;
  /** A cluster that initdb is still making; left over when it was killed. */
  readonly unfinished: string;
  readonly password: string;
  readonly log: string;
  readonly lock: string;
}

/** Longest path of a socket: `sun_path` has 108 bytes on Linux and 104 elsewhere, with a NUL. */
const SOCKET_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/**
 * Makes the data folder where it is missing, and answers where things are in it, by its real path.
 * As root others may pass through it, for the sake of the account that runs the server.
 */
export async function makeDataFolder(path: string): Promise<DataFolder> {
  const mode = process.geteuid?.() === 0 ? 0o711 : 0o700;
  const root = await attempt(path, async () => {
    const made = await mkdir(path, { recursive: true });
    if (made !== undefined) await chmod(path, mode); // the umask may have taken bits away
    return realpath(path);
  });
  return {
    root,
    cluster: join(root, 'pg'),
    unfinished: join(root, 'pg.new'),
    password: join(root, 'password'),
    log: join(root, 'pg.log'),
    lock: join(root, 'radarstore.lock'),
  };
}

/** Refuses a data folder that the account which runs the server cannot reach. */
export async function checkReachable(folder: DataFolder, account: Account): Promise<void> {
  if (!account.dropped) return;
  const barrier = await findBarrier(account, folder.root, 'enter');
  if (barrier === undefined) return;
  throw new RadarError(
    'DATA_DIR_UNUSABLE',
    `The data folder ${folder.root} cannot be used: PostgreSQL refuses to run as root, so it runs as user ${account.name}, who may not enter ${barrier}.`,
    {
      hint: 'Choose a data folder outside of it, such as /var/lib/radarstore, or pass a database URL.',
    },
  );
}

/**
 * Makes the folder for the server's socket, private to the account. A data folder with a long path
 * gets it under the system's temporary folder.
 */
export async function makeSocketFolder(
  folder: DataFolder,
  account: Account,
  port: number,
): Promise<string> {
  const name = `radarstore-${sha256Hex(folder.root).slice(0, 16)}`;
  const candidates = [join(folder.root, 'run'), join(tmpdir(), name), join('/tmp', name)];
  const fits = (path: string) =>
    Buffer.byteLength(join(path, `.s.PGSQL.${port}`)) <= SOCKET_PATH_BYTES;
  const path = candidates.find(fits) ?? join('/tmp', name);
  await attempt(path, () => makePrivate(path, account));
  return path;
}

/** Makes a folder that only the account may use, and refuses one that somebody else put there. */
async function makePrivate(path: string, account: Account): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((fault) => {
    if (codeOf(fault) !== 'EEXIST') throw fault;
  });
  const found = await lstat(path);
  const owners = [account.uid, process.geteuid?.()];
  if (!found.isDirectory() || !owners.includes(found.uid)) {
    throw new Error('somebody else made it');
  }
  await chmod(path, 0o700);
  await give(path, account);
}

/** Gives a file or folder to the account that runs the server. */
export async function give(path: string, account: Account): Promise<void> {
  if (account.dropped) await chown(path, account.uid, account.gid);
}

/** Makes the names in a folder survive a power failure. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'it does not exist',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not change it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file of that name is in the way',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'its symbolic links run in a circle',
};

/** Runs work on the data folder; its faults become DATA_DIR_UNUSABLE. */
export async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof RadarError) throw fault;
    throw unusable(path, REASONS[codeOf(fault) ?? ''] ?? messageOf(fault), fault);
  }
}

/** DATA_DIR_UNUSABLE with its reason. */
export function unusable(path: string, reason: string, cause?: unknown): RadarError {
  return new RadarError(
    'DATA_DIR_UNUSABLE',
    `The data folder cannot be used: ${path}: ${reason}.`,
    {
      hint: 'Mend that, choose another data folder, or pass a database URL.',
      cause,
    },
  );
}
