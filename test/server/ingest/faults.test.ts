import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RadarError } from '../../../src/core/index.ts';
import { startWriter, type Writer } from '../../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../../src/observe/index.ts';
import { type App, type RunningServer, startServer } from '../../../src/server/index.ts';
import { startProxy } from '../../support/proxy.ts';
import { until } from '../../support/until.ts';
import { buildServer, count, lines, post, type Served, serve } from './sender.ts';

let served: Served;
let server: RunningServer;
const sockets: Socket[] = [];
beforeAll(async () => {
  served = await serve();
  server = await startServer(served.parts, { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server?.stop();
  await served?.close();
});
beforeEach(async () => {
  await served.db.database.script('test.empty', 'truncate radar.cpu_metrics, radar.dead_letters');
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

const PATH = '/api/ingest/cpu_metrics';
const cpu = (core: number) => ({
  timestamp: '2026-03-10T11:59:00Z',
  device_id: 'd',
  core_id: core,
});

/** A connection with all that came back over it. */
function open() {
  const socket = connect({
    port: Number(new URL(server.url).port),
    host: '127.0.0.1',
    allowHalfOpen: true,
  });
  sockets.push(socket);
  let received = '';
  socket.on('data', (piece) => {
    received += piece.toString();
  });
  socket.on('error', () => {}); // a test cuts it, or the server does
  return {
    socket,
    answer: (what: string) => until(what, () => /\r\n\r\n[\s\S]*\}$/.test(received) && received),
  };
}

const head = (more: string) =>
  `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n${more}\r\n`;

function chunked(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

describe('a body over a real connection', () => {
  test('may be as long as it likes: it is stored while it comes', async () => {
    const { socket, answer } = open();
    socket.write(head('Transfer-Encoding: chunked\r\n'));
    for (let part = 0; part < 20; part++) {
      const records = Array.from({ length: 1_000 }, (_, at) => cpu(part * 1_000 + at));
      if (!socket.write(chunked(lines(...records)))) await once(socket, 'drain');
    }
    await until(
      'rows are stored before the end',
      async () => (await count(served, 'cpu_metrics')) > 0,
    );
    socket.write('0\r\n\r\n');
    expect(await answer('the answer')).toMatch(/^HTTP\/1\.1 200 [\s\S]*"accepted":20000/);
    expect(await count(served, 'cpu_metrics')).toBe(20_000);
  });

  test('is answered when the sender closes its half after it', async () => {
    const body = lines(cpu(1));
    const { socket, answer } = open();
    socket.end(`${head(`Content-Length: ${body.length}\r\n`)}${body}`);
    expect(await answer('the answer')).toMatch(/^HTTP\/1\.1 200 [\s\S]*"accepted":1/);
  });

  test('of a sender that goes away leaves what came before, and nothing in the log', async () => {
    const before = served.log.length;
    const { socket } = open();
    socket.write(head('Content-Length: 1000000\r\n'));
    socket.write(lines(...Array.from({ length: 6_000 }, (_, core) => cpu(core))));
    await until('a batch is stored', async () => (await count(served, 'cpu_metrics')) >= 5_000);
    socket.resetAndDestroy();
    await until('the next request is answered', async () => {
      return (await fetch(`${server.url}${PATH}`, { method: 'POST', body: '{}' })).status === 400;
    });
    expect(served.log.slice(before).filter((line) => /"level":"error"/.test(line))).toEqual([]);
  });

  test('is told what became of it before the bytes behind it are told to be no HTTP', async () => {
    const before = served.log.length;
    const body = lines(cpu(1));
    const { socket, answer } = open();
    socket.write(`${head(`Content-Length: ${body.length}\r\n`)}${body}no HTTP\r\n\r\n`);
    await once(socket, 'end');
    expect(await answer('the answers')).toMatch(
      /^HTTP\/1\.1 200 [\s\S]*"accepted":1,[\s\S]*HTTP\/1\.1 400 [\s\S]*no valid HTTP/,
    );
    expect(await count(served, 'cpu_metrics')).toBe(1);
    expect(served.log.slice(before).filter((line) => /"level":"error"/.test(line))).toEqual([]);
  });

  test('is taken whatever else its sender expects', async () => {
    const body = lines(cpu(1));
    const { socket, answer } = open();
    socket.write(`${head(`Expect: 200-ok\r\nContent-Length: ${body.length}\r\n`)}${body}`);
    expect(await answer('the answer')).toMatch(/^HTTP\/1\.1 200 [\s\S]*"accepted":1/);
  });

  test('of a request that is refused before it has come costs no answer, neither its own nor those behind', async () => {
    const rest = 'x'.repeat(500_000);
    const refused = `Content-Encoding: gzip, gzip\r\nContent-Length: ${rest.length}\r\n`;
    const body = lines(cpu(1));
    const { socket, answer } = open();
    // Like many clients, it reads no answer before it has sent all.
    socket.pause();
    socket.write(head(refused).replace(PATH, '/api/events') + rest.slice(0, 1_000));
    await until('the first answer', async () =>
      (await (await fetch(`${server.url}/metrics`)).text()).includes('status="415"'),
    );
    socket.end(`${rest.slice(1_000)}${head(`Content-Length: ${body.length}\r\n`)}${body}`);
    await once(socket, 'finish');
    socket.resume();
    await once(socket, 'end');
    expect(await answer('the answers')).toMatch(
      /^HTTP\/1\.1 415 [\s\S]*HTTP\/1\.1 200 [\s\S]*"accepted":1,/,
    );
  });

  test('whose route is refused early need not arrive', async () => {
    const { socket, answer } = open();
    const path = head('Content-Length: 1000000000\r\n').replace('cpu_metrics', 'nothing');
    socket.write(path);
    expect(await answer('the answer')).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe('a packed body', () => {
  const packed = gzipSync(lines(cpu(1), cpu(2), cpu(3)));
  const send = (body: Buffer, encoding = 'gzip') =>
    post(served.app, PATH, body, { headers: { 'content-encoding': encoding } });

  test('that is cut off counts as far as it can be read', async () => {
    const rows = lines(...Array.from({ length: 5_000 }, (_, core) => cpu(core)));
    const whole = gzipSync(rows);
    const { status, body } = await send(whole.subarray(0, whole.length - 1_000));
    expect(status).toBe(200);
    expect(body).toMatchObject({ rejected_count: 1, rejected: [{ code: 'cut_short' }] });
    expect(body.accepted).toBe(await count(served, 'cpu_metrics'));
    expect(Number(body.rejected?.[0]?.index)).toBe(Number(body.accepted));
  });

  test.each([
    ['is none', Buffer.from('no gzip at all'), 'gzip'],
    ['has a wrong sum', Buffer.from(packed).fill(0, packed.length - 8), 'gzip'],
    ['is of another encoding', packed, 'br'],
  ])('that %s is refused, and nothing is left hanging', async (_, body, encoding) => {
    const answer = await send(body, encoding);
    expect(answer.body.rejected).toMatchObject([{ code: 'cut_short' }]);
  });

  test('of an unknown encoding is 415, with those that are known', async () => {
    expect(await send(packed, 'compress')).toMatchObject({
      status: 415,
      headers: { 'accept-encoding': expect.stringContaining('gzip') },
      body: { code: 'MEDIA_UNSUPPORTED' },
    });
  });

  test('that grows beyond reason is cut, with what came before', async () => {
    const bomb = gzipSync(
      Buffer.concat([Buffer.from(lines(cpu(1))), Buffer.alloc(40_000_000, 32)]),
    );
    expect((await send(bomb)).body).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, code: 'too_long', message: expect.stringContaining('300-fold') }],
    });
  });
});

describe('a request', () => {
  const send = (body: string | Buffer, more: Parameters<typeof post>[3] = {}, path = PATH) =>
    post(served.app, path, body, more);

  test.each([
    ['', 'application/x-ndjson', 400],
    [' \n\r\n', 'application/x-ndjson', 400],
    ['[]', 'application/json', 400],
    ['{}', 'application/xml', 415],
    ['{}', 'application/x-www-form-urlencoded', 415],
    ['{}', 'application/json; charset=utf-16', 415],
  ])('with the body %j of type %s is %i', async (body, type, status) => {
    const answer = await send(body, { type });
    expect(answer.status).toBe(status);
    expect(answer.body.code).toMatch(/^(REQUEST_INVALID|MEDIA_UNSUPPORTED)$/);
    expect(answer.body.hint).toBeTruthy();
  });

  test.each([
    ['cpu_metric', 404, 'Did you mean "cpu_metrics"?'],
    ['otel_spans_enriched', 403, 'view'],
    ['unified_devices', 403, 'kept by the store itself'],
    ['users', 403, 'kept by the store itself'],
    ['service_status_latest', 403, 'latest state of service_status'],
    ['ocsf_search_performance', 403, 'searches in this store'],
  ])('to %s is %i, and says why', async (dataset, status, why) => {
    const answer = await send('{}', {}, `/api/ingest/${dataset}`);
    expect(answer.status).toBe(status);
    expect(`${answer.body.message} ${answer.body.hint}`).toContain(why);
  });

  test('of a page of another site is refused, and one of our own is not', async () => {
    const foreign = await send('{}', { headers: { origin: 'http://evil.example' } });
    expect(foreign).toMatchObject({ status: 403, body: { code: 'ORIGIN_REFUSED' } });
    const own = { headers: { origin: 'http://localhost:80', host: 'localhost' } };
    expect((await send(lines(cpu(1)), own)).status).toBe(200);
  });

  test('that repeats an Idempotency-Key was received when the first one was', async () => {
    const record = JSON.stringify({ device_id: 'd', core_id: 1 });
    const headers = { 'idempotency-key': 'one' };
    expect((await send(record, { headers })).body).toMatchObject({ accepted: 1 });
    served.clock.advance(1_000);
    expect((await send(record, { headers })).body).toMatchObject({ duplicates: 1 });
    expect((await send(record, { headers: { 'idempotency-key': 'two' } })).body).toMatchObject({
      accepted: 1,
    });
    const tooLong = { 'idempotency-key': 'x'.repeat(256) };
    expect((await send(record, { headers: tooLong })).status).toBe(400);
  });

  test('with a line of 65 MiB loses that line alone', async () => {
    const long = Buffer.alloc(65 * 1_048_576, 'x');
    const body = Buffer.concat([
      Buffer.from(lines(cpu(1))),
      long,
      Buffer.from(`\n${lines(cpu(2))}`),
    ]);
    expect((await send(body)).body).toMatchObject({
      accepted: 2,
      rejected: [{ index: 1, code: 'too_long' }],
    });
  });

  test('refuses what it cannot take, and keeps it as dead letters with their bytes', async () => {
    await send('{"broken\n{"core_id":1}\n');
    const { database } = served.db;
    const letters = await database.query<Record<string, unknown>>('test.letters', {
      text: 'select * from radar.dead_letters order by reason',
      values: [],
    } as never);
    expect(letters).toMatchObject([
      { receiver: 'http', reason: 'missing_value', dataset: 'cpu_metrics' },
      { receiver: 'http', reason: 'not_json', dataset: 'cpu_metrics' },
    ]);
    expect(letters.map(({ original }) => String(original))).toEqual(['{"core_id":1}', '{"broken']);
  });
});

describe('when rows cannot be stored now', () => {
  let write: Writer['write'];
  const apps = new Map<number, App>();
  afterAll(() => Promise.all([...apps.values()].map((app) => app.close())));

  /** Sends a row to a server that stores by `writing`; one server serves all with the same limit. */
  const withWriter = (writing: Writer['write'], commitMs = 20_000) => {
    write = writing;
    const ingest = {
      ...served.parts.ingest,
      writer: { write: (...batch: Parameters<Writer['write']>) => write(...batch) },
    };
    const app =
      apps.get(commitMs) ?? buildServer({ ...served.parts, ingest }, { limits: { commitMs } });
    apps.set(commitMs, app);
    return post(app, PATH, lines(cpu(1)));
  };

  test('a full queue is 429 with Retry-After', async () => {
    const refuse = async () => {
      throw new RadarError('QUEUE_FULL', 'The write queue is full.', { hint: 'Send it later.' });
    };
    expect(await withWriter(refuse)).toMatchObject({
      status: 429,
      headers: { 'retry-after': '5' },
      body: { code: 'QUEUE_FULL' },
    });
  });

  test('a process that stops is 503 with Retry-After', async () => {
    const refuse = async () => {
      throw new RadarError('STOPPING', 'The writer is stopping.', { hint: 'Send them again.' });
    };
    expect(await withWriter(refuse)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
    });
  });

  test('a database that is away is 503, and the rows are stored once when it is back', async () => {
    const proxy = await startProxy(served.db.url);
    const database = await served.db.connect({ target: { url: proxy.url } });
    const { clock } = served;
    const metrics = createMetrics('test');
    const writer = startWriter({ database, clock, metrics, log: silentLogger });
    try {
      proxy.refuse();
      const answer = await withWriter((batch) => writer.write(batch), 50);
      expect(answer).toMatchObject({
        status: 503,
        headers: { 'retry-after': '5' },
        body: { code: 'DATABASE_UNREACHABLE' },
      });
      proxy.restore();
      const again = await withWriter((batch) => writer.write(batch));
      expect(Number(again.body.accepted) + Number(again.body.duplicates)).toBe(1);
      expect(await count(served, 'cpu_metrics')).toBe(1);
    } finally {
      await writer.stop(5_000);
      await proxy.close();
    }
  });
});
