import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { codeOf, delay } from '../../core/index.ts';

/**
 * What the operating system says about processes. On Linux it is read from /proc, because
 * `kill(pid, 0)` also finds zombies and foreign processes that got a dead one's number. Elsewhere
 * `kill(pid, 0)` has to do.
 */
export interface ProcessFacts {
  readonly parent: number;
  /** Time since boot at which it started, in clock ticks: tells a process from a later one of the same number. */
  readonly startTime: string;
}

const PROC = process.platform === 'linux';
const POLL_MS = 15;

/** Facts of a live process; undefined when there is none, or only a zombie. */
export async function readProcess(pid: number): Promise<ProcessFacts | undefined> {
  const stat = await readProc(pid, 'stat');
  if (stat === undefined) return undefined;
  // The name in parentheses may hold blanks and parentheses; fields are counted behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, startTime] = [fields[0], fields[1], fields[19]];
  if (state === undefined || 'ZX'.includes(state) || startTime === undefined) return undefined;
  return { parent: Number(parent), startTime };
}

/** Whether a process runs under that number. A zombie does not. */
export async function isRunning(pid: number): Promise<boolean> {
  if (PROC && (await readProcess(pid)) !== undefined) return true;
  if (PROC && (await readProc(pid, 'stat')) !== undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return codeOf(fault) === 'EPERM';
  }
}

/** The command line of a process with blanks between its words; undefined when it cannot be read. */
export async function commandOf(pid: number): Promise<string | undefined> {
  const line = await readProc(pid, 'cmdline');
  return line?.replaceAll('\0', ' ').trim() || undefined;
}

/** A live process in a list of all. */
export interface ListedProcess {
  readonly pid: number;
  /** Its command line with blanks between the words. */
  readonly command: string;
  /** Its working folder, where we may see it: root in a container may not see that of others. */
  readonly workingFolder: string | undefined;
}

/** All processes that the system shows us. */
export async function listProcesses(): Promise<ListedProcess[]> {
  if (!PROC) return listByPs();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const listed = await Promise.all(
    pids.map(async (pid) => {
      const command = await commandOf(pid);
      if (command === undefined || (await readProcess(pid)) === undefined) return [];
      const workingFolder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
      return [{ pid, command, workingFolder }];
    }),
  );
  return listed.flat();
}

async function listByPs(): Promise<ListedProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,command=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || command === undefined) return [];
    return [{ pid: Number(pid), command, workingFolder: undefined }];
  });
}

/** Sends a signal; answers false when the process is gone. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (fault) {
    if (codeOf(fault) === 'ESRCH') return false;
    throw fault;
  }
}

/** Polls until `condition` holds; answers false when `deadlineMs` passes first. */
export async function waitUntil(
  condition: () => Promise<boolean> | boolean,
  deadlineMs: number,
): Promise<boolean> {
  const end = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() >= end) return false;
    await delay(POLL_MS);
  }
  return true;
}

async function readProc(pid: number, file: string): Promise<string | undefined> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => undefined);
}
