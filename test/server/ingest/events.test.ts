import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeEvents } from '../../../src/ingest/index.ts';
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
    'truncate radar.events, radar.event_identities, radar.dead_letters',
  );
});

const URL = '/api/events';
const EVENT = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const event = (more: object = {}) => ({
  specversion: '1.0',
  id: '1',
  source: 'urn:test',
  type: 'test.happened',
  ...more,
});
const send = (body: object | string, type = EVENT, headers = {}) =>
  post(served.app, URL, typeof body === 'string' ? body : JSON.stringify(body), { type, headers });

describe('a CloudEvent', () => {
  test('in structured mode becomes a row, with what it says itself', async () => {
    const sent = event({
      time: '2026-03-10T11:00:00.5Z',
      subject: 'the subject',
      datacontenttype: 'application/json',
      data: {
        host: 'h',
        level: 3,
        severity: 'err',
        short_message: 'm',
        version: '1.1',
        n: 'number',
      },
    });
    const text = JSON.stringify(sent).replace('"number"', '9007199254740993');
    expect(await send(text)).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(await read(served, 'events')).toMatchObject([
      {
        event_timestamp: 1_773_140_400_500_000,
        specversion: '1.0',
        id: '1',
        source: 'urn:test',
        type: 'test.happened',
        subject: 'the subject',
        datacontenttype: 'application/json',
        host: 'h',
        level: 3,
        severity: 'err',
        short_message: 'm',
        version: '1.1',
        raw_data: text,
      },
    ]);
  });

  test('in binary mode has its attributes in headers, and extensions are kept too', async () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': 'b%C3%A4r',
      'ce-source': 'urn:test',
      'ce-type': 't',
      'ce-trace': 'x',
      'ce-time': '2026-03-10T11:00:00Z',
    };
    const sent = await send(
      '{"short_message":"hello","big":18446744073709551615}',
      'application/json',
      headers,
    );
    expect(sent.body).toMatchObject({ accepted: 1 });
    const [row] = await read(served, 'events');
    expect(row).toMatchObject({
      id: 'bär',
      short_message: 'hello',
      datacontenttype: 'application/json',
    });
    expect(row?.raw_data).toContain('"data":{"short_message":"hello","big":18446744073709551615}');
    expect(JSON.parse(String(row?.raw_data))).toMatchObject({ trace: 'x', id: 'bär' });
  });

  test('in binary mode may carry any bytes', async () => {
    const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': 's', 'ce-type': 't' };
    const answer = await post(served.app, URL, Buffer.from([0xff, 0x00, 0x01]), {
      type: 'application/octet-stream',
      headers,
    });
    expect(answer.body).toMatchObject({ accepted: 1 });
    const [row] = await read(served, 'events');
    expect(JSON.parse(String(row?.raw_data))).toMatchObject({ data_base64: '/wAB' });
  });

  test('may come in a batch, of which each event counts for itself', async () => {
    const events = [
      event(),
      { ...event(), id: 7 },
      event({ id: '2' }),
      event({ id: '3', time: 'noon' }),
    ];
    expect((await send(events, BATCH)).body).toMatchObject({
      accepted: 2,
      rejected: [
        { index: 1, field: 'id', code: 'missing_value' },
        { index: 3, field: 'time', code: 'bad_value' },
      ],
    });
    expect(await count(served, 'events')).toBe(2);
    const letters = await read(served, 'dead_letters');
    expect(letters.map(({ receiver, reason }) => `${receiver} ${reason}`).sort()).toEqual([
      'cloud-events bad_value',
      'cloud-events missing_value',
    ]);
    expect((await send([], BATCH)).status).toBe(200);
  });

  test.each([
    ['without an id', event({ id: '' }), 'id'],
    ['without a source', event({ source: null }), 'source'],
    ['of another version', event({ specversion: '2.0' }), 'specversion'],
    ['with data in two forms', event({ data: 1, data_base64: 'AA==' }), 'data_base64'],
    ['that is no object', '[', null],
  ])('%s is refused', async (_, sent, field) => {
    const { status, body } = await send(sent);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'NOTHING_ACCEPTED', rejected: [{ field }] });
  });

  test('of a type that is none is 415', async () => {
    expect(await send('<a/>', 'text/xml')).toMatchObject({
      status: 415,
      body: { code: 'MEDIA_UNSUPPORTED', hint: expect.stringContaining('cloudevents+json') },
    });
  });
});

describe('an event that comes again', () => {
  test('is a duplicate, and keeps the time of its first delivery', async () => {
    expect((await send(event())).body).toMatchObject({ accepted: 1 });
    const first = served.clock.now();
    served.clock.advance(60_000);
    expect((await send(event())).body).toMatchObject({ accepted: 0, duplicates: 1 });
    expect((await send([event(), event()], BATCH)).body).toMatchObject({ duplicates: 2 });
    const rows = await read(served, 'events');
    expect(rows.map((row) => row.event_timestamp)).toEqual([first]);
    expect(await read(served, 'event_identities')).toMatchObject([
      { source: 'urn:test', id: '1', event_timestamp: first },
    ]);
  });

  test('with another source is another event', async () => {
    await send(event());
    expect((await send(event({ source: 'urn:other' }))).body).toMatchObject({ accepted: 1 });
    expect(await count(served, 'events')).toBe(2);
  });

  test('by the route of the dataset is the same event', async () => {
    await send(event());
    served.clock.advance(1_000);
    const answer = await post(
      served.app,
      '/api/ingest/events',
      JSON.stringify({ source: 'urn:test', id: '1' }),
    );
    expect(answer.body.rejected_count).toBe(0);
    expect(await count(served, 'events')).toBe(1);
  });

  test('at the same moment, by many, with another time each, is one row', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        send(event({ time: `2026-03-10T11:00:${String(n).padStart(2, '0')}Z` })),
      ),
    );
    const total = (name: string) => answers.reduce((sum, { body }) => sum + Number(body[name]), 0);
    expect(total('accepted')).toBeGreaterThan(0);
    expect(total('accepted') + total('duplicates') + total('conflicts')).toBe(20);
    expect(await count(served, 'events')).toBe(1);
    expect(await count(served, 'event_identities')).toBe(1);
  });

  test('is stored when the delivery before it failed', async () => {
    const { database } = served.db;
    const row = {
      event_timestamp: served.clock.now(),
      source: 's',
      id: '9',
      row_key: Buffer.alloc(16, 9),
    };
    let attempts = 0;
    const write = async (batch: Parameters<typeof served.parts.ingest.writer.write>[0]) => {
      attempts += 1;
      if (attempts === 1) throw new Error('the connection ended');
      return served.parts.ingest.writer.write(batch);
    };
    await expect(writeEvents({ database, write }, { rows: { events: [row] } })).rejects.toThrow(
      'ended',
    );
    await writeEvents({ database, write }, { rows: { events: [row] } });
    expect(await count(served, 'events')).toBe(1);
    expect(await count(served, 'event_identities')).toBe(1);
  });

  test('that is refused leaves no identity', async () => {
    const { body } = await send(event({ time: '1970-01-02T00:00:00Z' }));
    expect(body).toMatchObject({ rejected: [{ code: 'too_old' }] });
    expect(await count(served, 'event_identities')).toBe(0);
  });
});

describe('the data of an event', () => {
  const HEALTH = 'com.carverauto.serviceradar.poller.health';
  const LIFE = 'com.carverauto.serviceradar.device.lifecycle';
  const told = async (type: string, data: object) => {
    await send(event({ type, data }));
    const [row] = await read(served, 'events');
    return row;
  };

  test.each([
    ['unhealthy', 3, 'error'],
    ['healthy', 6, 'info'],
    ['unknown', 5, 'notice'],
    ['resting', 6, 'info'],
  ])('that tell a poller is %s have its level', async (state, level, severity) => {
    const data = {
      poller_id: 'p',
      previous_state: 'healthy',
      current_state: state,
      host: 'h',
      remote_addr: '192.0.2.9',
      timestamp: '2026-03-10T11:11:11Z',
    };
    expect(await told(HEALTH, data)).toMatchObject({
      level,
      severity,
      short_message: `Poller p state changed from healthy to ${state}`,
      host: 'h',
      remote_addr: '192.0.2.9',
      version: '1.1',
      event_timestamp: 1_773_141_071_000_000,
    });
  });

  test.each([
    [{ action: 'DELETED', actor: 'admin' }, 'Device d deleted by admin'],
    [{}, 'Device d updated'],
    [
      {
        action: 'alias_updated',
        metadata: {
          previous_service_id: 'a',
          alias_current_service_id: 'b',
          previous_ip: '192.0.2.1',
          alias_current_ip: '192.0.2.1',
          alias_collector_ip: '192.0.2.7',
        },
      },
      'Device d alias updated (service a→b, collector 192.0.2.7)',
    ],
    [
      { action: 'alias_updated', metadata: { previous_ip: '192.0.2.1' } },
      'Device d alias updated (ip removed (was 192.0.2.1))',
    ],
    [{ action: 'alias_updated' }, 'Device d alias updated'],
  ])('that tell the life of a device, %j, are one line', async (data, line) => {
    const row = await told(LIFE, { device_id: 'd', timestamp: '0001-01-01T00:00:00Z', ...data });
    expect(row).toMatchObject({ short_message: line, host: 'd', level: 5, severity: 'Medium' });
    expect(row?.event_timestamp).toBe(served.clock.now());
  });

  test('that are a trap name no community', async () => {
    const data = {
      source: '192.0.2.5:162',
      version: 'v2c',
      community: 'secret-word',
      varbinds: [{ oid: '1.3.6.1.6.3.1.1.4.1.0', value: '1.3.6.1.6.3.1.1.5.3' }],
    };
    const row = await told('trap', data);
    expect(row).toMatchObject({
      host: '192.0.2.5',
      short_message: expect.stringContaining('linkDown'),
    });
    expect(row?.raw_data).not.toContain('secret-word');
    expect(JSON.parse(String(row?.raw_data))).toMatchObject({ id: '1', data: { version: 'v2c' } });
  });
});
