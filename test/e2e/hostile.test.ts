import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ReadinessReport } from '../../src/contract/index.ts';
import { type Ground, makeGround, type Program, startProgram } from '../support/program.ts';
import { readPrometheus } from '../support/prometheus.ts';
import { until } from '../support/until.ts';
import { askOn, openLine, type RawLine, sendRaw } from './raw-line.ts';

/** So few files may be open that a few hundred connections could take all of them. */
const OPEN_FILES = 300;

let ground: Ground;
let program: Program;
beforeAll(async () => {
  ground = await makeGround();
  program = await startProgram({
    openFiles: OPEN_FILES,
    args: ['--data-dir', ground.dataDir, '--host-receiver-interval', '1s'],
  });
});
afterAll(async () => {
  await program?.stop();
  await ground?.close();
});

const lines: RawLine[] = [];
function line(url = program.url): RawLine {
  const opened = openLine(url);
  lines.push(opened);
  return opened;
}

afterEach(async () => {
  for (const { socket } of lines.splice(0)) socket.destroy();
  // Whatever a test did: the store answers as before.
  await until('the store is well', async () => {
    return (await program.json<ReadinessReport>('/readyz')).state === 'ok';
  });
  expect(program.err()).toBe('');
});

function samples(report: ReadinessReport) {
  const { detail } = report.checks.find((check) => check.name === 'host_receiver') ?? {};
  const { stored, failed, dropped } = detail ?? {};
  return { stored: Number(stored), failed: Number(failed), dropped: Number(dropped) };
}

/** Where OTLP is taken, over gRPC and over HTTP. */
function otlpUrls(report: ReadinessReport): readonly string[] {
  const { message = '' } = report.checks.find(({ name }) => name === 'otlp_receiver') ?? {};
  const urls = message.match(/http:\/\/[\w.:]+\w/g) ?? [];
  expect(urls).toHaveLength(2);
  return urls;
}

const get = (path: string, more = '') =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${more}\r\n`;

const MEGABYTE = 'x'.repeat(2 ** 20);

describe('what is no request that it takes', () => {
  test.each<[name: string, bytes: string | Buffer, status: number]>([
    ['a hello of TLS', Buffer.from('16030100050100000100', 'hex'), 400],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['a version that will never be', get('/healthz').replace('1.1', '7.3'), 400],
    ['headers of a megabyte', get('/healthz', `X-Long: ${MEGABYTE}\r\n`), 431],
    ['a query of a megabyte', get(`/api/devices?search=${MEGABYTE}`), 431],
    ['ten thousand headers', get('/healthz', 'a: b\r\n'.repeat(10_000)), 431],
    ['bytes that are no UTF-8', Buffer.from(get('/api/devices/\xff'), 'latin1'), 400],
    ['percent signs that are no UTF-8', get('/api/devices/%ff%fe/sysmon/cpu'), 400],
    ['an overlong encoding of a slash', get('/%c0%af'), 400],
    ['half a surrogate', get('/api/devices?search=%ed%a0%80'), 400],
    ['a NUL', get('/api/devices/%00'), 400],
    [
      'two lengths for one body',
      get('/healthz', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n').concat('0\r\n\r\n'),
      400,
    ],
    ['a folded header', get('/healthz', 'X-Folded: a\r\n b\r\n'), 400],
    ['a name of somebody else', get('/healthz').replace('localhost', 'radar.example'), 421],
    ['a name that only begins like ours', get('/').replace('localhost', 'localhost.example'), 421],
    ['a body that nobody asked for', get('/healthz').replace('GET', 'POST'), 405],
  ])('%s', async (_, bytes, status) => {
    const answer = await sendRaw(program.url, bytes);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(body)).toMatchObject({ status, code: expect.stringMatching(/^[A-Z_]+$/) });
    expect(body).not.toMatch(/node_modules|\.js:\d+|dist\//);
  });

  test.each([
    '/../package.json',
    '/../../../../../../etc/passwd',
    '/%2e%2e/package.json',
    '/..%2f..%2fpackage.json',
    '/assets/..%5c..%5c..%5cpackage.json',
    '/assets/%252e%252e/%252e%252e/package.json',
    '//etc/passwd',
    '/.built',
    'file:///etc/passwd',
  ])('a path that leads out of the console: %s', async (path) => {
    const answer = await sendRaw(program.url, get(path));
    expect(answer).toMatch(/^HTTP\/1\.1 (400|403|404) /);
    expect(answer).not.toMatch(/"dependencies"|root:|[0-9a-f]{64}/);
  });

  test('a wish for a tunnel ends the connection', async () => {
    const wish = 'CONNECT radar.example:443 HTTP/1.1\r\nHost: radar.example:443\r\n\r\n';
    expect(await sendRaw(program.url, wish)).toBe('');
  });

  test('garbage behind a request: that is answered, and the connection ends', async () => {
    const asked = get('/healthz').replace('Connection: close\r\n', '');
    const answer = await sendRaw(program.url, `${asked}garbage\r\n\r\n`);
    expect(answer.match(/HTTP\/1\.1 \d+/g)?.at(-1)).toBe('HTTP/1.1 400');
  });
});

describe('a connection that is closed by half', () => {
  test('after a request gets the answer', async () => {
    const asked = get('/api/openapi.json').replace('Connection: close\r\n', '');
    const answer = await sendRaw(program.url, asked, { thenEnd: true });
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toMatch(/\}$/);
  });

  test('in the middle of a request is told so', async () => {
    const answer = await sendRaw(program.url, 'GET /healthz HTTP/1.1\r\nHost', { thenEnd: true });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('before anything was asked ends without an answer', async () => {
    expect(await sendRaw(program.url, '', { thenEnd: true })).toBe('');
  });
});

describe('a flood', () => {
  test('of connections that send nothing or never all, at each port at once, does not touch what is measured and stored', async () => {
    const known = line();
    const report = await askOn<ReadinessReport>(known, '/readyz');
    const { stored } = samples(report);
    for (const url of [program.url, ...otlpUrls(report)]) {
      const flood = Array.from({ length: 2 * OPEN_FILES }, () => line(url));
      for (const one of flood.slice(OPEN_FILES)) one.socket.write('GET /healthz HTTP/1.1\r\nHo');
      await until('most of them are turned away', () => {
        return flood.filter((one) => one.ended()).length >= OPEN_FILES;
      });
      expect(flood.some((one) => !one.ended())).toBe(true);
    }
    await until('three more samples', async () => {
      return samples(await askOn<ReadinessReport>(known, '/readyz')).stored >= stored + 3;
    });
    expect(program.out()).toContain('too many connections are open');
  });

  test('of requests whose answers nobody takes is cut off before it fills the memory', async () => {
    const flood = Array.from({ length: 5 }, line);
    for (const { socket } of flood) {
      socket.pause();
      socket.write(get('/api/openapi.json').replace('close', 'keep-alive').repeat(20_000));
    }
    await until('all are cut off', () => {
      for (const { socket } of flood) socket.resume();
      return flood.every((one) => one.ended());
    });
    const page = await (await fetch(`${program.url}/metrics`)).text();
    expect(readPrometheus(page).get('process_resident_memory_bytes')).toBeLessThan(512 * 2 ** 20);
  });
});

test('after all of that it measures and stores as before, and lost nothing', async () => {
  const before = samples(await program.json<ReadinessReport>('/readyz'));
  const after = await until('a new sample', async () => {
    const now = samples(await program.json<ReadinessReport>('/readyz'));
    return now.stored > before.stored && now;
  });
  expect(after).toMatchObject({ failed: 0, dropped: 0 });
});
