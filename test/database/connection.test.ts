import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  classifyFault,
  connectDatabase,
  type Database,
  describeTarget,
  sql,
} from '../../src/database/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { expectRadarError } from '../support/expect-error.ts';
import { startProxy, type TcpProxy } from '../support/proxy.ts';
import { addressPort, changeUrl, poolOptions } from '../support/target.ts';
import { until } from '../support/until.ts';

const SECRET = 'tiger-lily';

describeEachEngine('a connection that cannot be made', (engine) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
  });
  afterAll(async () => db?.drop());
  const connect = (url: string) => connectDatabase(poolOptions({ url }));

  test('for a wrong password says so without telling the password', async () => {
    const url = changeUrl(db.url, { password: SECRET });
    const fault = await expectRadarError(connect(url), 'DATABASE_REFUSED');
    expect(fault.message).toContain('password authentication failed');
    expect(fault.sentence).not.toContain(SECRET);
  });

  test('for an unknown database names it', async () => {
    const fault = await expectRadarError(
      connect(changeUrl(db.url, { pathname: '/no_such_database' })),
      'DATABASE_REFUSED',
    );
    expect(fault.sentence).toMatch(/"no_such_database" does not exist\. Create the database/);
  });

  test('for a database that the role may not enter says so', async () => {
    const closed = await createTestDatabase(engine);
    try {
      await closed.database.script(
        'test.close',
        `create role nobody_${closed.name} login password '${SECRET}';
         revoke connect on database "${closed.name}" from public`,
      );
      const url = changeUrl(closed.url, { username: `nobody_${closed.name}`, password: SECRET });
      const fault = await expectRadarError(connect(url), 'DATABASE_REFUSED');
      expect(fault.sentence).toContain('permission denied');
      expect(fault.sentence).not.toContain(SECRET);
    } finally {
      await closed.database.script('test.role', `drop role nobody_${closed.name}`);
      await closed.drop();
    }
  });

  test('because the server has no place left says where to raise it', async () => {
    await db.database.script('test.full', `alter database "${db.name}" connection limit 0`);
    const role = `limited_${db.name}`;
    await db.database.script('test.role', `create role ${role} login password '${SECRET}'`);
    try {
      const url = changeUrl(db.url, { username: role, password: SECRET });
      const fault = await expectRadarError(connect(url), 'DATABASE_UNREACHABLE');
      expect(fault.sentence).toContain('too many connections');
      expect(fault.hint).toContain('max_connections');
    } finally {
      await db.database.script('test.role', `drop role ${role}`);
      await db.database.script('test.full', `alter database "${db.name}" connection limit -1`);
    }
  });
});

describe('a database URL', () => {
  const connect = (url: string) => connectDatabase(poolOptions({ url }));

  test.each([
    ['is no URL', 'not a url'],
    ['has another scheme', `mysql://user:${SECRET}@host/db`],
    ['has a broken percent sign', `postgres://user:${SECRET}@host/a%zz`],
    ['has a bare slash in its password', `postgres://user:12/${SECRET}@host/db`],
  ])('that %s is refused without telling its password', async (_, url) => {
    const fault = await expectRadarError(connect(url), 'DATABASE_URL_INVALID');
    expect(fault.sentence).not.toContain(SECRET);
    expect(fault.hint).toContain('postgres://user:password@host:5432/database');
  });

  test('of a port on which nobody listens is unreachable, in one sentence', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const port = addressPort(server);
    await new Promise((resolve) => server.close(resolve));
    const url = `postgres://user:${SECRET}@127.0.0.1:${port}/db`;
    const fault = await expectRadarError(connect(url), 'DATABASE_UNREACHABLE');
    expect(fault.message).toContain(`database db at 127.0.0.1:${port} as user`);
    expect(fault.message).toContain('ECONNREFUSED');
    expect(fault.sentence).not.toContain(SECRET);
    expect(fault.retryable).toBe(true);
  });

  test('of a host that does not exist is unreachable', async () => {
    const fault = await expectRadarError(
      connect(`postgres://user:${SECRET}@no-such-host.invalid/db`),
      'DATABASE_UNREACHABLE',
    );
    expect(fault.sentence).not.toContain(SECRET);
  });

  test('of a server that speaks another protocol is unreachable', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await expectRadarError(
        connect(`postgres://user:x@127.0.0.1:${addressPort(server)}/db`),
        'DATABASE_UNREACHABLE',
      );
    } finally {
      server.close();
    }
  });

  test('with a certificate file that is not there is refused, naming the file', async () => {
    const url = 'postgres://user:x@127.0.0.1:1/db?sslmode=verify-full&sslrootcert=/no/such.crt';
    const fault = await expectRadarError(connect(url), 'DATABASE_UNREACHABLE');
    expect(fault.message).toContain('/no/such.crt');
  });

  test.each([
    ['postgres://u:p@h:5433/d', 'database d at h:5433 as u'],
    ['postgresql://u@h', 'database u at h:5432 as u'],
    ['postgres:///d?host=/run/pg', 'database d at /run/pg:5432 as the default user'],
  ])('%s is described as "%s"', (url, description) => {
    expect(describeTarget({ url })).toBe(description);
  });
});

describeEachEngine('a connection', (engine) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
  });
  afterAll(async () => db?.drop());

  test('has our schema pinned, UTC, and the name of the program', async () => {
    const rows = await db.database.query(
      'test.settings',
      sql`select current_schema() as schema, current_setting('timezone') as zone,
                 current_setting('application_name') as program`,
    );
    expect(rows).toEqual([{ schema: 'radar', zone: 'UTC', program: 'radarstore' }]);
  });

  test('keeps them whatever the role or the database sets', async () => {
    await db.database.script(
      'test.alter',
      `alter database "${db.name}" set search_path = pg_catalog;
       alter database "${db.name}" set timezone = 'Asia/Kathmandu';
       alter database "${db.name}" set datestyle = 'German'`,
    );
    const pool = await db.connect({ maxConnections: 1 });
    const [row] = await pool.query<{ schema: string; at: number }>(
      'test.settings',
      sql`select current_schema() as schema, to_timestamp(1.5) as at`,
    );
    expect(row).toEqual({ schema: 'radar', at: 1_500_000 });
  });

  test('carries 64-bit integers and instants without loss', async () => {
    const [row] = await db.database.query(
      'test.values',
      sql`select 9007199254740991::bigint as safe, 9223372036854775807::bigint as large,
                 '2026-01-31 08:00:00.123456+00'::timestamptz as at, null::timestamptz as never`,
    );
    expect(row).toEqual({
      safe: 9007199254740991,
      large: 9223372036854775807n,
      at: Date.UTC(2026, 0, 31, 8) * 1000 + 123_456,
      never: null,
    });
  });

  test('names each statement, so that the views of the server tell whose it is', async () => {
    const [row] = await db.database.query<{ query: string }>(
      'test.named',
      sql`select query from pg_stat_activity where pid = pg_backend_pid()`,
    );
    expect(row?.query).toMatch(/^\/\* test\.named \*\/ select/);
  });

  test('rolls a transaction back when its work throws', async () => {
    const work = db.database.transaction('test.rollback', async (session) => {
      await session.script('test.table', 'create table radar.half ()');
      throw new Error('on purpose');
    });
    await expect(work).rejects.toThrow('on purpose');
    const [row] = await db.database.query(
      'test.half',
      sql`select to_regclass('radar.half') as half`,
    );
    expect(row).toEqual({ half: null });
  });

  test('never answers success for a transaction that the server rolled back', async () => {
    const work = db.database.transaction('test.swallowed', async (session) => {
      await session.query('test.fault', sql`select 1 / 0`).catch(() => {});
    });
    await expect(work).rejects.toThrow('rolled back');
  });

  test('whose statement takes too long is cancelled by the server', async () => {
    // Enough for the greeting of a connection, which a busy server may answer late.
    const pool = await db.connect({ statementTimeoutMs: 1_000 });
    const fault = await pool.query('test.slow', sql`select pg_sleep(60)`).catch((one) => one);
    expect(fault).toMatchObject({ code: '57014' });
  });
});

describeEachEngine('a pool behind a failing network', (engine) => {
  let db: TestDatabase;
  let proxy: TcpProxy;
  let pool: Database;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
    proxy = await startProxy(db.url);
    pool = await db.connect({
      target: { url: proxy.url },
      maxConnections: 2,
      statementTimeoutMs: 200,
    });
  });
  afterEach(() => proxy.restore());
  afterAll(async () => {
    await pool?.close();
    await proxy?.close();
    await db?.drop();
  });
  const one = () => pool.query<{ one: number }>('test.one', sql`select 1 as one`);
  const works = () => until('the pool works again', async () => (await one())[0]?.one === 1);

  test('replaces connections that were cut while idle', async () => {
    await works();
    proxy.cut();
    await works();
  });

  test('tells a cut in the middle of a transaction as a lost connection, then works', async () => {
    const fault = await pool
      .transaction('test.cut', async (session) => {
        await session.query('test.one', sql`select 1`);
        proxy.cut();
        await session.query('test.one', sql`select 1`);
      })
      .catch((thrown: unknown) => thrown);
    expect(classifyFault(fault)).toBe('connection');
    await works();
    expect(pool.usage().total - pool.usage().idle).toBe(0);
  });

  test('tells a server that takes no connections as a lost connection, then works', async () => {
    proxy.refuse();
    const fault = await until('a statement fails', () =>
      one().then(
        () => undefined,
        (thrown: unknown) => thrown,
      ),
    );
    expect(classifyFault(fault)).toBe('connection');
    proxy.restore();
    await works();
  });

  test('gives up a half-open connection instead of waiting for ever, then works', async () => {
    await works();
    proxy.swallow();
    const fault = await one().catch((thrown: unknown) => thrown);
    expect(classifyFault(fault)).toBe('connection');
    proxy.restore();
    await works();
  });

  test('outlives a last word of the server that comes with an answer, on a line that somebody waits for', async () => {
    const single = await db.connect({ target: { url: proxy.url }, maxConnections: 1 });
    try {
      const [line] = await single.query<{ pid: number }>(
        'test',
        sql`select pg_backend_pid() as pid`,
      );
      proxy.gather();
      const answered = single.query('test.answered', sql`select 1 as one`);
      const waiting = single
        .transaction('test.waiting', (session) => session.query('test.one', sql`select 1`))
        .catch((fault: unknown) => classifyFault(fault));
      await until('the server has answered', async () => {
        const busy = await db.database.query(
          'test.busy',
          sql`select 1 from pg_stat_activity
               where pid = ${line?.pid} and state = 'idle' and query like '%test.answered%'`,
        );
        return busy.length > 0;
      });
      await db.database.query('test.end', sql`select pg_terminate_backend(${line?.pid})`);
      expect(await answered).toEqual([{ one: 1 }]);
      expect(await waiting).toBe('connection');
      proxy.restore();
      await until('it works again', () => single.query('test.again', sql`select 1`));
    } finally {
      await single.close();
    }
  });

  test('tells the holder of a session that its connection is lost', async () => {
    const lost = await pool.session('test.session', async (session, signal) => {
      await session.query('test.one', sql`select 1`);
      proxy.cut();
      return until('the loss is noticed', () => signal.aborted);
    });
    expect(lost).toBe(true);
  });
});
