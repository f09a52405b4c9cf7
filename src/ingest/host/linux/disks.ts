import { execFile } from 'node:child_process';
import { readFile, stat, statfs } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { codeOf, messageOf } from '../../../core/index.ts';
import { createPart, type Part } from '../part.ts';
import type { DiskReading, DisksReading } from '../reading.ts';
import { dataMounts, isBind, type Mount, mayHang, oncePerDevice, parseMounts } from './mounts.ts';

/** How long one file system may take; less than the whole part may. */
const MOUNT_TIMEOUT_MS = 3_000;

/** Where the mounts are told and how long one may take; for tests with made-up mounts. */
export interface DiskReaderOptions {
  readonly mountInfo?: string;
  readonly mountTimeoutMs?: number;
}

/** A program that still runs this long after its answer was given up is ended. */
const KILL_MARGIN_MS = 500;

const BYTES_PER_KIBIBYTE = 1_024;

/** Faults by which a file system says that it is gone, or not ours to see. */
const NOT_SEEN = new Set(['ENOENT', 'EACCES', 'EPERM']);

/**
 * Reads the space of every real file system, each on its own: one that hangs is told as a fault and
 * is not asked again before it has answered.
 */
export function createDiskReader(
  options: DiskReaderOptions = {},
): (stop: AbortSignal) => Promise<DisksReading> {
  const { mountInfo = '/proc/self/mountinfo', mountTimeoutMs = MOUNT_TIMEOUT_MS } = options;
  const parts = new Map<string, Part<DiskReading | null>>();
  return async (stop) => {
    const mounts = dataMounts(parseMounts(await readFile(mountInfo, 'utf8')));
    const folders = await Promise.all(mounts.map(isFolder));
    const chosen = oncePerDevice(mounts.filter((_mount, index) => folders[index]));
    const known = new Set(chosen.map(partKey));
    for (const key of parts.keys()) if (!known.has(key)) parts.delete(key);
    const disks: DiskReading[] = [];
    const faults: string[] = [];
    const readOne = async (mount: Mount) => {
      const part = parts.get(partKey(mount)) ?? partOf(mount, mountTimeoutMs);
      parts.set(partKey(mount), part);
      try {
        const reading = await part.read(stop);
        if (reading !== null) disks.push(reading);
      } catch (fault) {
        faults.push(`${mount.mountPoint}: ${messageOf(fault)}`);
      }
    };
    await Promise.all(chosen.map(readOne));
    return { disks, faults };
  };
}

function partKey({ device, mountPoint }: Mount): string {
  return `${device} ${mountPoint}`;
}

function partOf(mount: Mount, timeoutMs: number): Part<DiskReading | null> {
  return createPart(timeoutMs, (stop) =>
    mayHang(mount) ? readByProgram(mount, timeoutMs, stop) : readDirectly(mount),
  );
}

/** Containers have single files mounted, such as /etc/hosts, which are no disks. */
async function isFolder(mount: Mount): Promise<boolean> {
  if (!isBind(mount) || mayHang(mount)) return true;
  try {
    return (await stat(mount.mountPoint)).isDirectory();
  } catch {
    return false; // gone, or not ours to see
  }
}

async function readDirectly(mount: Mount): Promise<DiskReading | null> {
  try {
    const { blocks, bavail, bsize } = await statfs(mount.mountPoint, { bigint: true });
    return {
      mountPoint: mount.mountPoint,
      device: mount.source,
      totalBytes: Number(blocks * bsize),
      availableBytes: Number(bavail * bsize),
    };
  } catch (fault) {
    if (NOT_SEEN.has(codeOf(fault) ?? '')) return null;
    throw fault;
  }
}

/**
 * Asks in a process of its own: a call that hangs in the kernel would hold one of the few threads
 * that Node has for files. Such a process cannot be ended either, so we do not wait for its end.
 */
function readByProgram(mount: Mount, timeoutMs: number, stop: AbortSignal): Promise<DiskReading> {
  return new Promise((resolve, reject) => {
    const options = {
      timeout: timeoutMs + KILL_MARGIN_MS,
      killSignal: 'SIGKILL',
      signal: stop,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    } as const;
    const child = execFile('df', ['-kP', '--', mount.mountPoint], options, (fault, told, why) => {
      const space = fault === null ? parseDf(told) : null;
      if (space !== null) resolve({ mountPoint: mount.mountPoint, device: mount.source, ...space });
      else
        reject(new Error(why.trim() || (fault?.message ?? 'df said nothing that is understood')));
    });
    child.unref();
    (child.stdout as Socket | null)?.unref();
    (child.stderr as Socket | null)?.unref();
  });
}

/** The sizes in the last line of `df -kP`: total, used, available, share, mount point. */
export function parseDf(output: string): Pick<DiskReading, 'totalBytes' | 'availableBytes'> | null {
  const line = output.trimEnd().split('\n').slice(1).at(-1) ?? '';
  const parts = /\s(\d+)\s+(\d+)\s+(-?\d+)\s+(?:\d+%|-)\s+\//.exec(line);
  if (parts === null) return null;
  return {
    totalBytes: Number(parts[1]) * BYTES_PER_KIBIBYTE,
    availableBytes: Math.max(0, Number(parts[3])) * BYTES_PER_KIBIBYTE,
  };
}
