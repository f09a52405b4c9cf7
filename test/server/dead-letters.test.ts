import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '../../src/database/index.ts';
import { packSnappy } from '../../src/ingest/index.ts';
import { prepareBatch } from '../../src/ingest/nats/prepare.ts';
import { createRouter, readRoutes } from '../../src/ingest/nats/route.ts';
import { encode } from '../../src/ingest/protobuf/index.ts';
import { REQUEST_1 } from '../../src/ingest/remote-write/messages.ts';
import { acceptOtlp } from '../../src/server/otlp/accept.ts';
import { lines, post } from './ingest/sender.ts';
import { type Answer, at, type Body, NOW, type Served, serve } from './served.ts';

const LATER = '2026-03-12T12:00:00.000Z';
const LATER_MS = BigInt(Date.parse(LATER));
const ROUTES = [{ subject: 'memory', dataset: 'memory_metrics', format: null }];

let served: Served;
beforeAll(async () => {
  served = await serve();
  Object.assign(served.parts.ingest, { natsRoutes: ROUTES });
});
afterAll(async () => served?.close());
beforeEach(async () => {
  served.clock.set(NOW);
  await served.db.database.script(
    'test.empty',
    'truncate radar.memory_metrics, radar.device_updates, radar.unified_devices, radar.dead_letters',
  );
});

const sendMemory = (...records: readonly object[]) =>
  post(served.app, '/api/ingest/memory_metrics', lines(...records));
const list = async (query = '') => (await served.get(`/api/dead-letters${query}`)).body;
const ask = async (method: 'POST' | 'DELETE', url: string): Promise<Answer> => {
  const answer = await served.app.inject({ method, url });
  const { statusCode: status, headers, body: text } = answer;
  return { status, headers, text, body: answer.json() as Body };
};
const replay = async (query = '') => (await ask('POST', `/api/dead-letters/replay${query}`)).body;

const tooNew = (device: string) => ({ device_id: device, timestamp: LATER });

describe('dead letters', () => {
  test('are listed by page with their counts, and shown with the record as it came', async () => {
    const nul = 'not json \u0000';
    await post(served.app, '/api/ingest/memory_metrics', `${nul}\n${lines(tooNew('a'))}`);
    await sendMemory(tooNew('a'), tooNew('b'));
    const first = await list('?limit=2');
    expect(first.counts).toEqual([
      {
        dataset: 'memory_metrics',
        receiver: 'http',
        reason: 'too_new',
        letters: 2,
        received: 3,
      },
      expect.objectContaining({ reason: 'not_json', letters: 1 }),
    ]);
    expect(first.letters).toHaveLength(2);
    const rest = await list(`?limit=2&before=${first.next}`);
    expect(rest).toMatchObject({ next: null });
    const all = [first, rest].flatMap((page) => [...(page.letters ?? [])]);
    expect(new Set(all.map((one) => Number(one.id))).size).toBe(3);
    const broken = all.find((one) => String(one.reason) === 'not_json');
    const shown = await served.get(`/api/dead-letters/${broken?.id}`);
    expect(shown.body).toMatchObject({
      receiver: 'http',
      cut: false,
      times_received: 1,
      original: { encoding: 'base64', text: Buffer.from(nul).toString('base64') },
    });
  });

  test('are filtered, and a filter that nobody knows is refused', async () => {
    await sendMemory(tooNew('a'), { device_id: 'a', wrong: 1 });
    expect((await list('?reason=too_new')).letters).toHaveLength(1);
    expect((await list('?receiver=nats')).letters).toEqual([]);
    expect((await list(`?since=${LATER}`)).letters).toEqual([]);
    expect((await list(`?until=${LATER}&dataset=memory_metrics`)).letters).toHaveLength(2);
    const unknown = await served.get('/api/dead-letters?reasons=too_new');
    expect(unknown).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
    expect(unknown.body.hint).toContain('Did you mean "reason"?');
    const id = await served.get('/api/dead-letters/999999');
    expect(id).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  test('go when their records are stored, and only then', async () => {
    await sendMemory(tooNew('a'), tooNew('b'), { device_id: 'c', wrong: 1 });
    expect(await replay()).toMatchObject({ stored: 0, kept: 3, left: 0 });
    served.clock.set(LATER);
    const report = await replay();
    expect(report).toMatchObject({
      stored: 2,
      kept: 1,
      refused: [{ reason: 'unknown_field', message: expect.stringContaining('wrong') }],
    });
    const [left, ...others] = (await list()).letters ?? [];
    expect(others).toEqual([]);
    expect(left).toMatchObject({ reason: 'unknown_field', attempts: 2, last_attempt_at: LATER });
    expect(String(left?.last_error)).toMatch(/^unknown_field: /);
    expect(await storedDevices()).toEqual(['a', 'b']);
  });

  test('whose rows came by another way meanwhile go too, and the rows stay once', async () => {
    await sendMemory(tooNew('a'));
    served.clock.set(LATER);
    await sendMemory(tooNew('a'));
    expect(await replay()).toMatchObject({ stored: 1, kept: 0 });
    expect(await storedDevices()).toEqual(['a']);
    expect(await replay()).toMatchObject({ stored: 0, kept: 0 });
  });

  test('may be sent again by several at once', async () => {
    const devices = Array.from({ length: 300 }, (_, index) => `d${index}`);
    await sendMemory(...devices.map(tooNew));
    served.clock.set(LATER);
    const reports = await Promise.all([replay(), replay(), replay()]);
    expect(reports.reduce((sum, one) => sum + Number(one.stored), 0)).toBe(300);
    expect((await list()).letters).toEqual([]);
    expect(await storedDevices()).toHaveLength(300);
  });

  test('of one request are no more than it asks for', async () => {
    await sendMemory(tooNew('a'), tooNew('b'), tooNew('c'));
    served.clock.set(LATER);
    expect(await replay('?limit=2')).toMatchObject({ stored: 2, left: 1 });
    const [one] = (await list()).letters ?? [];
    expect(await replay(`?id=${one?.id}`)).toMatchObject({ stored: 1, left: 0 });
  });

  test('are dropped by a filter, and all only when that is said', async () => {
    await sendMemory(tooNew('a'), { device_id: 'c', wrong: 1 });
    expect(await ask('DELETE', '/api/dead-letters')).toMatchObject({ status: 400 });
    const some = await ask('DELETE', '/api/dead-letters?reason=too_new');
    expect(some.body).toEqual({ dropped: 1 });
    expect((await ask('DELETE', '/api/dead-letters?all=true')).body).toEqual({ dropped: 1 });
    expect((await list()).counts).toEqual([]);
  });
});

describe('a letter is sent again as its receiver would:', () => {
  const comesBack = async () => {
    const before = await list();
    expect(before.letters?.length).toBeGreaterThan(0);
    served.clock.set(LATER);
    const report = await replay();
    expect(report.refused).toEqual([]);
    expect(report).toMatchObject({ stored: before.letters?.length, kept: 0, left: 0 });
  };

  test('an observation of a device, which is folded into the inventory', async () => {
    const record = { observed_at: LATER, ip: '192.0.2.9', discovery_source: 'snmp' };
    await post(served.app, '/api/ingest/device_updates', lines(record));
    await comesBack();
    expect((await served.get('/api/devices/default:192.0.2.9')).status).toBe(200);
  });

  test('a number with the unit of its time', async () => {
    const record = { device_id: 'a', timestamp: Number(LATER_MS) };
    await post(served.app, '/api/ingest/memory_metrics?time_unit=ms', lines(record));
    await comesBack();
    expect(await storedDevices()).toEqual(['a']);
  });

  test('a payload of the old system, with who reported it', async () => {
    const status = { timestamp: NOW, host_id: 'h', host_ip: '192.0.2.1', memory: MEMORY };
    const letter = {
      dataset: 'memory_metrics',
      receiver: 'payload',
      receivedAt: at(NOW),
      reason: 'bad_value',
      message: 'an older program could not read it',
      original: Buffer.from(JSON.stringify({ available: true, status })),
      attributes: { kind: 'sysmon', partition: 'west' },
    };
    await served.parts.ingest.writer.write({ rows: {}, deadLetters: [letter] });
    await comesBack();
    expect(await storedDevices()).toEqual(['west:192.0.2.1']);
  });

  test('a CloudEvent', async () => {
    const event = { specversion: '1.0', id: '1', source: 'urn:t', type: 't', time: LATER };
    await post(served.app, '/api/events', JSON.stringify(event), {
      type: 'application/cloudevents+json',
    });
    await comesBack();
  });

  test('a CloudEvent whose attributes stood in headers', async () => {
    const headers = { 'ce-specversion': '1.0', 'ce-id': '2', 'ce-source': 'urn:t', 'ce-type': 't' };
    const sending = { type: 'text/plain', headers: { ...headers, 'ce-time': LATER } };
    await post(served.app, '/api/events', 'data', sending);
    await comesBack();
  });

  test('a sample of Prometheus', async () => {
    const labels = [{ name: '__name__', value: 'up' }];
    const timeseries = [{ labels, samples: [{ value: 1, timestamp: LATER_MS }] }];
    const body = Buffer.from(packSnappy(encode(REQUEST_1, { timeseries })));
    await post(served.app, '/api/v1/write', body, {
      type: 'application/x-protobuf',
      headers: { 'content-encoding': 'snappy' },
    });
    await comesBack();
  });

  test('a log record of OpenTelemetry', async () => {
    const logRecords = [{ timeUnixNano: `${LATER_MS}000000`, body: { stringValue: 'hello' } }];
    const text = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
    const { writer } = served.parts.ingest;
    const body = { format: 'json', bytes: Buffer.from(text) } as const;
    await acceptOtlp({ clock: served.clock, metrics: served.metrics, writer }, 'logs', body);
    await comesBack();
  });

  test('a message of NATS, by the routes of today', async () => {
    const message = {
      subject: 'memory',
      stream: 's',
      sequence: 1,
      data: Buffer.from(JSON.stringify(tooNew('n'))),
      headers: new Map<string, string>(),
      receivedAt: at(NOW),
    };
    const { batch } = prepareBatch([message], createRouter(readRoutes(ROUTES).routes));
    await served.parts.ingest.writer.write(batch);
    await comesBack();
    expect(await storedDevices()).toEqual(['n']);
  });
});

const MEMORY = { used_bytes: 1, total_bytes: 4 };

async function storedDevices(): Promise<string[]> {
  const rows = await served.db.database.query<{ device_id: string }>(
    'test.devices',
    sql`select device_id from radar.memory_metrics order by device_id`,
  );
  return rows.map((row) => row.device_id);
}
