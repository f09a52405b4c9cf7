import { randomUUID } from 'node:crypto';
import { readFile, readlink, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { codeOf } from '../../core/index.ts';
import { isRunning, readProcess, waitUntil } from './process.ts';

/** Who holds a lock file, as the file tells. */
export interface Holder {
  readonly token: string;
  readonly pid: number;
  /** Of the process; null where the system does not tell. */
  readonly startTime: string | null;
  /** The space in which `pid` means something: one boot of one machine, and the container. */
  readonly scope: string;
  /** RFC 3339. */
  readonly since: string;
}

/** How often a holder touches its lock file. */
export const HEARTBEAT_MS = 1_000;
/** A holder elsewhere that is silent for so long is dead. */
const SILENCE_MS = 4_000;
/** Holder of a file without sense, as a power failure leaves it: a process that cannot exist. */
const NOBODY: Holder = {
  token: 'unreadable',
  pid: 2 ** 31 - 1,
  startTime: null,
  scope: '',
  since: '',
};

/** This process as a holder. */
export async function ownHolder(): Promise<Holder> {
  return {
    token: randomUUID(),
    pid: process.pid,
    startTime: (await readProcess(process.pid))?.startTime ?? null,
    scope: await ownScope(),
    since: new Date().toISOString(),
  };
}

/** Undefined when there is no file. */
export async function readHolder(path: string): Promise<Holder | undefined> {
  const text = await readFile(path, 'utf8').catch((fault) => {
    if (codeOf(fault) === 'ENOENT') return undefined;
    throw fault;
  });
  if (text === undefined) return undefined;
  try {
    const { token, pid, startTime, scope, since } = JSON.parse(text) as Holder;
    if (/^[\w-]+$/.test(token) && Number.isSafeInteger(pid) && pid > 0) {
      return {
        token,
        pid,
        startTime: startTime ?? null,
        scope: String(scope),
        since: String(since),
      };
    }
  } catch {
    // not JSON, or not an object
  }
  return NOBODY;
}

/**
 * Whether the holder of the lock file still lives. In another container or on another machine its
 * number says nothing; there the file is watched, which a live holder touches every second.
 */
export async function isAlive(holder: Holder, path: string): Promise<boolean> {
  if (holder === NOBODY) return false;
  if (holder.scope !== (await ownScope())) return isTouched(path);
  const facts = await readProcess(holder.pid);
  if (facts !== undefined && holder.startTime !== null) return facts.startTime === holder.startTime;
  return isRunning(holder.pid);
}

/** A file that has no sense yet may be one that a process is just writing. */
const WRITING_MS = 60_000;

/** Whether a file is of a process that is dead, and is not being written either. */
export async function isLitter(holder: Holder, path: string): Promise<boolean> {
  if (await isAlive(holder, path)) return false;
  if (holder !== NOBODY) return true;
  const { mtimeMs } = await stat(path);
  return Math.abs(Date.now() - mtimeMs) > WRITING_MS;
}

/** Tells those in other scopes that the holder lives. */
export async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now);
}

/** Whether the number of the holder is one of ours, so that a person can use it. */
export async function isNear(holder: Holder): Promise<boolean> {
  return holder.scope === (await ownScope());
}

async function isTouched(path: string): Promise<boolean> {
  const timeOf = async () => (await stat(path).catch(() => undefined))?.mtimeMs;
  const first = await timeOf();
  return waitUntil(async () => (await timeOf()) !== first, SILENCE_MS);
}

async function ownScope(): Promise<string> {
  if (process.platform !== 'linux') return hostname();
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => hostname());
  const container = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${boot.trim()} ${container}`;
}
