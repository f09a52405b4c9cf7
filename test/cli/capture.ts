import type { ExitCode } from '../../src/cli/exit.ts';
import type { App, Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';
import type { Machine } from '../../src/config/index.ts';
import { systemClock } from '../../src/core/index.ts';

/** What a command line printed and how it ended. */
export interface Outcome {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

export interface World {
  readonly environment?: Record<string, string>;
  readonly machine?: Partial<Machine>;
  /** Whether a person looks at standard output and standard error. */
  readonly terminal?: boolean;
  readonly app?: Partial<App>;
  /** Answers a question; without it nobody is there to ask. */
  readonly confirm?: (question: string) => Promise<boolean>;
  /** What stands on standard input. */
  readonly input?: string;
  /** Asks `serve` to stop; without it nothing ever does. */
  readonly stop?: Promise<string>;
}

const PROBE: Machine = {
  hostName: 'probe.example',
  homeFolder: '/nonexistent',
  workingFolder: '/nonexistent',
  systemFolder: '/nonexistent',
  root: false,
};

/** Runs a command line in this process, in a world of its own. */
export async function runLine(
  line: string | readonly string[],
  world: World = {},
): Promise<Outcome> {
  const texts = { out: '', err: '' };
  const output = (stream: 'out' | 'err') => ({
    write: (text: string) => {
      texts[stream] += text;
    },
    flush: async () => {},
    terminal: world.terminal === true,
    width: 100,
  });
  const io: Io = {
    stdout: output('out'),
    stderr: output('err'),
    environment: world.environment ?? {},
    machine: { ...PROBE, ...world.machine },
    clock: systemClock,
    confirm: world.confirm ?? null,
    readInput: async function* () {
      yield Buffer.from(world.input ?? '');
    },
    loadApp: async () => ({ ...(await import('../../src/app/index.ts')), ...world.app }),
    watchForStop: () => ({ asked: world.stop ?? new Promise(() => {}), dispose: () => {} }),
  };
  const argv = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
  const code = await run(argv, io);
  return { code, ...texts };
}
