import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { noteOpened } from './left-open.ts';
import { until } from './until.ts';

/*
 * A real NATS server with JetStream, for the tests of its receiver. It is a program of Debian that
 * `npm test` fetches; servers of 2.9 and of 2.10 are tried, since consumers differ between them.
 */

/** A program of nats-server on this machine. */
export interface NatsProgram {
  readonly path: string;
  readonly version: string;
}

interface NatsScript {
  findNats(): readonly NatsProgram[] | undefined;
  natsHindrance(): string | undefined;
}

const script = (await import(
  new URL('../../scripts/parts/nats.mjs', import.meta.url).href
)) as NatsScript;

const PROGRAMS = script.findNats() ?? [];

const REASONS: { readonly [lane: string]: string | undefined } = JSON.parse(
  process.env.RADARSTORE_TEST_ABSENT ?? '{}',
);
const ABSENT =
  REASONS.nats ??
  script.natsHindrance() ??
  'it is not on this machine yet; `npm test` without arguments fetches it';

/** Describes tests with the newest nats-server. Without one they are skipped by name; in CI that fails. */
export function describeWithNats(name: string, body: (program: NatsProgram) => void): void {
  describeOn(PROGRAMS.slice(0, 1), name, body);
}

/** The same with each version that is here. */
export function describeEachNats(name: string, body: (program: NatsProgram) => void): void {
  describeOn(PROGRAMS, name, body);
}

function describeOn(
  programs: readonly NatsProgram[],
  name: string,
  body: (program: NatsProgram) => void,
): void {
  for (const program of programs) {
    describe(`${name} (nats-server ${program.version})`, () => body(program));
  }
  if (programs.length > 0) return;
  if (/^(1|true)$/.test(process.env.CI ?? '')) {
    test(`${name} has a nats-server`, () => {
      throw new Error(ABSENT);
    });
  }
  describe.skip(`${name} (nats-server absent: ${ABSENT})`, () => {
    test('is skipped', () => {});
  });
}

/** A broker of a test's own. Its store and its port stay the same when it is started again. */
export interface NatsServer {
  readonly url: string;
  readonly port: number;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Starts it again after {@link NatsServer.kill}. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

export interface NatsServerOptions {
  /** Whether it begins running; otherwise its port is only reserved by name. */
  readonly running?: boolean;
  readonly port?: number;
  /** More of its configuration file. */
  readonly configuration?: string;
  /** False: without JetStream. */
  readonly jetStream?: boolean;
  /** Domain of its JetStream. */
  readonly domain?: string;
}

/** Makes a broker with an empty store. */
export async function createNatsServer(
  program: NatsProgram,
  options: NatsServerOptions = {},
): Promise<NatsServer> {
  const folder = await mkdtemp(join(tmpdir(), 'radarstore-nats-'));
  let port = options.port ?? -1;
  let child: ChildProcess | undefined;
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    await ended;
  };
  const start = async () => {
    const file = join(folder, 'server.conf');
    await writeFile(file, configurationOf(folder, options));
    child = spawn(program.path, ['-c', file, '-a', '127.0.0.1', '-p', String(port)], {
      stdio: 'ignore',
    });
    port = await readyPort(folder, child);
  };
  const close = async () => {
    await kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const noteClosed = noteOpened('nats-server', close);
  if (options.running !== false) await start();
  const server = () => ({ url: `nats://127.0.0.1:${port}`, port });
  return {
    get url() {
      return server().url;
    },
    get port() {
      return server().port;
    },
    kill: () => kill(),
    start,
    close: async () => {
      noteClosed();
      await close();
    },
  };
}

function configurationOf(folder: string, options: NatsServerOptions): string {
  const domain = options.domain === undefined ? '' : `, domain: ${options.domain}`;
  const store = `store_dir: "${join(folder, 'store')}"${domain}`;
  const lines = [
    `ports_file_dir: "${folder}"`,
    ...(options.jetStream === false ? [] : [`jetstream { ${store} }`]),
    options.configuration ?? '',
  ];
  return `${lines.join('\n')}\n`;
}

/** The file with the ports is written once the server takes connections. */
async function readyPort(folder: string, child: ChildProcess): Promise<number> {
  return until('nats-server listens', async () => {
    if (child.exitCode !== null) throw new Error(`nats-server ended with ${child.exitCode}`);
    const name = (await readdir(folder)).find((one) => one === `nats-server_${child.pid}.ports`);
    if (name === undefined) return undefined;
    const told = await readFile(join(folder, name), 'utf8');
    if (told === '') return undefined;
    const { nats = [] } = JSON.parse(told) as { nats?: string[] };
    const url = nats[0];
    return url === undefined ? undefined : Number(new URL(url).port);
  });
}
