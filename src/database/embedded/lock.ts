import { link, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codeOf, RadarError } from '../../core/index.ts';
import { attempt, type DataFolder } from './folder.ts';
import {
  HEARTBEAT_MS,
  type Holder,
  isAlive,
  isLitter,
  isNear,
  ownHolder,
  readHolder,
  touch,
} from './lock-holder.ts';
import { commandOf } from './process.ts';

/** The data folder is ours until it is released, or until this process dies. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes the data folder for this program. A lock of a process that is dead, or of which the number
 * went to another process, is taken over. Throws DATA_DIR_IN_USE.
 */
export async function lockFolder(folder: DataFolder): Promise<FolderLock> {
  const own = await ownHolder();
  const holder = await attempt(folder.root, () => take(folder.lock, own));
  if (holder !== undefined) throw await inUse(folder, holder);
  const heartbeat = setInterval(() => {
    touch(folder.lock).catch(() => {}); // those who watch it see silence, which is the truth
  }, HEARTBEAT_MS).unref();
  await sweep(folder).catch(() => {}); // litter harms nobody, and the lock is ours
  return {
    release: async () => {
      clearInterval(heartbeat);
      if ((await readHolder(folder.lock))?.token === own.token) await remove(folder.lock);
    },
  };
}

/**
 * Answers undefined when `own` has the lock now, else its live holder. The file appears at once with
 * its content, by `link`. A dead holder's file is replaced only by whoever holds the lock that is
 * named after that holder's token, and only while the file still is that holder's: so of many that
 * start at once exactly one succeeds, and a kill at any point leaves locks that the next one takes
 * over in the same way.
 */
async function take(path: string, own: Holder): Promise<Holder | undefined> {
  const draft = `${path}.${own.token}.draft`;
  await writeFile(draft, `${JSON.stringify(own)}\n`, { mode: 0o644, flush: true });
  try {
    for (;;) {
      if (await linkNew(draft, path)) return undefined;
      const holder = await readHolder(path);
      if (holder === undefined) continue; // released meanwhile
      if (await isAlive(holder, path)) return holder;
      const succession = `${path}.${holder.token}`;
      const rival = await take(succession, own);
      if (rival !== undefined) return rival;
      try {
        if ((await readHolder(path))?.token === holder.token) {
          await rename(draft, path);
          return undefined;
        }
      } finally {
        await remove(succession);
      }
    }
  } finally {
    await remove(draft);
  }
}

/** Removes what starters that were killed in {@link take} left. Only the holder of the lock does it. */
async function sweep(folder: DataFolder): Promise<void> {
  const prefix = `${basename(folder.lock)}.`;
  for (const name of await readdir(folder.root)) {
    const path = join(folder.root, name);
    const holder = name.startsWith(prefix) ? await readHolder(path) : undefined;
    if (holder !== undefined && (await isLitter(holder, path))) await remove(path);
  }
}

async function inUse(folder: DataFolder, holder: Holder): Promise<RadarError> {
  const near = await isNear(holder);
  const command = near ? await commandOf(holder.pid) : 'in another container or on another machine';
  const told = command === undefined ? '' : ` (${command})`;
  return new RadarError(
    'DATA_DIR_IN_USE',
    `The data folder ${folder.root} is in use by process ${holder.pid}${told} since ${holder.since}.`,
    {
      hint: `Stop that process${near ? ` (kill ${holder.pid})` : ''}, or choose another data folder.`,
    },
  );
}

async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (fault) {
    if (codeOf(fault) === 'EEXIST') return false;
    throw fault;
  }
}

async function remove(path: string): Promise<void> {
  await unlink(path).catch((fault) => {
    if (codeOf(fault) !== 'ENOENT') throw fault;
  });
}
