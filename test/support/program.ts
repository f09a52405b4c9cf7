import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkDeserted, inhabitants } from './inhabitants.ts';
import { noteOpened } from './left-open.ts';
import { ROOT } from './source-tree.ts';
import { until } from './until.ts';

/*
 * The program as a user meets it: the built one, in a process of its own, asked over HTTP. `npm test`
 * builds it before; RADARSTORE_TEST_PROGRAM names another one.
 */
export const PROGRAM = process.env.RADARSTORE_TEST_PROGRAM ?? join(ROOT, 'dist/cli/main.js');

/** Programs of several tests run at once, and one of the machine may have the usual ports. */
const ANY_OTLP_PORTS = { RADARSTORE_OTLP_GRPC_PORT: '0', RADARSTORE_OTLP_HTTP_PORT: '0' };

/** A start may meet a busy machine. */
const START_DEADLINE_MS = 90_000;

export interface ProgramOptions {
  /** Flags after `serve`, or the whole command line of {@link runProgram}. */
  readonly args?: readonly string[];
  readonly environment?: { readonly [name: string]: string };
  /** Who runs it; by default, who we are. */
  readonly user?: User;
  /** Path of another program than {@link PROGRAM}. */
  readonly program?: string;
  /** How many files it may have open; by default, as many as we. */
  readonly openFiles?: number;
}

/** A user of the system, for tests that run as root. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** A process of the program and what it wrote so far. */
export interface Process {
  readonly pid: number;
  readonly out: () => string;
  readonly err: () => string;
  readonly running: () => boolean;
  signal(name: NodeJS.Signals): void;
  /** Waits for its end: the exit code, or the signal that ended it. */
  ended(): Promise<number | NodeJS.Signals>;
}

/** The program that serves. */
export interface Program extends Process {
  /** Address of console and API, without a slash at its end. */
  readonly url: string;
  /** Asks for an address below {@link Program.url}, and reads the answer as JSON. */
  json<Body>(path: string): Promise<Body>;
  /** Ends it as an operator does, and expects a clean end. */
  stop(): Promise<void>;
  /** Ends it as a crash does; resolves when it is gone. */
  kill(): Promise<void>;
}

/** How one command ended. */
export interface Outcome {
  readonly code: number | NodeJS.Signals;
  readonly out: string;
  readonly err: string;
}

/** Starts `serve` on a free port, and answers when `/readyz` says that it is ready. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const started = launch({
    ...options,
    args: ['serve', '--http-port', '0', '--log-format', 'json', ...(options.args ?? [])],
  });
  try {
    const url = await until('the program serves', () => servedUrl(started), START_DEADLINE_MS);
    const json = <Body>(path: string) => getJson<Body>(`${url}${path}`);
    await until('the program is ready', () => json('/readyz'), START_DEADLINE_MS);
    return {
      ...started,
      url,
      json,
      stop: async () => {
        started.signal('SIGTERM');
        const code = await started.ended();
        if (code !== 0) throw new Error(`it ended with ${code}: ${started.err()}${started.out()}`);
      },
      kill: async () => {
        started.signal('SIGKILL');
        await started.ended();
      },
    };
  } catch (fault) {
    started.signal('SIGKILL');
    throw fault;
  }
}

/** Runs a command of the program to its end. */
export async function runProgram(
  args: readonly string[],
  options: Omit<ProgramOptions, 'args'> = {},
): Promise<Outcome> {
  const started = launch({ ...options, args });
  const code = await started.ended();
  return { code, out: started.out(), err: started.err() };
}

/** Starts the program with a whole command line, and answers at once. */
export function launch(options: ProgramOptions): Process {
  const { args = [], environment = {}, user = {}, program = PROGRAM, openFiles } = options;
  const limited = ['/bin/sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh'];
  const [command = '', ...words] = [
    ...(openFiles === undefined ? [] : limited),
    ...[process.execPath, program, ...args],
  ];
  const child = spawn(command, words, {
    cwd: '/',
    // Nothing of ours but what a fresh shell has: no setting of a person, no word of npm or vitest.
    env: {
      ...{ PATH: process.env.PATH ?? '', HOME: '/nonexistent', TMPDIR: tmpdir() },
      ...ANY_OTLP_PORTS,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  return follow(child, `program ${args.join(' ')}`);
}

/** Watches a process: collects what it writes, and ends it when a test forgets to. */
export function follow(child: ChildProcess, name: string): Process {
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      texts[stream] += text;
    });
  }
  let end: number | NodeJS.Signals | undefined;
  const noteEnded = noteOpened(name, async () => void child.kill('SIGKILL'));
  child.on('error', (fault) => {
    texts.stderr += `${fault}`;
    end = -1;
    noteEnded();
  });
  child.on('close', (code, signal) => {
    end = signal ?? code ?? -1;
    noteEnded();
  });
  return {
    pid: child.pid ?? 0,
    out: () => texts.stdout,
    err: () => texts.stderr,
    running: () => end === undefined,
    signal: (signal) => void child.kill(signal),
    ended: async () => {
      const found = await until(
        `the end of ${name}`,
        () => end !== undefined && { end },
        START_DEADLINE_MS,
      );
      return found.end;
    },
  };
}

/** Reads an answer as JSON; another status than a success is thrown. */
export async function getJson<Body>(url: string): Promise<Body> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(START_DEADLINE_MS) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${text}`);
  return JSON.parse(text) as Body;
}

function servedUrl(started: Process): string | undefined {
  if (!started.running()) throw new Error(`it ended: ${started.err()}${started.out()}`);
  return /"console":"([^"]+)\/"/.exec(started.out())?.[1];
}

/** A temporary folder for data folders and what else a test makes; it goes with what runs in it. */
export interface Ground {
  readonly folder: string;
  /** Path of a data folder, which does not exist yet. */
  readonly dataDir: string;
  /** Ends what still runs in it and removes it; throws when a server was left behind. */
  close(): Promise<void>;
}

/** Makes a folder that the user, by default we, may write, and all may pass. */
export async function makeGround(user?: User): Promise<Ground> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'radarstore-e2e-')));
  await chmod(folder, 0o755); // as root the server runs as another user
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const noteClosed = noteOpened(`the folder ${folder}`, remove);
  return {
    folder,
    dataDir: join(folder, 'data'),
    close: async () => {
      noteClosed();
      try {
        await checkDeserted(folder);
      } finally {
        for (const pid of await inhabitants(folder)) process.kill(pid, 'SIGKILL');
        await remove();
      }
    },
  };
}

/** How the password file of an embedded database opens it for us over its private socket. */
export function embeddedTarget(dataDir: string) {
  return {
    host: join(dataDir, 'run'),
    port: 5_432,
    user: 'radar',
    password: readFileSync(join(dataDir, 'password'), 'utf8').trim(),
    database: 'radarstore',
  };
}

/** Folder of the program, as a package has it: with `package.json`, `dist` and `sql`. */
export const PACKAGE = dirname(dirname(dirname(PROGRAM)));
