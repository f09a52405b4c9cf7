import { randomBytes } from 'node:crypto';
import {
  type ConnectionTarget,
  connectDatabase,
  type Database,
  type DatabaseOptions,
  quoteIdentifier,
  sql,
} from '../../src/database/index.ts';
import { type RunningEngine, type ServerName, startedEngine } from './engines.ts';
import { noteOpened } from './left-open.ts';
import { changeUrl, poolOptions, withDatabase } from './target.ts';
import { until } from './until.ts';

export {
  describeEachEngine,
  describeEachServer,
  describeOlderServers,
  ENGINES,
  type EngineUnderTest,
  needs,
  type ServerName,
} from './engines.ts';

/** A database of a test's own, dropped at its end. */
export interface TestDatabase {
  readonly engine: ServerName;
  readonly name: string;
  /** Superuser's target, for parts that take a target. */
  readonly target: ConnectionTarget;
  /** The same as a URL over TCP, for programs and for connections through a proxy. */
  readonly url: string;
  /** The pool that tests share; its user is a superuser. */
  readonly database: Database;
  /** Another pool, which {@link TestDatabase.drop} closes too. */
  connect(options?: Partial<DatabaseOptions>): Promise<Database>;
  /** Closes the pools and drops the database. Fails when another connection is still open. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** With our schema applied (the default), or empty. */
  readonly migrated?: boolean;
}

/** Clones a template of the engine, which takes some tens of milliseconds. */
export async function createTestDatabase(
  engineName: ServerName,
  options: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  const engine = await startedEngine(engineName);
  const name = `${engine.prefix}${randomBytes(6).toString('hex')}`;
  const template = options.migrated === false ? engine.emptyTemplate : engine.migratedTemplate;
  const administrator = await administratorOf(engine);
  await clone(administrator, name, template);
  const target = withDatabase(engine.target, name);
  const pools: Database[] = [];
  const connect = async (more: Partial<DatabaseOptions> = {}) => {
    const pool = await connectDatabase({ ...poolOptions(target), ...more });
    pools.push(pool);
    return pool;
  };
  const dropNow = () => dropByForce(administrator, name);
  const noteClosed = noteOpened(`database ${name} on ${engineName}`, async () => {
    await Promise.all(pools.map((pool) => pool.close().catch(() => {})));
    await dropNow();
  });
  return {
    engine: engineName,
    name,
    target,
    url: changeUrl(engine.url, { pathname: `/${name}` }),
    database: await connect(),
    connect,
    drop: async () => {
      noteClosed();
      await Promise.all(pools.map((pool) => pool.close().catch(() => {})));
      try {
        await waitForNoConnections(administrator, name);
      } finally {
        await dropNow();
      }
    },
  };
}

/** One connection to each engine, kept for all databases of this worker. */
const administrators = new Map<string, Promise<Database>>();

function administratorOf(engine: RunningEngine): Promise<Database> {
  const known = administrators.get(engine.url);
  if (known !== undefined) return known;
  const options = {
    ...{ ...poolOptions(engine.target), schema: 'public', maxConnections: 1 },
    // To make or drop a database waits for a checkpoint, which a busy machine takes long for.
    statementTimeoutMs: 300_000,
  };
  const administrator = connectDatabase(options);
  administrators.set(engine.url, administrator);
  return administrator;
}

/** Retried while the background workers of TimescaleDB still leave the template. */
async function clone(administrator: Database, name: string, template: string): Promise<void> {
  await until(`clone of ${template}`, async () => {
    await administrator.script(
      'test.clone',
      `create database ${quoteIdentifier(name)} template ${quoteIdentifier(template)} strategy file_copy`,
    );
    return true;
  });
}

async function dropByForce(administrator: Database, name: string): Promise<void> {
  await administrator.script(
    'test.drop',
    `drop database if exists ${quoteIdentifier(name)} with (force)`,
  );
}

/** A closed pool's connections leave the server a moment later; any that stays is a leak. */
async function waitForNoConnections(administrator: Database, name: string): Promise<void> {
  let left: string[] = [];
  await until(
    'no connection to the database of the test',
    async () => {
      const rows = await administrator.query<{ query: string }>(
        'test.connections',
        sql`select left(query, 80) as query from pg_stat_activity
             where datname = ${name} and backend_type = 'client backend'`,
      );
      left = rows.map((row) => row.query);
      return left.length === 0;
    },
    5_000,
  ).catch(() => {
    throw new Error(`${left.length} connections to ${name} are still open: ${left.join(' | ')}`);
  });
}
