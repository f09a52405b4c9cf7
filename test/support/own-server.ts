import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedOptions,
  type EmbeddedServer,
  startEmbedded,
} from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { noteOpened } from './left-open.ts';

/** A data folder of a test's own, on which it starts servers, for what no shared engine can be put through. */
export interface OwnFolder {
  readonly dataDir: string;
  /** Starts a server on the folder; the caller stops it. */
  start(options?: Partial<EmbeddedOptions>): Promise<EmbeddedServer>;
  remove(): Promise<void>;
}

/** Makes an empty folder. */
export async function createOwnFolder(): Promise<OwnFolder> {
  const dataDir = await mkdtemp(join(tmpdir(), 'radarstore-own-'));
  await chmod(dataDir, 0o711); // as root the server runs as another user
  const servers: EmbeddedServer[] = [];
  const remove = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await rm(dataDir, { recursive: true, force: true });
  };
  const noteClosed = noteOpened(`data folder ${dataDir}`, remove);
  return {
    dataDir,
    async start(options = {}) {
      const server = await startEmbedded({
        dataDir,
        port: null,
        log: silentLogger,
        ...options,
        configuration: { fsync: 'off', ...options.configuration },
      });
      servers.push(server);
      return server;
    },
    async remove() {
      noteClosed();
      await remove();
    },
  };
}
