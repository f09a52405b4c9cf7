import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { delay, RadarError } from '../../core/index.ts';
import type { Scratch } from './scratch.ts';

/** `radarstore serve` on the scratch database, as a process of its own. */
export interface ServeProcess {
  readonly pid: number;
  /** Address of the HTTP API. */
  readonly http: string;
  /** Address of OTLP over HTTP. */
  readonly otlp: string;
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('../main.js', import.meta.url));
const START_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 30_000;
const POLL_MS = 50;

/** Starts it with what is not measured switched off, and answers when it takes requests. */
export async function startServe(scratch: Scratch): Promise<ServeProcess> {
  const [httpPort, otlpPort, grpcPort] = [await freePort(), await freePort(), await freePort()];
  const child = spawn(process.execPath, [PROGRAM, 'serve'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: scratch.url,
      RADARSTORE_DATABASE_SCHEMA: scratch.schema,
      RADARSTORE_DATA_DIR: join(scratch.folder, 'serve'),
      RADARSTORE_HTTP_PORT: String(httpPort),
      RADARSTORE_OTLP_HTTP_PORT: String(otlpPort),
      RADARSTORE_OTLP_GRPC_PORT: String(grpcPort),
      RADARSTORE_HOST_RECEIVER_ENABLED: 'false',
      RADARSTORE_MAINTENANCE_INTERVAL: '1d',
      RADARSTORE_LOG_LEVEL: 'warn',
      // As a script of npm it ends when its parent does, however that ends.
      npm_lifecycle_event: 'bench',
    },
  });
  const said = keepWords(child);
  const base = (port: number) => `http://127.0.0.1:${port}`;
  const stop = () => stopProcess(child);
  try {
    await waitUntilServing(child, `${base(httpPort)}/readyz`, said);
  } catch (fault) {
    await stop();
    throw fault;
  }
  return { pid: child.pid ?? 0, http: base(httpPort), otlp: base(otlpPort), stop };
}

/** The end of what it printed, for the message when it does not start. */
function keepWords(child: ChildProcess): () => string {
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-2_000);
    });
  }
  return () => words.trim();
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function waitUntilServing(child: ChildProcess, url: string, said: () => string) {
  const patience = AbortSignal.timeout(START_PATIENCE_MS);
  while (!patience.aborted && !hasEnded(child)) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer !== undefined) return;
    await delay(POLL_MS);
  }
  throw new RadarError('INTERNAL', `The store to be measured did not start: ${said()}.`, {
    hint: 'Try `radarstore doctor` with the same settings.',
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const patience = new AbortController();
  void delay(STOP_PATIENCE_MS, patience.signal).then(() => {
    if (!hasEnded(child)) child.kill('SIGKILL');
  });
  await ended;
  patience.abort();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
