import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isLoopback, urlOf } from '../../src/server/http-address.ts';
import { type Served, serve } from './served.ts';

describe('a server on loopback', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(async () => served?.close());

  test.each([
    'localhost',
    'localhost:8450',
    'LOCALHOST.:8450',
    'radar.localhost',
    '127.0.0.1:8450',
    '127.8.9.10',
    '[::1]:8450',
    '[::ffff:127.0.0.1]:8450',
  ])('answers for %s', async (host) => {
    expect((await served.get('/healthz', { host })).status).toBe(200);
  });

  test.each([
    'evil.example',
    'evil.example:8450',
    'localhost.evil.example',
    'notlocalhost',
    'localhost@evil.example',
    'evil.example#@localhost',
    '127.0.0.1.evil.example',
    '192.0.2.1:8450',
    '0.0.0.0:8450',
    '[::2]',
    'a b',
    ':8450',
  ])('refuses %s, whatever the address', async (host) => {
    for (const url of ['/healthz', '/api/devices', '/', '/nothing']) {
      const answer = await served.get(url, { host, accept: 'text/html' });
      expect(answer.body).toMatchObject({ status: 421, code: 'HOST_REFUSED' });
      expect(answer.status).toBe(421);
      expect(answer.body.hint).toContain('http://localhost');
    }
  });
});

test('a server that listens for others answers for any name', async () => {
  const served = await serve({ loopbackOnly: false });
  try {
    expect((await served.get('/healthz', { host: 'radar.example' })).status).toBe(200);
  } finally {
    await served.close();
  }
});

describe('an address', () => {
  test('is loopback only when it can mean no other machine', () => {
    for (const host of ['localhost', '127.0.0.1', '::1', '[::1]'])
      expect(isLoopback(host)).toBe(true);
    for (const host of ['0.0.0.0', '::', '', '10.0.0.1', 'host.example', '128.0.0.1']) {
      expect(isLoopback(host)).toBe(false);
    }
  });

  test('becomes a URL that opens on this machine', () => {
    expect(urlOf({ host: '127.0.0.1', port: 8450 })).toBe('http://127.0.0.1:8450');
    expect(urlOf({ host: '::1', port: 8450 })).toBe('http://[::1]:8450');
    expect(urlOf({ host: '0.0.0.0', port: 1 })).toBe('http://localhost:1');
    expect(urlOf({ host: '::', port: 1 })).toBe('http://localhost:1');
  });
});
