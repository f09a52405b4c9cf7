import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Served, serve } from './served.ts';

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the console', () => {
  let folder: string;
  let served: Served;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radarstore-console-'));
    await mkdir(join(folder, 'console/assets'), { recursive: true });
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await writeFile(join(folder, 'console/index.html'), '<!doctype html><title>console</title>');
    await writeFile(join(folder, 'console/favicon.svg'), '<svg/>');
    await writeFile(join(folder, 'console/.hidden'), 'hidden');
    await writeFile(join(folder, 'console/assets/index-3f2a.js'), `// ${'x'.repeat(5_000)}`);
    served = await serve({ parts: { consoleFolder: join(folder, 'console') } });
  });
  afterAll(async () => {
    await served?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.each(['/', '/index.html', '/devices', '/devices/default:192.0.2.1?hours=6', '/storage/'])(
    'answers its page at %s, which is asked for anew each time',
    async (url) => {
      const answer = await served.get(url, HTML);
      expect([answer.status, answer.text]).toEqual([200, '<!doctype html><title>console</title>']);
      expect(answer.headers['content-type']).toMatch(/^text\/html/);
      expect(answer.headers['cache-control']).toBe('no-cache');
    },
  );

  test('keeps files for ever whose names change with their content', async () => {
    const script = await served.get('/assets/index-3f2a.js');
    expect(script.headers['content-type']).toMatch(/javascript/);
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await served.get('/favicon.svg')).headers['cache-control']).toBe('no-cache');
  });

  test('compresses its files', async () => {
    const plain = await served.get('/assets/index-3f2a.js');
    const packed = await served.app.inject({
      url: '/assets/index-3f2a.js',
      headers: { 'accept-encoding': 'gzip, br' },
    });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.rawPayload.length).toBeLessThan(plain.text.length / 10);
  });

  test.each([
    '/',
    '/devices',
    '/assets/index-3f2a.js',
    '/nothing.js',
    '/api/devices',
    '/api/nothing',
  ])('runs under a policy without inline scripts, in no foreign frame: %s', async (url) => {
    const { headers } = await served.get(url, HTML);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  test.each(['/api/nothing', '/api', '/assets/index-0000.js', '/assets'])(
    'does not stand in for %s',
    async (url) => {
      const answer = await served.get(url, HTML);
      expect([answer.status, answer.body?.code]).toEqual([404, 'NOT_FOUND']);
    },
  );

  test('does not stand in for a file that a script asks for', async () => {
    expect((await served.get('/devices', { accept: '*/*' })).status).toBe(404);
    expect((await served.get('/favicon.ico', { accept: 'image/*' })).status).toBe(404);
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '//secret.txt',
    '/.hidden',
    '/..%5csecret.txt',
    '/index.html%00.js',
  ])('gives nothing outside its folder, and no hidden file: %s', async (url) => {
    const answer = await served.get(url, { accept: '*/*' });
    expect([400, 404]).toContain(answer.status);
    expect(answer.body.status).toBe(answer.status);
    expect(answer.text).not.toMatch(/^(secret|hidden)/);
  });

  test('takes GET and HEAD alone', async () => {
    const head = await served.app.inject({ method: 'HEAD', url: '/devices', headers: HTML });
    expect([head.statusCode, head.body]).toEqual([200, '']);
    const post = await served.app.inject({ method: 'POST', url: '/devices', headers: HTML });
    expect([post.statusCode, post.headers.allow]).toEqual([405, 'GET, HEAD']);
    const nowhere = await served.app.inject({ method: 'POST', url: '/api/nothing' });
    expect(nowhere.statusCode).toBe(404);
  });
});

describe('without a built console', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve({ parts: { consoleFolder: join(tmpdir(), 'never-built') } });
  });
  afterAll(async () => served?.close());

  test('a browser is told how to build it', async () => {
    const answer = await served.get('/', HTML);
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('npm run build');
    expect(answer.text).not.toMatch(/<script|style=/);
  });

  test('a program gets the fault in the usual shape, and the API answers', async () => {
    expect((await served.get('/')).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect((await served.get('/api/devices')).status).toBe(200);
  });
});
