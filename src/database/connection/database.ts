import { Client, type ClientBase, Pool } from 'pg';
import { delay, messageOf } from '../../core/index.ts';
import type { Logger } from '../../observe/index.ts';
import type { Capabilities } from '../capabilities/index.ts';
import type { Engine } from '../engine.ts';
import { bindClient } from './copy.ts';
import { connectionFault } from './fault.ts';
import { type NameOptions, type Names, namesOf } from './names.ts';
import { detectPooling, type Line, type Pooling } from './pooling.ts';
import { identifier, quoteIdentifier, type Sql, sql } from './sql.ts';
import { classifyFault } from './sqlstate.ts';
import { type ConnectionTarget, checkTarget } from './target.ts';
import { parameterOf, valueParsers } from './value.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_MS = 10_000;

/** The server cancels a slow statement; this much later we give up a server that does not. */
const ANSWER_MARGIN_MS = 5_000;

export interface DatabaseOptions extends NameOptions {
  readonly target: ConnectionTarget;
  readonly maxConnections: number;
  /** Longest time of one read. */
  readonly statementTimeoutMs: number;
  readonly log: Logger;
}

/** One connection inside {@link Database.transaction} or {@link Database.session}. */
export interface Session {
  /** Runs a statement; `name` becomes its leading comment, so that the server's views tell it. */
  query<Row extends object>(name: string, statement: Sql): Promise<Row[]>;
  /** As query, for statements of which the number of touched rows counts. */
  execute(name: string, statement: Sql): Promise<number>;
  /** Runs text without parameters, several statements at once among it. */
  script(name: string, text: string): Promise<void>;
}

/** The pool of connections to one database, with its schema pinned. */
export interface Database extends Session {
  readonly options: DatabaseOptions;
  /** What the server is now: each new connection looks whether it is still the same. */
  readonly engine: Engine;
  /** What server, database and role can do for us, as it was last found out. */
  readonly capabilities: Capabilities;
  readonly names: Names;
  /** Schema-qualified name of one of our relations. */
  relation(name: string): Sql;
  /** Schema that holds the chunks of plain PostgreSQL. */
  readonly chunkSchema: string;
  /** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
  transaction<T>(name: string, work: (session: Session) => Promise<T>): Promise<T>;
  /** Lends a connection of its own, outside the pool, for locks that live as long as it. */
  session<T>(name: string, work: (session: Session, lost: AbortSignal) => Promise<T>): Promise<T>;
  /** Finds out anew what the server is and can do; `engine` and `capabilities` then tell it. */
  refresh(): Promise<void>;
  /** Connections in use, idle, and callers that wait for one. */
  usage(): { readonly total: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

/** What the server is, kept up to date by whoever makes connections. */
export interface ServerWatch {
  readonly engine: Engine;
  readonly capabilities: Capabilities;
  /** Looks on a new connection whether the server is still the same. */
  notice(session: Session): Promise<void>;
  /** Finds out everything anew. */
  refresh(session: Session): Promise<void>;
}

/** Connection settings of node-postgres for a target. */
function clientConfig(options: DatabaseOptions) {
  const { target } = options;
  return {
    ...('url' in target ? { connectionString: target.url } : target),
    application_name: 'radarstore',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types: valueParsers,
  };
}

/**
 * The settings that every connection gets first: our schema and the extension's, and nothing of the
 * role's own search_path (AGE puts its own schema first there), UTC, and text forms that we parse.
 */
function settings(options: DatabaseOptions, extensionSchema: string | null): string {
  const path = [
    options.schema,
    ...(extensionSchema === null ? [] : [extensionSchema]),
    'pg_catalog',
  ];
  return [
    `set search_path = ${path.map(quoteIdentifier).join(', ')}`,
    `set timezone = 'UTC'`,
    `set datestyle = 'ISO, YMD'`,
    `set client_min_messages = 'warning'`,
    `set statement_timeout = ${options.statementTimeoutMs}`,
    `set idle_in_transaction_session_timeout = '60s'`,
  ].join('; ');
}

/**
 * Connects once to read what the server is, before the pool is made. `pooling` finds out, on a
 * second connection where that is needed, what stands between. Errors are RadarErrors.
 */
export async function probe<T>(
  options: DatabaseOptions,
  work: (session: Session, pooling: () => Promise<Pooling>) => Promise<T>,
): Promise<T> {
  checkTarget(options.target);
  const client = await connect(options);
  const another = async () => lineOf(await connect(options));
  try {
    await client.query(settings(options, null));
    return await work(sessionOf(client), () => detectPooling(lineOf(client), another));
  } finally {
    await client.end().catch(() => {});
  }
}

/** A pooler may let a statement wait for long until it has a server connection free. */
const LINE_TIMEOUT_MS = 5_000;

function lineOf(client: Client): Line {
  // The types leave out what the server announced with its greeting.
  const { processID } = client as Client & { readonly processID?: number | null };
  const ask = (text: string) =>
    inTime(client.query<{ pid: number }>(`/* connection.pooling */ ${text}`));
  return {
    announced: processID ?? null,
    serving: async () => (await ask('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0,
    begin: async () => void (await ask('begin')),
    rollback: async () => void (await ask('rollback')),
    close: () => inTime(client.end()).catch(() => {}),
  };
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const ended = new AbortController();
  const late = delay(LINE_TIMEOUT_MS, ended.signal).then(() => {
    throw new Error(`no answer within ${LINE_TIMEOUT_MS} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => {});
    ended.abort();
  }
}

async function connect(options: DatabaseOptions): Promise<Client> {
  try {
    const client = new Client(clientConfig(options));
    client.on('error', outlive);
    await client.connect();
    return client;
  } catch (fault) {
    throw connectionFault(fault, options.target);
  }
}

/**
 * A server that ends says so whenever it likes, even in one piece with an answer. Without a listener that
 * word would end the program; the statement that is under way, or the next one, rejects with the same fault.
 */
function outlive(): void {}

/** Makes the pool. No connection is opened yet. */
export function createDatabase(options: DatabaseOptions, server: ServerWatch): Database {
  const greet = (client: ClientBase) => greetServer(client, options, server);
  const pool = new Pool({
    ...clientConfig(options),
    max: options.maxConnections,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    query_timeout: options.statementTimeoutMs + ANSWER_MARGIN_MS,
    onConnect: greet,
  });
  // The pool listens while a connection is idle, its user a moment after he got it.
  pool.on('connect', (client) => client.on('error', outlive));
  // An idle connection that breaks is replaced by the pool; without a listener it would end us.
  pool.on('error', (fault) => {
    // While we end, the server may end before the last connection has closed.
    if (pool.ending) return;
    options.log.warn({ fault: messageOf(fault) }, 'an idle database connection was lost');
  });
  const names = () => namesOf(options, server.engine.extensionSchema);
  return {
    options,
    get engine() {
      return server.engine;
    },
    get capabilities() {
      return server.capabilities;
    },
    get names() {
      return names();
    },
    chunkSchema: names().chunkSchema,
    relation: (name) => sql`${identifier(options.schema)}.${identifier(name)}`,
    ...sessionOf(pool),
    transaction: (name, work) => inTransaction(pool, name, work),
    session: (_name, work) => ownSession(options, greet, work),
    refresh: () => server.refresh(sessionOf(pool)),
    usage: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  };
}

/** Pins the settings of a new connection, and looks whether the server is still what it was. */
async function greetServer(
  client: ClientBase,
  options: DatabaseOptions,
  server: ServerWatch,
): Promise<void> {
  const known = server.engine.extensionSchema;
  await client.query(settings(options, known));
  await server.notice(sessionOf(client));
  const { extensionSchema } = server.engine;
  if (extensionSchema !== known) await client.query(settings(options, extensionSchema));
}

function sessionOf(client: Pick<ClientBase | Pool, 'query'>): Session {
  const text = (name: string, statement: string) => `/* ${name} */ ${statement}`;
  return {
    async query<Row extends object>(name: string, statement: Sql): Promise<Row[]> {
      const result = await client.query<Row>({
        text: text(name, statement.text),
        values: statement.values.map(parameterOf),
      });
      return result.rows;
    },
    async execute(name, statement) {
      const result = await client.query({
        text: text(name, statement.text),
        values: statement.values.map(parameterOf),
      });
      return result.rowCount ?? 0;
    },
    async script(name, statements) {
      await client.query(text(name, statements));
    },
  };
}

async function inTransaction<T>(
  pool: Pool,
  name: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (fault: Error) => {
    broken = fault;
  };
  client.on('error', onError);
  try {
    await client.query(`/* ${name} */ begin`);
    const result = await work(bindClient(sessionOf(client), client));
    const end = await client.query(`/* ${name} */ commit`);
    // A transaction in which a statement failed is rolled back by its commit, without an error.
    if (end.command !== 'COMMIT') throw new Error(`${name}: the transaction was rolled back`);
    return result;
  } catch (fault) {
    if (classifyFault(fault) === 'connection') broken ??= fault as Error;
    else
      await client.query(`/* ${name} */ rollback`).catch((second: Error) => {
        broken ??= second;
      });
    throw fault;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/**
 * A session may work for long, and its locks must not outlive its process: the server looks after
 * 30 s of silence whether the other side is still there.
 */
const SESSION_SETTINGS =
  'set statement_timeout = 0; set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10';

async function ownSession<T>(
  options: DatabaseOptions,
  greet: (client: Client) => Promise<void>,
  work: (session: Session, lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const client = await connect(options);
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  try {
    await greet(client);
    await client.query(SESSION_SETTINGS);
    return await work(sessionOf(client), lost.signal);
  } finally {
    await client.end().catch(() => {});
  }
}
