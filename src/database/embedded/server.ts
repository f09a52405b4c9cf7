import { spawn } from 'node:child_process';
import { access, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, delay, messageOf, RadarError } from '../../core/index.ts';
import { probe, quoteIdentifier, type Session, SQLSTATE, sql } from '../connection/index.ts';
import { spawnIdentity } from './account.ts';
import { attempt, give, unusable } from './folder.ts';
import { clearLeftovers } from './leftover.ts';
import { sendSignal, waitUntil } from './process.ts';
import { boundLog, lastLines, logSize } from './server-log.ts';
import { DATABASE, ENVIRONMENT, type Setup, serverSettings, targetOf } from './setup.ts';
import { startWatchdog } from './watchdog.ts';

/** One run of the server, from its start to its end. */
export interface Server {
  readonly pid: number;
  /** Resolves when it has ended, with how: a piece of a sentence. */
  readonly ended: Promise<string>;
  readonly running: () => boolean;
  /** Stops it; resolves when it is gone. */
  stop(): Promise<void>;
}

const POLL_MS = 15;
/** Replaying the log after a crash may take long on a slow disk. */
const READY_DEADLINE_MS = 10 * 60_000;
const STILL_WAITING_MS = 10_000;
const FAST_DEADLINE_MS = 30_000;
const IMMEDIATE_DEADLINE_MS = 5_000;
const KILL_DEADLINE_MS = 10_000;

/** Starts the server and answers when it takes connections and has our database. */
export async function startServer(setup: Setup, stopping: AbortSignal): Promise<Server> {
  await clearLeftovers(setup);
  await attempt(setup.folder.log, () => boundLog(setup.folder));
  const offset = await logSize(setup.folder);
  const server = await spawnServer(setup);
  try {
    await waitUntilReady(setup, server, { offset, stopping });
    await ensureDatabase(setup);
    // It may have been quicker than our first look at the signal.
    if (stopping.aborted) throw stopped();
    return server;
  } catch (fault) {
    await server.stop();
    throw fault;
  }
}

async function spawnServer(setup: Setup): Promise<Server> {
  await attempt(setup.folder.cluster, () => access(setup.folder.cluster));
  const log = await attempt(setup.folder.log, async () => {
    const handle = await open(setup.folder.log, 'a', 0o600);
    await give(setup.folder.log, setup.account);
    return handle;
  });
  const run = runServer(setup, log.fd);
  await log.close();
  const { pid, ended } = run;
  if (pid === undefined) {
    throw new RadarError('EMBEDDED_START_FAILED', `The embedded PostgreSQL ${await ended}.`, {
      hint: 'Reinstall the packages, or pass a database URL.',
    });
  }
  let running = true;
  const watchdog = startWatchdog(setup, pid);
  void ended.then(() => {
    running = false;
    watchdog.end();
  });
  return {
    pid,
    ended,
    running: () => running,
    stop: () => stopServer(pid, () => running),
  };
}

function runServer(
  setup: Setup,
  logFd: number,
): { pid: number | undefined; ended: Promise<string> } {
  const settings = Object.entries(serverSettings(setup));
  const child = spawn(
    setup.binaries.postgres,
    [
      '-D',
      setup.folder.cluster,
      ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      cwd: setup.folder.cluster,
      env: ENVIRONMENT,
      detached: true, // Ctrl-C must reach only us
      stdio: ['ignore', logFd, logFd],
      ...spawnIdentity(setup.account),
    },
  );
  const ended = new Promise<string>((resolve) => {
    child.on('error', (fault) => resolve(`cannot be run: ${messageOf(fault)}`));
    child.on('exit', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
  });
  child.unref();
  return { pid: child.pid, ended };
}

/** Fast first, then without a checkpoint, then by force: committed rows are safe in each case. */
async function stopServer(pid: number, running: () => boolean): Promise<void> {
  const ends = (signal: NodeJS.Signals, deadlineMs: number) => {
    if (running()) sendSignal(pid, signal);
    return waitUntil(() => !running(), deadlineMs);
  };
  if (await ends('SIGINT', FAST_DEADLINE_MS)) return;
  if (await ends('SIGQUIT', IMMEDIATE_DEADLINE_MS)) return;
  await ends('SIGKILL', KILL_DEADLINE_MS);
}

/**
 * Waits until the server that we started takes connections: its own lock file must say so and bear
 * its number, so that we never take another server on the folder for it.
 */
async function waitUntilReady(
  setup: Setup,
  server: Server,
  { offset, stopping }: { readonly offset: number; readonly stopping: AbortSignal },
): Promise<void> {
  const began = performance.now();
  let told = began;
  while (!(await isReady(setup, server.pid))) {
    if (!server.running()) {
      throw startFault(setup, await server.ended, await lastLines(setup.folder, offset));
    }
    if (stopping.aborted) throw stopped();
    const now = performance.now();
    if (now - began > READY_DEADLINE_MS) {
      const lines = await lastLines(setup.folder, offset);
      throw startFault(setup, 'does not take connections after ten minutes', lines);
    }
    if (now - told > STILL_WAITING_MS) {
      told = now;
      setup.log.info({ log: setup.folder.log }, 'the database server is still recovering');
    }
    await delay(POLL_MS, stopping);
  }
}

async function isReady(setup: Setup, pid: number): Promise<boolean> {
  const path = join(setup.folder.cluster, 'postmaster.pid');
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

/** Creates our database where it is missing: on the first start, or when that was killed before. */
async function ensureDatabase(setup: Setup): Promise<void> {
  const options = { schema: 'public', maxConnections: 1, statementTimeoutMs: 0, log: setup.log };
  try {
    await probe({ ...options, target: targetOf(setup, 'postgres') }, async (session) => {
      const found = await session.query(
        'embedded.database',
        sql`select from pg_database where datname = ${DATABASE}`,
      );
      if (found.length > 0) return;
      await session.script('embedded.database', `create database ${quoteIdentifier(DATABASE)}`);
    });
    await probe({ ...options, target: targetOf(setup, DATABASE) }, installTrigrams);
  } catch (fault) {
    const cause = fault instanceof RadarError ? fault.cause : fault;
    const refused = codeOf(cause) === SQLSTATE.invalidPassword;
    const { password, log } = setup.folder;
    const why = refused ? `it refuses the password in ${password}` : messageOf(cause ?? fault);
    throw new RadarError(
      'EMBEDDED_START_FAILED',
      `The embedded PostgreSQL cannot be used: ${why}.`,
      {
        hint: refused
          ? 'Put the right one back, or delete that file: then a new password is set.'
          : `Its log is ${log}.`,
        cause: fault,
      },
    );
  }
}

/** Searches inside of text use an index only with this extension; our binaries have it. */
async function installTrigrams(session: Session): Promise<void> {
  const missing = await session.query(
    'embedded.extension',
    sql`select from pg_available_extensions where name = 'pg_trgm' and installed_version is null`,
  );
  if (missing.length === 0) return;
  await session.script(
    'embedded.extension',
    'create extension if not exists pg_trgm schema public',
  );
}

function stopped(): RadarError {
  return new RadarError('STOPPING', 'The embedded PostgreSQL is being stopped.');
}

function startFault(setup: Setup, how: string, lines: readonly string[]): RadarError {
  if (lines.some((line) => /No space left on device|Disk quota exceeded/.test(line))) {
    return unusable(setup.folder.root, 'the disk is full');
  }
  const said = lines.length === 0 ? '' : ` It says:\n  ${lines.join('\n  ')}\n`;
  return new RadarError('EMBEDDED_START_FAILED', `The embedded PostgreSQL ${how}.${said}`, {
    hint: `Its whole log is ${setup.folder.log}.`,
  });
}
