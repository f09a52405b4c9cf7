import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { codeOf, messageOf, RadarError } from '../../core/index.ts';
import type { HealthCheck, Logger } from '../../observe/index.ts';
import type { ConnectionTarget } from '../connection/index.ts';
import { chooseAccount } from './account.ts';
import { type Binaries, findBinaries, majorVersion, reachableBinaries } from './binaries.ts';
import { ensureCluster } from './cluster.ts';
import { checkReachable, type DataFolder, makeDataFolder, makeSocketFolder } from './folder.ts';
import { clearLeftovers } from './leftover.ts';
import { lockFolder } from './lock.ts';
import { ensurePassword } from './password.ts';
import { startServer } from './server.ts';
import { DATABASE, type Setup, socketPort, targetOf, USER } from './setup.ts';
import { superviseServer } from './supervisor.ts';

export interface EmbeddedOptions {
  /** Folder of everything that the server keeps; made where it is missing. */
  readonly dataDir: string;
  /** Port on the loopback for psql and other clients; null: only the private socket. */
  readonly port: number | null;
  readonly log: Logger;
  /** Settings of PostgreSQL in place of ours. */
  readonly configuration?: { readonly [name: string]: string };
  /** Programs of PostgreSQL in place of those of the npm package. */
  readonly binaries?: Binaries;
  /** Gives up a start that is under way. */
  readonly signal?: AbortSignal;
}

/** A PostgreSQL server of our own. It is started again by itself when it dies. */
export interface EmbeddedServer {
  /** How we connect: database `radarstore`, by the private socket. */
  readonly target: ConnectionTarget;
  readonly dataDir: string;
  /** Major version of PostgreSQL. */
  readonly major: number;
  /** Address for other clients, with the password; null without a port. */
  url(database?: string): string | null;
  /** The process of the server; null while there is none. */
  pid(): number | null;
  check(): HealthCheck;
  /** Stops the server and frees the data folder. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on a data folder, and makes both on the first start. Throws
 * EMBEDDED_UNSUPPORTED, DATA_DIR_UNUSABLE, DATA_DIR_IN_USE, EMBEDDED_WRONG_MAJOR or
 * EMBEDDED_START_FAILED, each with what to do.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const binaries = options.binaries ?? (await findBinaries());
  const folder = await makeDataFolder(resolve(options.dataDir));
  const lock = await lockFolder(folder);
  try {
    const { setup, major } = await prepare(folder, binaries, options);
    const first = await startServer(setup, options.signal ?? new AbortController().signal);
    const supervisor = superviseServer(setup, first);
    options.log.info(
      { folder: folder.root, postgresql: major, pid: first.pid, port: options.port },
      'the embedded PostgreSQL runs',
    );
    return {
      target: targetOf(setup, DATABASE),
      dataDir: folder.root,
      major,
      url: (database = DATABASE) => urlOf(setup, database),
      pid: supervisor.pid,
      check: supervisor.check,
      stop: async () => {
        await supervisor.stop();
        await removeSocketFolder(setup).catch(() => {}); // empty, and made anew when it is needed
        await lock.release();
      },
    };
  } catch (fault) {
    await lock.release();
    throw fault;
  }
}

/** Decides everything that a start needs and makes what is missing in the data folder. */
async function prepare(
  folder: DataFolder,
  wanted: Binaries,
  options: EmbeddedOptions,
): Promise<{ setup: Setup; major: number }> {
  const { log, port } = options;
  const account = await chooseAccount(folder.cluster);
  await checkReachable(folder, account);
  const binaries = await reachableBinaries(wanted, folder, { account, log });
  const major = await majorVersion(binaries, account);
  await ensureCluster({ folder, binaries, account, major, log });
  const socketFolder = await makeSocketFolder(folder, account, socketPort(port));
  await clearLeftovers({ folder, socketFolder, port, log }); // one may hold the port
  const password = await ensurePassword({ folder, binaries, account, log });
  if (port !== null) await checkPort(port);
  const configuration = options.configuration ?? {};
  const setup = { folder, binaries, account, socketFolder, port, password, configuration, log };
  return { setup, major };
}

/** One that had to be made outside of the data folder goes with the server. */
async function removeSocketFolder({ folder, socketFolder }: Setup): Promise<void> {
  if (dirname(socketFolder) !== folder.root) {
    await rm(socketFolder, { recursive: true, force: true });
  }
}

/** Refuses a port that another program listens on; PostgreSQL's own message needs an expert. */
async function checkPort(port: number): Promise<void> {
  const server = createServer();
  const fault = await new Promise<unknown>((resolve) => {
    server.on('error', resolve);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(undefined));
  });
  if (fault === undefined) {
    await new Promise((resolve) => server.close(resolve));
    return;
  }
  const why = codeOf(fault) === 'EADDRINUSE' ? 'another program listens on it' : messageOf(fault);
  throw new RadarError(
    'EMBEDDED_START_FAILED',
    `The embedded PostgreSQL cannot use port ${port} on 127.0.0.1: ${why}.`,
    { hint: 'Stop that program, choose another port, or set none: radarstore itself needs none.' },
  );
}

function urlOf(setup: Setup, database: string): string | null {
  if (setup.port === null) return null;
  return `postgres://${USER}:${setup.password}@127.0.0.1:${setup.port}/${encodeURIComponent(database)}`;
}
