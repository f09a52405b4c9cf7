import { spawn } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
const GRACE_MS = 10_000;

/** Exit code of a run that a signal ended; undefined while none came. */
let interrupted;
/** Process groups of the commands that run now. */
const groups = new Set();

/**
 * Takes the signals of this process: the commands that run get them, and after a while those that
 * stay are killed. A second Ctrl-C changes nothing, as npm sends each one twice.
 */
export function takeSignals() {
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (interrupted !== undefined) return;
      interrupted = 128 + number;
      for (const pid of groups) killGroup(pid, signal);
      setTimeout(() => {
        for (const pid of groups) killGroup(pid, 'SIGKILL');
      }, GRACE_MS).unref();
    });
  }
}

/** Exit code that a signal asks for, or undefined. */
export const interruption = () => interrupted;

/**
 * Runs a command whose output goes straight to ours; answers its exit code. It gets a process group
 * of its own, of which nothing is left when it has ended.
 */
export async function foreground([command, args], options) {
  if (interrupted !== undefined) return interrupted;
  const child = spawn(command, args, {
    ...options,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  groups.add(child.pid);
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status, signal) => resolve(status ?? 128 + (SIGNALS[signal] ?? 9)));
  });
  groups.delete(child.pid);
  killGroup(child.pid, 'SIGKILL');
  return code;
}

function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (fault) {
    if (fault.code !== 'ESRCH') throw fault; // nothing of it is left
  }
}

/** Waits until no process works in a folder; after a while those that stay are killed, and answered. */
export async function waitForProcessesIn(folder) {
  const end = performance.now() + GRACE_MS;
  for (;;) {
    const pids = processesIn(folder);
    if (pids.length === 0) return [];
    if (performance.now() > end) {
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      return pids;
    }
    await delay(50);
  }
}

function processesIn(folder) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
      } catch {
        return false; // another user's process, or one that has just ended
      }
    })
    .map(Number);
}
