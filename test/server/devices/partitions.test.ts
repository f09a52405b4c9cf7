import { afterAll, beforeAll, expect, test } from 'vitest';
import { bearer, type Guarded, guard } from '../auth/guarded.ts';
import { deviceUrl, idsOf, type Sending, send } from './asked.ts';

let served: Guarded;
let west: Readonly<Record<string, string>> = {};
let all: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  served = await guard();
  west = bearer(await served.token(['*'], ['west']));
  all = bearer(await served.token(['*']));
  for (const partition of ['east', 'west']) {
    await served.observe(
      {
        deviceId: `${partition}:192.0.2.1`,
        partition,
        ip: '192.0.2.1',
        mac: '02:50:00:00:00:01',
        hostname: `host-of-${partition}`,
      },
      { deviceId: `${partition}:192.0.2.2`, partition, ip: '192.0.2.2' },
    );
  }
});
afterAll(async () => served?.close());

const asWest = (sending: Sending) => send(served, { ...sending, headers: west });
const get = async (url: string, headers = west) => {
  const answer = await served.ask({ url, headers });
  return { status: answer.statusCode, headers: answer.headers, text: answer.body };
};
const WEST = ['west:192.0.2.1', 'west:192.0.2.2'];

test('one address and one MAC at two sites are two devices', async () => {
  const { text } = await get('/api/devices?ip=192.0.2.1&sort=device_id', all);
  expect(JSON.parse(text)).toMatchObject([
    { device_id: 'east:192.0.2.1', partition: 'east', hostname: 'host-of-east' },
    { device_id: 'west:192.0.2.1', partition: 'west', hostname: 'host-of-west' },
  ]);
});

test('lists, searches, batches, exports and numbers have only what the caller may see', async () => {
  for (const query of ['sort=device_id', 'sort=device_id&search=192.0.2.0/24']) {
    const { text, headers } = await get(`/api/devices?${query}`);
    expect(JSON.parse(text)).toMatchObject(WEST.map((device_id) => ({ device_id })));
    expect(headers['x-total-count']).toBe('2');
  }
  expect(JSON.parse((await get('/api/devices?partition=east')).text)).toEqual([]);
  expect(JSON.parse((await get('/api/devices?search=host-of-east')).text)).toEqual([]);
  const json = { ids: ['east:192.0.2.1', 'west:192.0.2.2'], ips: ['192.0.2.1'] };
  const batch = await asWest({ url: '/api/devices/batch', json });
  expect(idsOf(batch).sort()).toEqual(WEST);
  const found = await asWest({
    url: '/api/devices/search',
    json: { filters: { search: '02:50:00:00:00:01' } },
  });
  expect(found.body.results).toMatchObject([{ device_id: 'west:192.0.2.1' }]);
  const exported = await get('/api/devices/export?format=csv');
  expect(exported.text).toContain('host-of-west');
  expect(exported.text).not.toContain('east');
  const stats = await get('/api/stats');
  expect(JSON.parse(stats.text)).toMatchObject({
    total_devices: 2,
    partitions: [{ partition_id: 'west', device_count: 2 }],
  });
  expect(stats.headers['x-serviceradar-stats-raw-records']).toBe('2');
});

test('a cursor of somebody who may see all is of no use to somebody else', async () => {
  const whole = await get('/api/devices?limit=1', all);
  const cursor = String(whole.headers['x-next-cursor']);
  const { status, text } = await get(`/api/devices?limit=1&cursor=${cursor}`);
  expect([status, JSON.parse(text).message]).toEqual([400, 'The cursor belongs to another query.']);
});

test('a device of another partition is answered like one that never was, whatever is asked', async () => {
  const texts = async (id: string) => {
    const reads = ['', '/explain', '/changes', '/annotations', '/metrics', '/registry'].map(
      (rest) => get(deviceUrl(id, rest)),
    );
    const identity = 'mac:02:50:00:00:00:01';
    const writes = [
      { method: 'DELETE' as const, url: deviceUrl(id) },
      { method: 'PUT' as const, url: deviceUrl(id, '/annotations'), json: { tags: ['x'] } },
      { url: deviceUrl(id, '/separate'), json: { identity } },
      { url: deviceUrl(id, '/rejoin'), json: { identity, from: identity } },
    ].map(asWest);
    const answers = [...(await Promise.all(reads)), ...(await Promise.all(writes))];
    for (const { status } of answers) expect(status).toBe(404);
    return answers.map(({ text }) => text.replaceAll(id, '<id>'));
  };
  expect(await texts('east:192.0.2.1')).toEqual(await texts('east:192.0.2.99'));
  const { text } = await get('/api/devices/east:192.0.2.1', all);
  expect(JSON.parse(text)).toMatchObject({ hostname: 'host-of-east', tags: [] });
});

test('what somebody sends for another partition is refused, line by line', async () => {
  const observations = [
    { ip: '192.0.2.3', partition: 'east', source: 'snmp' },
    { ip: '192.0.2.3', partition: 'west', source: 'snmp' },
    { device_id: 'east:192.0.2.1', partition: 'west', source: 'snmp', hostname: 'taken' },
  ];
  const observed = await asWest({ url: '/api/observations', json: observations });
  expect(observed.body).toMatchObject({
    accepted: 1,
    rejected: [
      { index: 0, code: 'other_partition' },
      { index: 2, code: 'other_partition' },
    ],
  });
  const text = '{"ip": "192.0.2.4"}\n{"ip": "192.0.2.5", "partition": "east"}\n';
  const imported = await asWest({
    url: '/api/devices/import',
    text,
    type: 'application/x-ndjson',
  });
  expect(imported.body).toMatchObject({
    accepted: 1,
    rejected: [{ line: 2, code: 'other_partition' }],
  });
  expect((await get('/api/devices/west:192.0.2.4')).status).toBe(200);
  const east = await get('/api/devices?partition=east&sort=device_id', all);
  expect(JSON.parse(east.text)).toMatchObject([
    { device_id: 'east:192.0.2.1', hostname: 'host-of-east' },
    { device_id: 'east:192.0.2.2' },
  ]);
});
