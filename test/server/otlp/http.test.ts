import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { RadarError } from '../../../src/core/index.ts';
import {
  decode,
  OTLP_SIGNALS,
  type OtlpSignal,
  RpcStatus,
  SIGNALS,
} from '../../../src/ingest/index.ts';
import { bodyOf, logsOf, postOf, spansOf, TRACE } from '../../ingest/otlp/requests.ts';
import { until } from '../../support/until.ts';
import { allStored, counted, type ReceiverUnderTest, startReceiver } from './received.ts';

const started: ReceiverUnderTest[] = [];
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
});

async function start(...options: Parameters<typeof startReceiver>): Promise<ReceiverUnderTest> {
  const one = await startReceiver(...options);
  started.push(one);
  return one;
}

const LOGS = bodyOf('logs', logsOf({}, {}));
const JSON_LOGS = bodyOf('logs', logsOf({}, {}), 'json');

const post = ({ receiver }: ReceiverUnderTest, init: RequestInit, signal: OtlpSignal = 'logs') =>
  fetch(`${receiver.httpUrl}/v1/${signal}`, init);

const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer());

describe('OTLP over HTTP', () => {
  test('answers after the commit, in the format of the request, with nothing to say', async () => {
    const one = await start();
    const binary = await post(one, postOf(LOGS));
    expect([binary.status, binary.headers.get('content-type')]).toEqual([
      200,
      'application/x-protobuf',
    ]);
    expect(await bytesOf(binary)).toHaveLength(0);
    const text = await post(one, postOf(JSON_LOGS));
    expect([text.status, text.headers.get('content-type'), await text.text()]).toEqual([
      200,
      'application/json',
      '{}',
    ]);
    expect(one.batches.map(({ rows }) => rows.logs?.length)).toEqual([2, 2]);
    expect(await counted(one.metrics)).toEqual({ 'http accepted': 2 });
  });

  test.each(OTLP_SIGNALS)('takes an empty request of %s', async (signal) => {
    const one = await start();
    for (const format of ['protobuf', 'json'] as const) {
      const answer = await post(one, postOf(bodyOf(signal, {}, format)), signal);
      expect(answer.status).toBe(200);
    }
    expect(one.batches).toEqual([]);
  });

  test('takes bodies that are packed, also with parameters of the content type', async () => {
    const one = await start();
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-encoding': 'gzip',
    };
    const body = gzipSync(JSON_LOGS.bytes);
    expect((await post(one, { method: 'POST', headers, body })).status).toBe(200);
    expect(one.batches[0]?.rows.logs).toHaveLength(2);
  });

  test('tells how many records were refused and why, with success', async () => {
    const refused = {
      index: 0,
      field: 'timestamp',
      reason: 'too_old',
      message: 'too old',
    } as const;
    const one = await start({
      write: async (batch) => {
        const { otel_traces: outcome } = allStored(batch);
        return {
          otel_traces: { stored: 0, duplicate: 0, conflict: 0, ...outcome, refused: [refused] },
        };
      },
    });
    const good = { traceId: TRACE, spanId: '0102030405060708', startTimeUnixNano: 5n };
    const request = spansOf(good, { ...good, traceId: '' }, good);
    const text = await post(one, postOf(bodyOf('traces', request, 'json')), 'traces');
    expect(await text.json()).toEqual({
      partialSuccess: {
        rejectedSpans: '2',
        errorMessage: '2 of 3 spans were refused. The first: trace_id is absent.',
      },
    });
    const binary = await post(one, postOf(bodyOf('traces', request)), 'traces');
    expect(decode(SIGNALS.traces.answer, await bytesOf(binary))).toMatchObject({
      partialSuccess: { rejectedSpans: 2n },
    });
    expect(await counted(one.metrics)).toEqual({ 'http partial': 2 });
  });

  test('keeps refused records as dead letters that can be sent again', async () => {
    const one = await start();
    const request = spansOf({ traceId: TRACE }, { traceId: 'ab', endTimeUnixNano: 5n });
    await post(one, postOf(bodyOf('traces', request)), 'traces');
    const [batch] = one.batches;
    expect(batch?.deadLetters).toMatchObject([
      {
        dataset: 'otel_traces',
        receiver: 'otlp',
        reason: 'missing_time',
        contentType: 'application/x-protobuf',
        attributes: { signal: 'traces' },
      },
      { reason: 'bad_id', field: 'trace_id' },
    ]);
    expect(batch?.origin).toMatchObject({ receiver: 'otlp' });
    const body = Uint8Array.from(batch?.deadLetters?.[1]?.original ?? []);
    const again = await post(one, { ...postOf(LOGS), body }, 'traces');
    expect(decode(SIGNALS.traces.answer, await bytesOf(again))).toMatchObject({
      partialSuccess: { rejectedSpans: 1n },
    });
  });

  test('refuses a request that cannot be read, and keeps it', async () => {
    const one = await start();
    const body = Uint8Array.of(0x0a, 9, 1);
    const binary = await post(one, { ...postOf(LOGS), body });
    expect([binary.status, binary.headers.get('content-type')]).toEqual([
      400,
      'application/x-protobuf',
    ]);
    expect(decode(RpcStatus, await bytesOf(binary))).toMatchObject({
      code: 3,
      message: expect.stringContaining('resourceLogs'),
      details: [],
    });
    const text = await post(one, { ...postOf(JSON_LOGS), body: '{"resourceLogs":' });
    expect([text.status, await text.json()]).toEqual([
      400,
      { code: 3, message: expect.stringContaining('ends early') },
    ]);
    expect(one.batches.map(({ rows, deadLetters }) => [rows, deadLetters])).toMatchObject([
      [{}, [{ reason: 'malformed', original: Buffer.from(body), dataset: 'logs' }]],
      [{}, [{ reason: 'not_json', contentType: 'application/json' }]],
    ]);
    expect(await counted(one.metrics)).toEqual({ 'http unreadable': 2 });
  });

  test.each([
    ['QUEUE_FULL', 429, 8],
    ['STOPPING', 503, 14],
    ['DATABASE_UNREACHABLE', 503, 14],
  ] as const)('asks to come again when the writer says %s', async (code, status, grpc) => {
    const one = await start({
      write: async () => {
        throw new RadarError(code, 'no');
      },
    });
    const answer = await post(one, postOf(LOGS));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, '5']);
    const { code: told, details } = decode(RpcStatus, await bytesOf(answer));
    expect([told, details.map(({ typeUrl }) => typeUrl)]).toEqual([
      grpc,
      ['type.googleapis.com/google.rpc.RetryInfo'],
    ]);
  });

  test('asks to come again where the commit takes longer than senders wait', async () => {
    const one = await start({ commitMs: 20, write: () => new Promise(() => {}) });
    const answer = await post(one, postOf(JSON_LOGS));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  });

  test('does not ask to come again after a fault of its own', async () => {
    const one = await start({
      write: async () => {
        throw new Error('boom');
      },
    });
    const answer = await post(one, postOf(JSON_LOGS));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([500, null]);
    expect(await answer.text()).not.toContain('boom');
  });

  test.each<[string, number, RequestInit]>([
    ['no content type', 415, { headers: {}, body: Uint8Array.of(0) }],
    ['another content type', 415, { headers: { 'content-type': 'text/plain' }, body: 'x' }],
    [
      'another encoding',
      415,
      { headers: { ...postOf(LOGS).headers, 'content-encoding': 'snappy' }, body: 'x' },
    ],
    [
      'a cut gzip',
      400,
      {
        headers: { ...postOf(LOGS).headers, 'content-encoding': 'gzip' },
        body: gzipSync(Buffer.alloc(5_000, 'abc')).subarray(0, 30),
      },
    ],
    [
      'a page of another site',
      403,
      { ...postOf(LOGS), headers: { ...postOf(LOGS).headers, origin: 'http://x' } },
    ],
    ['more bytes than are taken', 413, { ...postOf(LOGS), body: Buffer.alloc(1_048_577) }],
    [
      'a bomb',
      413,
      {
        headers: { ...postOf(LOGS).headers, 'content-encoding': 'gzip' },
        body: gzipSync(Buffer.alloc(50_000_000)),
      },
    ],
    ['another method', 405, { method: 'GET' }],
  ])('refuses a request with %s by %i, and goes on', async (_, status, init) => {
    const one = await start();
    const answer = await post(one, { method: 'POST', ...init });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBeNull();
    await answer.arrayBuffer();
    expect((await post(one, postOf(LOGS))).status).toBe(200);
    expect(one.batches).toHaveLength(1);
  });

  test('answers any bytes, packed or not, and stays', async () => {
    const one = await start();
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => gzipSync(bytes)),
      fc.nat(LOGS.bytes.length).map((length) => LOGS.bytes.slice(0, length)),
    );
    const encoding = fc.constantFrom('identity', 'gzip', 'deflate');
    const type = fc.constantFrom('application/json', 'application/x-protobuf');
    await fc.assert(
      fc.asyncProperty(body, encoding, type, async (bytes, packed, media) => {
        const headers = { 'content-type': media, 'content-encoding': packed };
        const answer = await post(one, { method: 'POST', headers, body: Uint8Array.from(bytes) });
        expect([200, 400]).toContain(answer.status);
        expect(answer.headers.get('content-type')).toBe(media);
        await answer.arrayBuffer();
      }),
      { numRuns: 200 },
    );
    expect((await post(one, postOf(LOGS))).status).toBe(200);
  });

  test('names the addresses that it has at one that it has not', async () => {
    const { receiver } = await start();
    const answer = await fetch(`${receiver.httpUrl}/v1/trace`, postOf(JSON_LOGS));
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { code: 5, message: expect.stringContaining('/v1/logs, /v1/metrics, /v1/traces') },
    ]);
  });

  test('refuses another host name than that of this machine', async () => {
    const one = await start();
    const { port } = new URL(one.receiver.httpUrl);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { headers } = postOf(LOGS);
      httpRequest({
        port,
        method: 'POST',
        path: '/v1/logs',
        headers: { ...headers, host: 'evil.example' },
      })
        .once('response', (answer) => resolve(answer.resume().statusCode))
        .once('error', reject)
        .end(LOGS.bytes);
    });
    expect(status).toBe(421);
  });

  test('counts a sender that goes away in the middle, and stays', async () => {
    const one = await start();
    const { port } = new URL(one.receiver.httpUrl);
    const headers = { ...postOf(LOGS).headers, 'content-length': '1000' };
    const sending = httpRequest({ port, method: 'POST', path: '/v1/logs', headers });
    sending.on('error', () => {});
    await new Promise<void>((resolve) => sending.write('abc', () => resolve()));
    sending.destroy();
    await until('the count', async () => (await counted(one.metrics))['http refused'] === 1);
    expect((await post(one, postOf(LOGS))).status).toBe(200);
  });

  test('holds no more requests in memory than it may', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const one = await start({
      write: async (batch) => {
        await held;
        return allStored(batch);
      },
    });
    const body = bodyOf('logs', logsOf({ body: { stringValue: 'x'.repeat(1_000_000) } }));
    const answers = Array.from({ length: 8 }, () => post(one, postOf(body)));
    await until('six wait', () => one.batches.length === 6);
    const statuses = answers.map(async (answer) => (await answer).status);
    await until(
      'two are sent back',
      async () => (await counted(one.metrics))['http turned_away'] === 2,
    );
    release();
    expect((await Promise.all(statuses)).sort()).toEqual([...Array(6).fill(200), 429, 429]);
  });
});
