import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { noteOpened } from '../support/left-open.ts';
import { until } from '../support/until.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The program compiled from the present sources, into a folder of its own. */
export interface CompiledProgram {
  /** Path of the entry, as `bin` of the package has it below `dist`. */
  readonly entry: string;
  start(args: readonly string[], environment?: Record<string, string>): Started;
  remove(): Promise<void>;
}

/** A running process of the program. */
export interface Started {
  readonly process: ChildProcess;
  out(): string;
  err(): string;
  /** Waits until the line log of `serve` tells its address. */
  url(): Promise<string>;
  exit(): Promise<number | null>;
}

/** Compiles the program. TypeScript does not run on the oldest Node that we support. */
export async function compileProgram(): Promise<CompiledProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'radarstore-program-'));
  const started: Started[] = [];
  const remove = async () => {
    for (const one of started) if (one.process.exitCode === null) one.process.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  };
  const noteClosed = noteOpened('compiled program', remove);
  await promisify(execFile)(process.execPath, [
    join(ROOT, 'node_modules/typescript/bin/tsc'),
    ...['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', join(folder, 'dist')],
    ...['--incremental', 'false', '--tsBuildInfoFile', 'null'],
    ...['--declaration', 'false', '--sourceMap', 'false'],
  ]);
  await cp(join(ROOT, 'package.json'), join(folder, 'package.json'));
  for (const name of ['node_modules', 'sql']) await symlink(join(ROOT, name), join(folder, name));
  const entry = join(folder, 'dist', 'cli', 'main.js');
  return {
    entry,
    start(args, environment = {}) {
      const child = spawn(process.execPath, [entry, ...args], {
        cwd: folder,
        env: { PATH: process.env.PATH ?? '', HOME: folder, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const one = watch(child);
      started.push(one);
      return one;
    },
    remove: async () => {
      noteClosed();
      await remove();
    },
  };
}

function watch(child: ChildProcess): Started {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  const closed = once(child, 'close');
  return {
    process: child,
    out: () => texts.stdout,
    err: () => texts.stderr,
    url: () =>
      until('the program serves', () => {
        if (child.exitCode !== null) throw new Error(`it ended: ${texts.stderr}${texts.stdout}`);
        return /"console":"([^"]+)\/"/.exec(texts.stdout)?.[1];
      }),
    exit: async () => {
      await closed;
      return child.exitCode;
    },
  };
}
