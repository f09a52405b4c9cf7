import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  applySchema,
  type Binaries,
  type ConnectionTarget,
  connectDatabase,
  type Database,
  quoteIdentifier,
  sql,
  startEmbedded,
} from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { type Server, startContainer } from './engine-container.ts';
import type { EngineOrigin, FoundEngine } from './engine-presence.ts';
import type { RunningEngine, ServerName } from './engines.ts';
import { freePort, poolOptions, withDatabase } from './target.ts';
import { until } from './until.ts';

export interface StartedEngine extends RunningEngine {
  /** Drops what the run left, and ends a server that the run started. */
  stop(): Promise<void>;
}

/** Tests need no durability, and many databases at once. */
const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  autovacuum_naptime: '1s', // estimates of rows are looked at soon after the rows were written
};

/** Each database with TimescaleDB has a scheduler of its own, which takes a worker. */
const TIMESCALE = {
  shared_preload_libraries: 'timescaledb',
  'timescaledb.telemetry_level': 'off',
  'timescaledb.max_background_workers': '32',
  max_worker_processes: '80',
};

/** The licence that makes an extension with both editions in it the engine that is wanted. */
const LICENSES: { readonly [Name in ServerName]?: string } = {
  'timescale-apache': 'apache',
  timescale: 'timescale',
};

/** Starts an engine, or connects to it, and makes its templates. */
export async function startEngine(engine: FoundEngine): Promise<StartedEngine> {
  if (engine.origin === null) throw new Error(`it is absent: ${engine.absent}`);
  const server = await serverOf(engine.name, engine.origin);
  const prefix = `radarstore_test_${randomBytes(4).toString('hex')}_`;
  const running = {
    name: engine.name,
    target: server.target,
    url: server.url,
    emptyTemplate: `${prefix}empty`,
    migratedTemplate: `${prefix}migrated`,
    prefix,
  };
  const stop = async () => {
    if (engine.origin?.kind === 'url') await dropAll(running);
    await server.stop();
  };
  try {
    await makeTemplates(running);
    return { ...running, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

async function serverOf(name: ServerName, origin: EngineOrigin): Promise<Server> {
  const license = LICENSES[name];
  const configuration =
    license === undefined ? FAST : { ...FAST, ...TIMESCALE, 'timescaledb.license': license };
  switch (origin.kind) {
    case 'url':
      return foreign(origin.url);
    case 'image':
      return startContainer(origin.image, configuration);
    case 'started':
      return start(origin.binaries, configuration);
  }
}

const foreign = (url: string): Server => ({ target: { url }, url, stop: async () => {} });

async function start(
  binaries: Binaries | undefined,
  configuration: { readonly [name: string]: string },
): Promise<Server> {
  const dataDir = await mkdtemp(join(tmpdir(), 'radarstore-engine-'));
  await chmod(dataDir, 0o711); // as root the server runs as another user
  const remove = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', remove); // a run that is interrupted ends without a teardown
  try {
    const server = await startEmbedded({
      dataDir,
      port: await freePort(),
      log: silentLogger,
      configuration,
      ...(binaries === undefined ? {} : { binaries }),
    });
    return {
      target: server.target,
      url: server.url() ?? '',
      stop: async () => {
        await server.stop();
        remove();
      },
    };
  } catch (fault) {
    remove();
    throw fault;
  }
}

async function makeTemplates(engine: RunningEngine): Promise<void> {
  const { emptyTemplate, migratedTemplate } = engine;
  await inDatabase(engine.target, (administrator) =>
    create(administrator, emptyTemplate, 'template0'),
  );
  if (LICENSES[engine.name] !== undefined) {
    await inDatabase(withDatabase(engine.target, emptyTemplate), (database) =>
      database.script('test.extension', 'create extension timescaledb with schema public'),
    );
  }
  await inDatabase(engine.target, (administrator) => seal(administrator, emptyTemplate));
  await inDatabase(engine.target, (administrator) =>
    create(administrator, migratedTemplate, emptyTemplate),
  );
  await inDatabase(withDatabase(engine.target, migratedTemplate), (database) =>
    applySchema(database, { log: silentLogger, programVersion: 'test' }),
  );
  await inDatabase(engine.target, (administrator) => seal(administrator, migratedTemplate));
}

/** Keeps everybody out of a template, TimescaleDB's background workers too: they delay clones. */
async function seal(administrator: Database, name: string): Promise<void> {
  await administrator.script(
    'test.seal',
    `alter database ${quoteIdentifier(name)} with is_template true allow_connections false`,
  );
  await until(`everybody has left ${name}`, async () => {
    const rows = await administrator.query(
      'test.seal',
      sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`,
    );
    return rows.length === 0;
  });
}

function create(administrator: Database, name: string, template: string): Promise<void> {
  return administrator.script(
    'test.create',
    `create database ${quoteIdentifier(name)} template ${quoteIdentifier(template)} strategy file_copy`,
  );
}

async function dropAll(engine: RunningEngine): Promise<void> {
  await inDatabase(engine.target, async (administrator) => {
    const rows = await administrator.query<{ datname: string }>(
      'test.left',
      sql`select datname from pg_database where starts_with(datname, ${engine.prefix})`,
    );
    for (const { datname } of rows) {
      await administrator.script(
        'test.unseal',
        `alter database ${quoteIdentifier(datname)} with is_template false`,
      );
      await administrator.script(
        'test.drop',
        `drop database if exists ${quoteIdentifier(datname)} with (force)`,
      );
    }
  });
}

async function inDatabase(
  target: ConnectionTarget,
  work: (database: Database) => Promise<unknown>,
): Promise<void> {
  const database = await connectDatabase(poolOptions(target));
  try {
    await work(database);
  } finally {
    await database.close();
  }
}
