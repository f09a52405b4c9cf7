import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RadarError } from '../../../src/core/index.ts';
import { packSnappy } from '../../../src/ingest/index.ts';
import { encode } from '../../../src/ingest/protobuf/index.ts';
import { REQUEST_1, REQUEST_2 } from '../../../src/ingest/remote-write/messages.ts';
import { buildServer } from '../../../src/server/index.ts';
import { read } from './read.ts';
import { count, post, type Served, serve } from './sender.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(async () => served?.close());
beforeEach(async () => {
  await served.db.database.script(
    'test.empty',
    'truncate radar.timeseries_metrics, radar.dead_letters',
  );
});

const HEADERS = { 'content-encoding': 'snappy', 'x-prometheus-remote-write-version': '0.1.0' };
const TYPE = 'application/x-protobuf';
const TYPE_2 = `${TYPE};proto=io.prometheus.write.v2.Request`;
const NOW_MS = 1_773_144_000_000n;

const labels = [
  { name: '__name__', value: 'up' },
  { name: 'instance', value: '192.0.2.7:9100' },
];
const samples = (...values: readonly number[]) =>
  values.map((value, at) => ({ value, timestamp: NOW_MS - BigInt(at) }));

const send = (body: Uint8Array, type = TYPE, headers: Record<string, string> = HEADERS) =>
  post(served.app, '/api/v1/write', Buffer.from(packSnappy(body)), { type, headers });

describe('remote write', () => {
  test('answers 204 when all samples are stored, as often as they come', async () => {
    const body = encode(REQUEST_1, { timeseries: [{ labels, samples: samples(1, 2, 3) }] });
    expect((await send(body)).status).toBe(204);
    expect((await send(body, `${TYPE};proto=prometheus.WriteRequest`)).status).toBe(204);
    expect(await count(served, 'timeseries_metrics')).toBe(3);
  });

  test('of version 2 tells how many samples and histograms are stored', async () => {
    const body = encode(REQUEST_2, {
      symbols: ['', '__name__', 'up'],
      timeseries: [
        { labelsRefs: [1, 2], samples: samples(1, 2), exemplars: [Uint8Array.of()] },
        { labelsRefs: [1, 2], histograms: [{ countInt: 1n, sum: 2, timestamp: NOW_MS }] },
      ],
    });
    expect(await send(body, TYPE_2)).toMatchObject({
      status: 204,
      headers: {
        'x-prometheus-remote-write-samples-written': '2',
        'x-prometheus-remote-write-histograms-written': '1',
        'x-prometheus-remote-write-exemplars-written': '0',
      },
    });
    expect(await count(served, 'timeseries_metrics')).toBe(4);
    expect(await served.metrics.expose()).toMatch(
      /radarstore_remote_write_left_out_total\{kind="exemplar"\} 1/,
    );
  });

  test('stores what it can, and answers 400 with the rest, which becomes dead letters', async () => {
    const old = { value: 1, timestamp: 0n };
    const body = encode(REQUEST_2, {
      symbols: ['', '__name__', 'up'],
      timeseries: [
        { labelsRefs: [1, 2], samples: [...samples(1, Number.NaN), old] },
        { labelsRefs: [], samples: samples(5) },
      ],
    });
    expect(await send(body, TYPE_2)).toMatchObject({
      status: 400,
      headers: { 'x-prometheus-remote-write-samples-written': '1' },
      body: { code: 'REQUEST_INVALID', message: expect.stringContaining('3 samples were refused') },
    });
    const letters = await read(served, 'dead_letters');
    expect(letters.map(({ reason }) => reason).sort()).toEqual([
      'missing_value',
      'not_finite',
      'too_old',
    ]);
    expect(new Set(letters.map(({ receiver }) => receiver))).toEqual(new Set(['remote-write']));
  });

  test('of metadata alone is 204', async () => {
    const body = encode(REQUEST_1, { metadata: [Uint8Array.of(8, 1, 18, 2, 117, 112)] });
    expect((await send(body)).status).toBe(204);
  });

  test('that cannot be read is 400 and one dead letter', async () => {
    expect(await send(Buffer.from('no protobuf'))).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID', message: expect.stringContaining('remote write') },
    });
    expect(await read(served, 'dead_letters')).toMatchObject([{ reason: 'undecodable' }]);
  });

  test.each([
    ['another type', 'application/json', HEADERS, 415],
    ['another message', `${TYPE};proto=other.Message`, HEADERS, 415],
    ['another encoding', TYPE, { 'content-encoding': 'gzip' }, 415],
    ['no encoding', TYPE, { 'content-encoding': '' }, 415],
  ])('with %s is refused', async (_, type, headers, status) => {
    expect((await send(Buffer.from('x'), type, headers)).status).toBe(status);
  });

  test('that is no Snappy, or unpacks to too much, is refused', async () => {
    const raw = (bytes: readonly number[]) =>
      post(served.app, '/api/v1/write', Buffer.from(bytes), { type: TYPE, headers: HEADERS });
    expect((await raw([9, 9, 9])).status).toBe(400);
    expect(await raw([0xff, 0xff, 0xff, 0x7f, 0])).toMatchObject({
      status: 413,
      body: { code: 'BODY_TOO_LARGE' },
    });
    expect((await raw([])).status).toBe(400);
  });

  test('meets a full queue with 503, since senders drop what is answered 429', async () => {
    const full = async () => {
      throw new RadarError('QUEUE_FULL', 'The write queue is full.');
    };
    const ingest = { ...served.parts.ingest, writer: { write: full } };
    const app = buildServer({ ...served.parts, ingest });
    try {
      const body = encode(REQUEST_1, { timeseries: [{ labels, samples: samples(1) }] });
      const answer = await post(app, '/api/v1/write', Buffer.from(packSnappy(body)), {
        type: TYPE,
        headers: HEADERS,
      });
      expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    } finally {
      await app.close();
    }
  });
});
