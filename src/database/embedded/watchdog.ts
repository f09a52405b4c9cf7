import { spawn } from 'node:child_process';
import { messageOf } from '../../core/index.ts';
import { spawnIdentity } from './account.ts';
import { ENVIRONMENT, type Setup } from './setup.ts';

/**
 * Waits until its standard input ends and then stops the server, unless another one has taken its
 * place. Only words of the shell itself: nothing else needs to be installed.
 */
const SCRIPT = `
read -r _
read -r pid _ < "$2/postmaster.pid" && [ "$pid" = "$1" ] && kill -INT "$1"
`;

/** Pause before a watchdog that was killed is replaced. */
const PAUSE_MS = 1_000;

export interface Watchdog {
  /** Ends it without touching the server. */
  end(): void;
}

/**
 * Starts a shell that stops the server when this program dies, however it dies: its standard input
 * is a pipe that only we hold, and the system closes it for us.
 */
export function startWatchdog(setup: Setup, serverPid: number): Watchdog {
  let ended = false;
  let child = spawnShell(setup, serverPid);
  const replace = () => {
    if (ended) return;
    setTimeout(() => {
      if (!ended) child = spawnShell(setup, serverPid).on('exit', replace);
    }, PAUSE_MS).unref();
  };
  child.on('exit', replace);
  return {
    end: () => {
      ended = true;
      child.kill('SIGKILL');
      child.stdin.destroy();
    },
  };
}

function spawnShell(setup: Setup, serverPid: number) {
  const child = spawn(
    '/bin/sh',
    ['-c', SCRIPT, 'radarstore-watchdog', String(serverPid), setup.folder.cluster],
    {
      cwd: '/',
      env: ENVIRONMENT,
      detached: true, // Ctrl-C must not reach it
      stdio: ['pipe', 'ignore', 'ignore'],
      ...spawnIdentity(setup.account),
    },
  );
  child.on('error', (fault) =>
    setup.log.warn(
      { fault: messageOf(fault) },
      'no shell watches over the database server: if this program is killed, it runs on until the next start',
    ),
  );
  child.stdin.on('error', () => {}); // it may end before us
  child.unref();
  return child;
}
