import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packSnappy } from '../../../src/ingest/index.ts';
import { startReceiver } from '../otlp/received.ts';
import { bearer, type Guarded, guard, PASSWORD } from './guarded.ts';

let served: Guarded;
beforeAll(async () => {
  served = await guard();
  await served.user('ada', ['admin']);
  await served.user('bob', ['viewer']);
});
afterAll(() => served.close());

const TRACES = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/** The code of gRPC with which an empty request is answered. */
function callGrpc(url: string, headers: Record<string, string>): Promise<number> {
  const client = new Client(url.replace('http://', ''), credentials.createInsecure());
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  const asIs = (bytes: Buffer) => bytes;
  return new Promise<number>((resolve) => {
    client.makeUnaryRequest(TRACES, asIs, asIs, Buffer.alloc(0), metadata, (fault) =>
      resolve(fault?.code ?? 0),
    );
  }).finally(() => client.close());
}

describe('OTLP', () => {
  test('takes tokens that may send, by header and by metadata, and nobody else', async () => {
    const { receiver, stop } = await startReceiver({
      auth: { control: served.control, enabled: true },
    });
    const write = await served.token(['ingest:write']);
    const read = await served.token(['telemetry:*']);
    const confined = await served.token(['ingest:write'], ['west']);
    const cases: [string, Record<string, string>, number, number][] = [
      ['nobody', {}, 401, 16],
      ['a right token', bearer(write), 200, 0],
      ['a right key', { 'x-api-key': write }, 200, 0],
      ['a token that may only read', bearer(read), 403, 7],
      ['a token of one partition', bearer(confined), 403, 7],
      ['a wrong token', bearer('radar_x'), 401, 16],
    ];
    try {
      for (const [what, headers, status, code] of cases) {
        const answer = await fetch(`${receiver.httpUrl}/v1/traces`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: '{}',
        });
        expect(answer.status, what).toBe(status);
        expect(answer.headers.has('www-authenticate'), what).toBe(status !== 200);
        expect(await callGrpc(receiver.grpcUrl, headers), what).toBe(code);
      }
    } finally {
      await stop();
    }
  });
});

test('remote write takes a token as Prometheus sends it', async () => {
  const send = (headers: object) =>
    served.ask({
      method: 'POST',
      url: '/api/v1/write',
      payload: Buffer.from(packSnappy(Buffer.alloc(0))),
      headers: {
        'content-type': 'application/x-protobuf',
        'content-encoding': 'snappy',
        ...headers,
      },
    });
  expect((await send({})).statusCode).toBe(401);
  const token = await served.token(['ingest:write']);
  expect((await send(bearer(token))).statusCode).not.toBe(401);
  expect((await send(bearer(await served.token(['telemetry:read'])))).statusCode).toBe(403);
});

describe('the console', () => {
  const open = () =>
    served.ask({
      method: 'POST',
      url: '/auth/session',
      payload: { username: 'ada', password: PASSWORD },
    });
  const whoIs = async (headers: Record<string, string>) => {
    const answer = await served.ask({ url: '/auth/session', headers });
    expect(answer.statusCode).toBe(200);
    return answer.json();
  };
  const cookieOf = (header: unknown) => String(header).split(';')[0] ?? '';

  test('logs in by a cookie that scripts and other sites cannot use, and out again', async () => {
    const answer = await open();
    expect(answer.json()).toMatchObject({ actor: 'ada', scopes: ['*'] });
    expect(answer.body).not.toContain(cookieOf(answer.headers['set-cookie']).slice(14));
    expect(answer.headers['set-cookie']).toMatch(
      /^radar_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
    const cookie = cookieOf(answer.headers['set-cookie']);
    expect((await served.ask({ url: '/api/me', headers: { cookie } })).statusCode).toBe(200);
    expect((await whoIs({ cookie })).actor).toBe('ada');
    const ended = await served.ask({
      method: 'DELETE',
      url: '/auth/session',
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    });
    expect(ended.headers['set-cookie']).toMatch(/^radar_session=; .*1970/);
    expect((await served.ask({ url: '/api/me', headers: { cookie } })).statusCode).toBe(401);
    const nobody = { authentication: 'on', actor: 'anonymous', user_id: null, scopes: [] };
    expect(await whoIs({ cookie })).toMatchObject(nobody);
    expect(await whoIs({})).toMatchObject(nobody);
  });

  test('stays logged in while somebody works, in every page of the browser', async () => {
    const cookie = cookieOf((await open()).headers['set-cookie']);
    const work = (headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }) =>
      served.ask({
        method: 'POST',
        url: '/auth/session/refresh',
        headers: { cookie, host: 'store.localhost', ...headers },
      });
    served.clock.advance(11 * 3_600_000);
    const pages = await Promise.all([work(), work()]);
    const expires = new Date(served.clock.now() / 1_000 + 12 * 3_600_000);
    for (const { statusCode, headers, body } of pages) {
      expect(statusCode).toBe(200);
      expect(JSON.parse(body)).toMatchObject({
        actor: 'ada',
        session_expires_at: expires.toISOString(),
      });
      expect(headers['set-cookie']).toBe(
        `${cookie}; Path=/; Expires=${expires.toUTCString()}; HttpOnly; SameSite=Strict`,
      );
    }
    served.clock.advance(11 * 3_600_000);
    expect((await whoIs({ cookie })).actor).toBe('ada');
    const foreign = await work({ 'sec-fetch-site': 'cross-site' });
    expect([foreign.statusCode, foreign.json().code]).toEqual([403, 'ORIGIN_REFUSED']);
    served.clock.advance(2 * 3_600_000);
    const ended = await work();
    expect(ended.json()).toMatchObject({ actor: 'anonymous', session_expires_at: null });
    expect(ended.headers['set-cookie']).toBeUndefined();
  });

  test('lengthens no session but that of who asks', async () => {
    const cookie = cookieOf((await open()).headers['set-cookie']);
    const before = (await whoIs({ cookie })).session_expires_at;
    served.clock.advance(5 * 3_600_000);
    const token = await served.login('bob');
    const answer = await served.ask({
      method: 'POST',
      url: '/auth/session/refresh',
      headers: { cookie, ...bearer(token) },
    });
    expect(answer.json()).toMatchObject({ actor: 'bob' });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect((await whoIs({ cookie })).session_expires_at).toBe(before);
  });

  test('changes nothing for a page that is not ours', async () => {
    const cookie = cookieOf((await open()).headers['set-cookie']);
    const change = (headers: object) =>
      served.ask({
        method: 'POST',
        url: '/api/admin/users',
        payload: {},
        headers: { cookie, host: 'store.localhost', ...headers },
      });
    for (const headers of [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: 'http://store.localhost' },
      { origin: 'http://evil.example' },
    ]) {
      const answer = await change(headers);
      expect({ ...headers, status: answer.statusCode, code: answer.json().code }).toEqual({
        ...headers,
        status: 403,
        code: 'ORIGIN_REFUSED',
      });
    }
    for (const headers of [
      { 'sec-fetch-site': 'same-origin' },
      { origin: 'http://store.localhost' },
    ]) {
      expect((await change(headers)).json().message).toContain('lacks the member');
    }
  });
});

describe('log-ins from one address', () => {
  test('are limited in number, also behind a proxy that is trusted', async () => {
    const other = await guard({
      auth: { loginsPerMinute: 2 },
      trustedProxies: ['10.0.0.0/8'],
    } as Parameters<typeof guard>[0]);
    const from = (address: string, url = '/auth/login') =>
      other.ask({
        method: 'POST',
        url,
        payload: { username: 'x', password: 'y' },
        remoteAddress: '10.1.1.1',
        headers: { 'x-forwarded-for': address, 'x-forwarded-proto': 'https' },
      });
    try {
      await other.user('ada', ['admin']);
      expect((await from('192.0.2.1')).statusCode).toBe(401);
      expect((await from('192.0.2.1', '/auth/session')).statusCode).toBe(401);
      const third = await from('192.0.2.1');
      expect(third.statusCode).toBe(429);
      expect(third.json().code).toBe('TOO_MANY_ATTEMPTS');
      expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
      expect((await from('192.0.2.2')).statusCode).toBe(401);
      const secure = await other.ask({
        method: 'POST',
        url: '/auth/session',
        payload: { username: 'ada', password: PASSWORD },
        remoteAddress: '10.1.1.1',
        headers: { 'x-forwarded-for': '192.0.2.3', 'x-forwarded-proto': 'https' },
      });
      expect(secure.headers['set-cookie']).toMatch(/^__Host-radar_session=.*; Secure/);
    } finally {
      await other.close();
    }
  });
});
