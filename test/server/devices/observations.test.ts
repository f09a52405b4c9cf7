import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { count } from '../ingest/sender.ts';
import { type Served, serve } from '../served.ts';
import { deviceUrl, idsOf, type Sending, send } from './asked.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(async () => served?.close());

const observe = (sending: Partial<Sending>) =>
  send(served, { url: '/api/observations', ...sending });
const ndjson = (...records: readonly object[]) => ({
  type: 'application/x-ndjson',
  text: records.map((record) => `${JSON.stringify(record)}\n`).join(''),
});

describe('POST /api/observations', () => {
  test('takes an array and lines alike, and the devices are there with the answer', async () => {
    const one = { ip: '10.3.0.1', source: 'snmp', hostname: 'by-array', is_available: true };
    const two = { ip: '10.3.0.2', source: 'snmp', hostname: 'by-line', partition: 'north' };
    expect((await observe({ json: [one] })).body).toMatchObject({ accepted: 1, duplicates: 0 });
    expect((await observe(ndjson(two))).body).toMatchObject({ accepted: 1, duplicates: 0 });
    expect((await served.get(deviceUrl('default:10.3.0.1'))).body).toMatchObject({
      hostname: 'by-array',
      status: 'online',
      last_seen: '2026-03-10T12:00:00.000Z',
    });
    expect((await served.get(deviceUrl('north:10.3.0.2'))).body).toMatchObject({
      hostname: 'by-line',
      status: 'unknown',
      partition: 'north',
    });
  });

  test('takes a batch that comes twice for what it is: nothing changes the second time', async () => {
    const batch = [1, 2, 3].map((number) => ({
      ip: `10.4.0.${number}`,
      source: 'snmp',
      timestamp: '2026-03-10T11:00:00Z',
      metadata: { rack: number },
    }));
    expect((await observe({ json: batch })).body).toMatchObject({ accepted: 3, duplicates: 0 });
    const before = await served.get('/api/devices?search=10.4.0.0/24');
    const rows = await count(served, 'device_updates');
    const changes = await count(served, 'device_changes');
    const again = await observe({ json: batch.reverse() });
    expect([again.status, again.body]).toMatchObject([200, { accepted: 0, duplicates: 3 }]);
    expect((await served.get('/api/devices?search=10.4.0.0/24')).body).toEqual(before.body);
    expect(await count(served, 'device_updates')).toBe(rows);
    expect(await count(served, 'device_changes')).toBe(changes);
  });

  test('refuses what is wrong alone, by its place, and takes the rest', async () => {
    const answer = await observe({
      json: [
        { ip: '10.5.0.1', source: 'snmp' },
        { source: 'snmp', hostname: 'nameless' },
        { ip: '10.5.0.2', hostnam: 'misspelt' },
        { ip: '10.5.0.3', timestamp: 'yesterday' },
        { ip: '10.5.0.4', is_available: 'yes' },
        'text',
      ],
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ accepted: 1, rejected_count: 5 });
    const told = answer.body.rejected?.map((one) => `${one.index} ${one.message}`);
    expect(told?.[0]).toContain('1 nothing names the device');
    expect(told?.[1]).toContain('did you mean "hostname"?');
    expect(told?.slice(2).map((one) => one[0])).toEqual(['3', '4', '5']);
    expect(idsOf(await served.get('/api/devices?search=10.5.0.0/24'))).toEqual([
      'default:10.5.0.1',
    ]);
  });

  test('keeps what tells too little to be a device, and makes none of it', async () => {
    const little = [
      { device_id: 'somewhere:printer', source: 'snmp', hostname: 'no address' },
      { ip: '10.9.0.1', source: 'sweep', is_available: true },
    ];
    const before = await count(served, 'device_updates');
    expect((await observe({ json: little })).body).toMatchObject({ accepted: 2, rejected: [] });
    expect(await count(served, 'device_updates')).toBe(before + 2);
    expect((await served.get(deviceUrl('somewhere:printer'))).status).toBe(404);
    expect(idsOf(await served.get('/api/devices?ip=10.9.0.1'))).toEqual([]);
    await observe({ json: [{ ip: '10.9.0.1', source: 'snmp', mac: '02:60:00:00:00:01' }] });
    expect(idsOf(await served.get('/api/devices?ip=10.9.0.1'))).toEqual(['default:10.9.0.1']);
  });

  test.each([
    ['no record at all', { text: '[]' }, 400, 'REQUEST_INVALID'],
    ['nothing', { text: '' }, 400, 'REQUEST_INVALID'],
    ['a body that ends too early', { text: '[{"ip": "10.6.0.1"' }, 400, 'NOTHING_ACCEPTED'],
    ['only what cannot be stored', { json: [{ hostname: 'x' }] }, 400, 'NOTHING_ACCEPTED'],
    ['another kind of body', { text: 'a=b', type: 'text/html' }, 415, 'MEDIA_UNSUPPORTED'],
  ])('answers %s with a fault and a hint', async (_what, sending, status, code) => {
    const answer = await observe(sending);
    expect(answer.body).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
    expect(answer.body.hint).toBeTruthy();
  });

  test('reads numbers for instants in the unit that is named', async () => {
    const body = { ip: '10.7.0.1', source: 'snmp', timestamp: 1_773_140_400 };
    const answer = await observe({ url: '/api/observations?time_unit=s', json: [body] });
    expect(answer.status).toBe(200);
    expect((await served.get(deviceUrl('default:10.7.0.1'))).body.last_seen).toBe(
      '2026-03-10T11:00:00.000Z',
    );
    const wrong = await observe({ url: '/api/observations?time_unit=weeks', json: [body] });
    expect(wrong.body).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  });

  test('takes 50,000 observations in one request, and every device is there after the answer', async () => {
    const records = Array.from({ length: 50_000 }, (_, index) => ({
      ip: `10.${100 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`,
      source: 'snmp',
      partition: 'many',
      timestamp: '2026-03-10T11:30:00Z',
      hostname: `host-${index}`,
    }));
    const answer = await observe(ndjson(...records));
    expect(answer.body).toMatchObject({ accepted: 50_000, duplicates: 0, rejected_count: 0 });
    const list = await served.get('/api/devices?partition=many&limit=1');
    expect(list.headers['x-total-count']).toBe('50000');
    expect((await served.get(deviceUrl('many:10.100.195.79'))).body.hostname).toBe('host-49999');
  });
});
