import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RadarError } from '../../core/index.ts';
import { attempt, type DataFolder } from './folder.ts';
import { listProcesses, readProcess, sendSignal, waitUntil } from './process.ts';
import { clusterName, type Setup, socketPort } from './setup.ts';

const FAST_DEADLINE_MS = 30_000;
const IMMEDIATE_DEADLINE_MS = 5_000;
const KILL_DEADLINE_MS = 10_000;
/** A program of PostgreSQL in a command, or the title that one of its processes gives itself. */
const POSTGRES = /(^|[/ ])(postgres|initdb)(\.bin)?( |$)|^postgres: /;

/**
 * Ends every process of an earlier server on the cluster and removes its lock files. Called by the
 * holder of the data folder before each start: whatever runs there then is an orphan, of a program
 * or of a server that was killed. PostgreSQL by itself would refuse to start where the number in its
 * lock file belongs to a zombie or to a foreign process.
 */
export async function clearLeftovers(
  setup: Pick<Setup, 'folder' | 'socketFolder' | 'port' | 'log'>,
): Promise<void> {
  const { folder } = setup;
  const left = () => processesOn(folder, folder.cluster);
  const pids = await left();
  if (pids.length > 0) {
    setup.log.warn({ pids }, 'stopping what an earlier database server left running');
    await endAll(folder, left);
  }
  await attempt(folder.cluster, async () => {
    await rm(join(folder.cluster, 'postmaster.pid'), { force: true });
    const socket = join(setup.socketFolder, `.s.PGSQL.${socketPort(setup.port)}`);
    await rm(`${socket}.lock`, { force: true });
    await rm(socket, { force: true });
  });
}

/** Removes what a first start that was killed left. Its initdb may still run. */
export async function clearUnfinished(folder: DataFolder): Promise<void> {
  const ended = async () => {
    const pids = await processesOn(folder, folder.unfinished);
    for (const pid of pids) sendSignal(pid, 'SIGKILL');
    return pids.length === 0;
  };
  await attempt(folder.unfinished, async () => {
    await waitUntil(ended, KILL_DEADLINE_MS);
    await rm(folder.unfinished, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  });
}

/**
 * Processes of PostgreSQL that work on the cluster: they name it, run in it, or bear the name that we
 * gave it in their title. Never by the number in a lock file, which may be anybody's by now.
 */
async function processesOn(folder: DataFolder, cluster: string): Promise<number[]> {
  const title = `postgres: ${clusterName(folder)}: `;
  const listed = await listProcesses();
  return listed
    .filter(({ command, workingFolder }) => {
      if (!POSTGRES.test(command)) return false;
      if (workingFolder !== undefined) return workingFolder === cluster;
      if (`${command} `.includes(` -D ${cluster} `)) return true;
      return cluster === folder.cluster && command.startsWith(title);
    })
    .map(({ pid }) => pid);
}

async function endAll(folder: DataFolder, left: () => Promise<number[]>): Promise<void> {
  const ends = async (signal: NodeJS.Signals, deadlineMs: number) => {
    const pids = await left();
    const targets = signal === 'SIGKILL' ? pids : await withoutParentIn(pids);
    for (const pid of targets) sendSignal(pid, signal);
    return waitUntil(async () => (await left()).length === 0, deadlineMs);
  };
  if (await ends('SIGINT', FAST_DEADLINE_MS)) return;
  if (await ends('SIGQUIT', IMMEDIATE_DEADLINE_MS)) return;
  if (await ends('SIGKILL', KILL_DEADLINE_MS)) return;
  const pids = (await left()).join(', ');
  throw new RadarError(
    'EMBEDDED_START_FAILED',
    `Processes of an earlier PostgreSQL on ${folder.cluster} do not end: ${pids}.`,
    { hint: 'Most likely they wait for the disk. End them, or restart the machine.' },
  );
}

/** Postmasters, and orphans of one: whoever has no parent among them. */
async function withoutParentIn(pids: readonly number[]): Promise<number[]> {
  const parents = await Promise.all(pids.map(async (pid) => (await readProcess(pid))?.parent));
  return pids.filter((_pid, index) => !pids.includes(parents[index] ?? 0));
}
