import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RadarError } from '../../src/core/index.ts';
import { startProxy, type TcpProxy } from '../support/proxy.ts';
import { type Answer, type Served, serve } from './served.ts';

/** Every fault has the one shape and tells no stack. */
function expectFault(answer: Answer, status: number, code: string): void {
  expect(answer.body).toMatchObject({
    status,
    code,
    message: expect.stringMatching(/^[A-Z].*\.$/),
  });
  expect(answer.status).toBe(status);
  expect(answer.text).not.toMatch(/\n\s+at |\(file:|node_modules|\.ts:/);
  expect(Object.keys(answer.body).every((key) => FIELDS.includes(key))).toBe(true);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
}
const FIELDS = ['status', 'code', 'message', 'hint', 'request_id'];

describe('faults of a request', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(async () => served?.close());

  test.each([
    '/api/nothing',
    '/nothing',
    '/api',
    '/api/',
    '/api/devices/a/b',
    '/api/devices/a/sysmon/gpu',
  ])('an address at which nothing is: %s', async (url) => {
    const answer = await served.get(url);
    expectFault(answer, 404, 'NOT_FOUND');
    expect(answer.body.message).toBe(`There is nothing at GET ${url}.`);
  });

  test.each(['/api/devices/%', '/api/devices/%zz', '/api/devices/%ff%fe', '/api/%c3%28/x'])(
    'an address that is no percent-encoding: %s',
    async (url) => {
      expectFault(await served.get(url), 400, 'REQUEST_INVALID');
    },
  );

  test('an id that holds a NUL character, or is longer than any', async () => {
    expectFault(await served.get('/api/devices/a%00b'), 400, 'REQUEST_INVALID');
    expectFault(await served.get(`/api/devices/${'a'.repeat(5_000)}`), 431, 'REQUEST_TOO_LARGE');
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const)(
    'a method that an address does not take: %s',
    async (method) => {
      for (const url of [
        '/api/devices',
        '/api/devices/x/explain',
        '/healthz',
        '/api/openapi.json',
      ]) {
        const answer = await served.app.inject({ method, url, payload: '{"broken' });
        expect(answer.json()).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
        expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
      }
      const nowhere = await served.app.inject({ method, url: '/api/nothing' });
      expect(nowhere.json()).toMatchObject({ code: 'NOT_FOUND' });
    },
  );

  test('HEAD answers as GET does, without the body', async () => {
    for (const url of ['/healthz', '/api/devices', '/api/devices/nobody', '/api/openapi.json']) {
      const get = await served.app.inject({ method: 'GET', url });
      const head = await served.app.inject({ method: 'HEAD', url });
      expect([head.statusCode, head.body]).toEqual([get.statusCode, '']);
      expect(head.headers['content-type']).toBe(get.headers['content-type']);
    }
  });

  test('a fault of ours names only the request under which the log tells the cause', async () => {
    await served.db.database.script(
      'test.broken',
      'alter table radar.unified_devices rename column hostname to host_name',
    );
    try {
      const answer = await served.get('/api/devices/x');
      expectFault(answer, 500, 'INTERNAL');
      expect(answer.text).not.toContain('hostname');
      const logged = served.log.filter((line) => line.includes(String(answer.body.request_id)));
      expect(logged).toHaveLength(1);
      expect(logged[0]).toMatch(/"level":"error".*column device\.hostname does not exist/);
    } finally {
      await served.db.database.script(
        'test.mended',
        'alter table radar.unified_devices rename column host_name to hostname',
      );
    }
  });

  test('a missing table means that the schema is behind', async () => {
    await served.db.database.script(
      'test.away',
      'alter table radar.unified_devices rename to other',
    );
    try {
      const answer = await served.get('/api/devices');
      expectFault(answer, 503, 'SCHEMA_BEHIND');
      expect(answer.body.hint).toBe('Run `radarstore schema apply`.');
    } finally {
      await served.db.database.script(
        'test.back',
        'alter table radar.other rename to unified_devices',
      );
    }
  });
});

describe('a database that is slow or away', () => {
  let served: Served;
  let proxy: TcpProxy;
  beforeAll(async () => {
    served = await serve();
    proxy = await startProxy(served.db.url);
  });
  afterAll(async () => {
    await proxy?.close();
    await served?.close();
  });

  test('a statement that takes too long is 504, and says how to ask for less', async () => {
    const database = await served.db.connect({ statementTimeoutMs: 200 });
    const other = await serve({ parts: { database } });
    try {
      await served.db.database.transaction('test.lock', async (session) => {
        await session.script(
          'test.lock',
          'lock table radar.unified_devices in access exclusive mode',
        );
        const answer = await other.get('/api/devices/x');
        expectFault(answer, 504, 'QUERY_TIMEOUT');
        expect(answer.body.hint).toContain('shorter range');
      });
    } finally {
      await other.close();
    }
  });

  test('one that is away is 503 with Retry-After, and answers again when it is back', async () => {
    const database = await served.db.connect({ target: { url: proxy.url } });
    const other = await serve({ parts: { database } });
    other.health.register('database', async () => {
      const [row] = await database.query<{ one: number }>('test.one', {
        text: 'select 1',
        values: [],
      } as never);
      return { name: 'database', state: 'ok', message: `Answers ${JSON.stringify(row)}.` };
    });
    try {
      expect((await other.get('/api/devices')).status).toBe(200);
      expect((await other.get('/readyz')).status).toBe(200);
      proxy.refuse();
      for (const url of [
        '/api/devices',
        '/api/devices/x',
        '/api/storage',
        '/api/devices/x/sysmon/cpu',
      ]) {
        const answer = await other.get(url);
        expectFault(answer, 503, 'DATABASE_UNREACHABLE');
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
      const ready = await other.get('/readyz');
      expect(ready.body).toMatchObject({
        state: 'failed',
        checks: [{ name: 'database', state: 'failed' }],
      });
      expect(ready.status).toBe(503);
      expect((await other.get('/healthz')).status).toBe(200);
      proxy.restore();
      expect((await other.get('/api/devices')).status).toBe(200);
      expect((await other.get('/readyz')).status).toBe(200);
    } finally {
      await other.close();
    }
  });

  test('a handler that never ends is cut', async () => {
    const other = await serve({
      limits: { handlerMs: 50 },
      parts: { database: { ...served.db.database, query: () => new Promise<never>(() => {}) } },
    });
    try {
      expectFault(await other.get('/api/devices/x'), 504, 'QUERY_TIMEOUT');
    } finally {
      await other.close();
    }
  });

  test('an error by name goes through as it is', async () => {
    const stopping = () => Promise.reject(new RadarError('STOPPING', 'The process is stopping.'));
    const other = await serve({ parts: { database: { ...served.db.database, query: stopping } } });
    try {
      const answer = await other.get('/api/devices/x');
      expectFault(answer, 503, 'STOPPING');
      expect(answer.headers['retry-after']).toBeDefined();
    } finally {
      await other.close();
    }
  });
});
