import { constants } from 'node:fs';
import { access, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { codeOf, messageOf } from '../../core/index.ts';
import type { HealthCheck } from '../../observe/index.ts';

const NAME = 'data_folder';
const MIB = 2 ** 20;

/** A new database with its write-ahead log does not fit into less. */
const LEAST_FREE_BYTES = 256 * MIB;
/** The write-ahead log alone may grow to 1 GiB. */
const COMFORTABLE_FREE_BYTES = 2_048 * MIB;

/** Magic numbers of Linux (statfs(2)) for file systems that are told by name. */
const FILE_SYSTEMS: { readonly [magic: number]: string } = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  801189825: 'zfs',
  16914836: 'tmpfs',
  2035054128: 'overlay',
  26985: 'nfs',
  4283649346: 'cifs',
  4266872130: 'smb',
};

/** What is wrong with keeping a database on such a file system. */
const UNFIT: { readonly [name: string]: string } = {
  tmpfs: 'it is memory: the data is gone after a restart of the machine',
  overlay: 'it is the layer of a container: the data is gone with the container',
  nfs: 'PostgreSQL on NFS can lose data when the mount is not hard and synchronous',
  cifs: 'PostgreSQL does not work safely on SMB shares',
  smb: 'PostgreSQL does not work safely on SMB shares',
};

/** Whether the embedded database can live in its folder, and how much room there is. */
export async function checkDataFolder(folder: string): Promise<HealthCheck> {
  try {
    const existing = await nearestExisting(folder);
    if (!(await stat(existing)).isDirectory()) {
      return failed(`The data folder ${folder} cannot be used: ${existing} is not a folder.`);
    }
    await access(existing, constants.R_OK | constants.W_OK | constants.X_OK);
    return await checkRoom(folder, existing);
  } catch (fault) {
    const why = codeOf(fault) === 'EACCES' ? 'this user may not write there' : messageOf(fault);
    return failed(`The data folder ${folder} cannot be used: ${why}.`);
  }
}

/** Whether there is nothing in the folder yet, so that the next `serve` is the first. */
export async function isUnused(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).length === 0;
}

async function checkRoom(folder: string, existing: string): Promise<HealthCheck> {
  const { bavail, bsize, type } = await statfs(existing);
  const freeBytes = bavail * bsize;
  const kind = FILE_SYSTEMS[type >>> 0];
  const named = kind === undefined ? '' : ` (${kind})`;
  const made = existing === folder ? '' : ', to be made';
  const said = `${folder}${made}, on file system ${await mountPoint(existing)}${named}, ${sizeText(freeBytes)} free`;
  if (freeBytes < LEAST_FREE_BYTES) {
    return failed(`${said}: too little for a database.`);
  }
  const unfit = UNFIT[kind ?? ''];
  if (unfit !== undefined) {
    return {
      name: NAME,
      state: 'degraded',
      message: `${said}; ${unfit}.`,
      hint: 'Set data_dir to a folder on a local disk or a volume, or use a database URL.',
    };
  }
  if (freeBytes < COMFORTABLE_FREE_BYTES) {
    return {
      name: NAME,
      state: 'degraded',
      message: `${said}: the write-ahead log alone may need 1 GiB.`,
      hint: 'Free some space, or set data_dir to a folder on a larger disk.',
    };
  }
  return { name: NAME, state: 'ok', message: `${said}.` };
}

function failed(message: string): HealthCheck {
  const hint = 'Mend that, set data_dir to another folder, or use a database URL.';
  return { name: NAME, state: 'failed', message, hint };
}

async function nearestExisting(path: string): Promise<string> {
  for (let step = resolve(path); ; step = dirname(step)) {
    try {
      await stat(step);
      return step;
    } catch (fault) {
      if (codeOf(fault) !== 'ENOENT' || step === dirname(step)) throw fault;
    }
  }
}

/** The topmost folder on the same device. */
async function mountPoint(path: string): Promise<string> {
  const { dev } = await stat(path);
  let step = path;
  while (step !== dirname(step) && (await stat(dirname(step))).dev === dev) step = dirname(step);
  return step;
}

function sizeText(bytes: number): string {
  const gib = bytes / (1_024 * MIB);
  return gib >= 1 ? `${gib.toFixed(1)} GiB` : `${Math.floor(bytes / MIB)} MiB`;
}
