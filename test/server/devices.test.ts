import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../src/database/index.ts';
import { type Answer, at, type Served, serve } from './served.ts';

describe('GET /api/devices', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
    await served.observe(
      {
        deviceId: 'default:192.0.2.1',
        ip: '192.0.2.1',
        hostname: 'router',
        mac: '00:1b:21:00:00:01',
        observedAt: at('2026-03-10T09:00:00Z'),
        metadata: { vendor: 'Acme' },
      },
      {
        deviceId: 'default:192.0.2.1',
        source: 'sweep',
        mac: '00:1b:21:00:00:01',
        agentId: 'agent-2',
        observedAt: at('2026-03-10T11:00:00.000001Z'),
        available: false,
        metadata: { vendor: 'Acme', open: '22' },
      },
      { deviceId: 'default:192.0.2.2', ip: '192.0.2.2', observedAt: at('2026-03-10T10:00:00Z') },
    );
    await served.write({
      memory_metrics: [{ device_id: 'default:192.0.2.2', timestamp: at('2026-03-10T11:00:00Z') }],
    });
  });
  afterAll(async () => served?.close());

  test('answers a bare array of items, the newest first', async () => {
    const answer = await served.get('/api/devices');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual([
      {
        device_id: 'default:192.0.2.1',
        partition: 'default',
        ip: '192.0.2.1',
        hostname: 'router',
        mac: '00:1B:21:00:00:01',
        status: 'offline',
        tags: [],
        first_seen: '2026-03-10T09:00:00.000Z',
        last_seen: '2026-03-10T11:00:00.000001Z',
        is_available: false,
        device_type: 'network_device',
        discovery_sources: [
          {
            source: 'snmp',
            agent_id: 'agent-1',
            poller_id: 'poller-1',
            first_seen: '2026-03-10T09:00:00.000Z',
            last_seen: '2026-03-10T09:00:00.000Z',
            confidence: 9,
          },
          {
            source: 'sweep',
            agent_id: 'agent-2',
            poller_id: 'poller-1',
            first_seen: '2026-03-10T11:00:00.000001Z',
            last_seen: '2026-03-10T11:00:00.000001Z',
            confidence: 5,
          },
        ],
        metadata: { vendor: 'Acme', open: '22' },
        metrics_summary: {},
      },
      expect.objectContaining({
        device_id: 'default:192.0.2.2',
        hostname: null,
        mac: null,
        metrics_summary: { sysmon: true },
      }),
    ]);
  });

  test('tells the number of devices and the neighbouring pages in its headers', async () => {
    const first = await served.get('/api/devices?limit=1&search=192.0.2&sort=device_id');
    expect(first.headers['x-total-count']).toBe('2');
    expect(links(first)).toEqual({
      first: '/api/devices?search=192.0.2&sort=device_id&limit=1&page=1',
      next: '/api/devices?search=192.0.2&sort=device_id&limit=1&page=2',
      last: '/api/devices?search=192.0.2&sort=device_id&limit=1&page=2',
    });
    const second = await served.get(links(first).next ?? '');
    expect(second.body.map((device) => device.device_id)).toEqual(['default:192.0.2.2']);
    expect(Object.keys(links(second))).toEqual(['first', 'prev', 'last']);
    const beyond = await served.get('/api/devices?limit=1&page=9');
    expect([beyond.status, beyond.body, beyond.headers['x-total-count']]).toEqual([200, [], '2']);
    expect(links(beyond).prev).toBe('/api/devices?limit=1&page=2');
  });

  test.each([
    'limit=0',
    'limit=-3',
    'limit=many',
    'page=0',
    'page=-1',
    'page=1.5',
    'page=x',
    'page=',
  ])('takes its default for a paging value that cannot be used: %s', async (query) => {
    const answer = await served.get(`/api/devices?${query}`);
    expect([answer.status, answer.body.length]).toEqual([200, 2]);
    expect(links(answer).last).toBe('/api/devices?limit=100&page=1');
  });

  test('gives at most 1,000 devices a page, and takes any page number', async () => {
    const answer = await served.get(
      '/api/devices?limit=99999999999999999999&page=99999999999999999999',
    );
    expect([answer.status, answer.body]).toEqual([200, []]);
    expect(links(answer).first).toBe('/api/devices?limit=1000&page=1');
  });

  test.each([
    ['/api/devices?lmit=3', 'Did you mean "limit"?'],
    ['/api/devices?colour=red', 'It takes limit, page, cursor, search'],
    ['/api/devices?status=up', 'online, offline or unknown'],
    ['/api/devices?sort=lastseen', 'Did you mean "last_seen"?'],
    ['/api/devices?sort=-', 'last_seen, first_seen'],
    ['/api/devices?search=a&search=b', 'Give it once.'],
    ['/api/devices?search=%00', 'NUL'],
    ['/api/devices?search=%zz', 'percent'],
    ['/api/devices?search=%ff', 'percent'],
  ])('refuses %s with what to do', async (url, hint) => {
    const answer = await served.get(url);
    expect(answer.body).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    expect(`${answer.body.message} ${answer.body.hint}`).toContain(hint);
    expect(answer.status).toBe(400);
  });

  test('answers without the kinds of metrics when these cannot be read', async () => {
    await served.db.database.script(
      'test.away',
      'alter table radar.disk_metrics rename to elsewhere',
    );
    try {
      const answer = await served.get('/api/devices');
      expect(answer.status).toBe(200);
      expect(answer.body[1]).not.toHaveProperty('metrics_summary');
    } finally {
      await served.db.database.script(
        'test.back',
        'alter table radar.elsewhere rename to disk_metrics',
      );
    }
  });
});

describe('the pages of GET /api/devices', () => {
  let served: Served;
  const COUNT = 57;
  beforeAll(async () => {
    served = await serve();
    await served.db.database.execute(
      'test.devices',
      sql`insert into radar.unified_devices
            (device_id, partition, hostname, is_available, last_seen, hidden_by, field_origins,
             source_details, metadata_by_source)
          select 'device-' || number, 'default', case when number % 3 > 0 then 'host-' || number % 5 end, number % 2 = 0,
                 case when number % 7 > 0 then timestamptz '2026-03-10 00:00:00+00' + (number % 4) * interval '1 hour' end,
                 case when number % 11 = 0 then 'deletion' end, '{}', '{}', '{}'
            from generate_series(1, ${COUNT}::integer) as number`,
    );
  });
  afterAll(async () => served?.close());

  test('hold every visible device once, in order, for every filter, order and page size', async () => {
    const sort = fc.constantFrom('last_seen', '-last_seen', 'hostname', '-hostname', '-device_id');
    const status = fc.constantFrom('', 'online', 'offline');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        sort,
        status,
        async (limit, order, state) => {
          const query = `sort=${order}${state === '' ? '' : `&status=${state}`}`;
          const whole = (await served.get(`/api/devices?limit=1000&${query}`)).body;
          const walked: unknown[] = [];
          let next: string | undefined = `/api/devices?limit=${limit}&${query}`;
          while (next !== undefined) {
            const answer: Answer = await served.get(next);
            expect(answer.headers['x-total-count']).toBe(String(whole.length));
            walked.push(...answer.body);
            next = links(answer).next;
          }
          expect(walked).toEqual(whole);
          const wanted = Array.from({ length: COUNT }, (_, index) => index + 1)
            .filter((number) => number % 11 !== 0)
            .filter((number) => state === '' || (number % 2 === 0) === (state === 'online'))
            .map((number) => `device-${number}`);
          expect(whole.map((device) => device.device_id).sort()).toEqual(wanted.sort());
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('GET /api/devices/{id}', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(async () => served?.close());

  test('answers the flat device and where each value came from', async () => {
    await served.observe(
      {
        deviceId: 'default:192.0.2.5',
        ip: '192.0.2.5',
        hostname: 'core-1',
        observedAt: at('2026-03-10T09:00:00Z'),
        metadata: { site: 'Ulm' },
      },
      {
        deviceId: 'default:192.0.2.5',
        ip: '192.0.2.5',
        source: 'sysmon',
        agentId: 'agent-7',
        pollerId: 'poller-7',
        observedAt: at('2026-03-10T10:00:00Z'),
        metadata: { os: 'Linux' },
      },
    );
    const shared = {
      device_id: 'default:192.0.2.5',
      ip: '192.0.2.5',
      first_seen: '2026-03-10T09:00:00.000Z',
      last_seen: '2026-03-10T10:00:00.000Z',
      is_available: true,
    };
    expect((await served.get('/api/devices/default:192.0.2.5')).body).toEqual({
      ...shared,
      agent_id: 'agent-7',
      partition: 'default',
      poller_id: 'poller-7',
      discovery_sources: ['snmp', 'sysmon'],
      status: 'online',
      hostname: 'core-1',
      metadata: { os: 'Linux' },
      attributes: {
        os: { value: 'Linux', source: 'sysmon', at: '2026-03-10T10:00:00.000Z', confidence: 6 },
        site: { value: 'Ulm', source: 'snmp', at: '2026-03-10T09:00:00.000Z', confidence: 9 },
      },
      tags: [],
      notes: null,
      metrics_summary: {},
      discovery_info: {
        ...shared,
        device_type: 'network_device',
        hostname: {
          value: 'core-1',
          source: 'snmp',
          last_updated: '2026-03-10T09:00:00.000Z',
          confidence: 9,
          agent_id: 'agent-1',
          poller_id: 'poller-1',
        },
        metadata: {
          value: { os: 'Linux' },
          source: 'sysmon',
          last_updated: '2026-03-10T10:00:00.000Z',
          confidence: 6,
          agent_id: 'agent-7',
          poller_id: 'poller-7',
        },
        discovery_sources: [
          expect.objectContaining({ source: 'snmp', confidence: 9 }),
          expect.objectContaining({ source: 'sysmon', confidence: 6, agent_id: 'agent-7' }),
        ],
      },
    });
  });

  test('tolerates a row of which nearly nothing is known', async () => {
    await served.db.database.script(
      'test.bare',
      `insert into radar.unified_devices (device_id, partition, discovery_sources, field_origins, source_details, metadata_by_source)
       values ('bare', 'default', '{unknown,constructor}', '{}', '{}', '{}')`,
    );
    const { status, body } = await served.get('/api/devices/bare');
    expect(status).toBe(200);
    expect(body).toMatchObject({ ip: null, first_seen: null, last_seen: null, agent_id: '' });
    expect(body.discovery_info?.discovery_sources?.[0]).toEqual({
      source: 'constructor',
      agent_id: '',
      poller_id: '',
      first_seen: null,
      last_seen: null,
      confidence: 1,
    });
    expect((await served.get('/api/devices')).status).toBe(200);
  });

  test('finds ids with colons raw, and any id percent-encoded', async () => {
    const known = [
      'default:192.0.2.9',
      'default:2001:db8::9',
      'serviceradar:agent:k8s/agent@site',
      'a/b/../c',
      `it's "quoted" & 100%`,
      '50%25',
      'ünïcode 名前',
      '?x=1#y',
      'plus+and space',
      '*',
      'x'.repeat(600),
    ];
    for (const deviceId of known) {
      await served.db.database.execute(
        'test.device',
        sql`insert into radar.unified_devices (device_id, partition, field_origins, source_details, metadata_by_source)
            values (${deviceId}, 'default', '{}', '{}', '{}')`,
      );
    }
    for (const deviceId of known) {
      const answer = await served.get(`/api/devices/${encodeURIComponent(deviceId)}`);
      expect([answer.status, answer.body.device_id]).toEqual([200, deviceId]);
    }
    for (const raw of ['default:192.0.2.9', 'default:2001:db8::9', 'plus+and%20space', '*']) {
      expect((await served.get(`/api/devices/${raw}`)).status).toBe(200);
    }
  });

  test('tells back exactly the id that was asked for, whatever it is', async () => {
    const id = fc.string({ minLength: 1, maxLength: 80, unit: 'grapheme' });
    await fc.assert(
      fc.asyncProperty(id, async (text) => {
        fc.pre(text !== '.' && text !== '..' && !text.includes('\u0000') && text.isWellFormed());
        const answer = await served.get(`/api/devices/nobody-${encodeURIComponent(text)}`);
        expect(answer.body).toMatchObject({
          status: 404,
          code: 'NOT_FOUND',
          message: `There is no device "nobody-${text}".`,
        });
      }),
      { numRuns: 200 },
    );
  });

  test('does not find a device by its address, nor a hidden one', async () => {
    await served.observe({
      deviceId: 'default:192.0.2.50',
      ip: '192.0.2.50',
      observedAt: at('2026-03-10T09:00:00Z'),
    });
    expect((await served.get('/api/devices/192.0.2.50')).status).toBe(404);
    expect((await served.get('/api/devices/default:192.0.2.50')).status).toBe(200);
    await served.observe({
      deviceId: 'default:192.0.2.50',
      ip: '192.0.2.50',
      observedAt: at('2026-03-10T10:00:00Z'),
      metadata: { _deleted: 'true' },
    });
    expect((await served.get('/api/devices/default:192.0.2.50')).status).toBe(404);
  });

  test('refuses a parameter that it does not take', async () => {
    const answer = await served.get('/api/devices/bare?verbose=1');
    expect(answer.body).toMatchObject({ code: 'REQUEST_INVALID', hint: 'It takes at.' });
  });
});

/** The addresses of a `Link` header by relation. */
function links(answer: Answer): { readonly [relation: string]: string } {
  const parts = String(answer.headers.link).matchAll(/<([^>]*)>; rel="(\w+)"/g);
  return Object.fromEntries([...parts].map(([, url = '', relation = '']) => [relation, url]));
}
