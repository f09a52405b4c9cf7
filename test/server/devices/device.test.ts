import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../../src/database/index.ts';
import { type Served, serve } from '../served.ts';
import { deviceUrl, idsOf, send, tell } from './asked.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(async () => served?.close());

const read = (id: string, rest = '') => served.get(deviceUrl(id, rest));

describe('a device by its id', () => {
  test.each([
    'default:2001:db8::9',
    'site/floor-3/rack:7',
    `site:it's "quoted" & 100%`,
    'site:semi;colon --',
    'ünïcode: 名前',
    '?x=1:#y',
    'a:/b/../c',
    'site:%2F',
  ])('is found at every address, whatever characters it has: %s', async (id) => {
    await tell(served, { device_id: id, ip: '192.0.2.59', source: 'snmp', hostname: 'found' });
    expect((await read(id)).body).toMatchObject({ device_id: id, hostname: 'found' });
    for (const rest of ['/explain', '/changes', '/annotations']) {
      const { status, body } = await read(id, rest);
      expect([status, body.device_id]).toEqual([200, id]);
    }
    expect((await read(id, '/metrics')).status).toBe(200);
    const url = deviceUrl(id, '/annotations');
    const written = await send(served, { method: 'PUT', url, json: { tags: ['odd'] } });
    expect(written.body).toMatchObject({ device_id: id, tags: ['odd'] });
    const batch = await send(served, { url: '/api/devices/batch', json: { ids: [id] } });
    expect(idsOf(batch)).toEqual([id]);
    const gone = await send(served, { method: 'DELETE', url: deviceUrl(id) });
    expect(gone.body).toMatchObject({ device_id: id });
    expect((await read(id)).status).toBe(404);
  });

  test('of IPv6 may stand in the address as it is', async () => {
    await tell(served, { ip: '2001:DB8::0:1', source: 'snmp' });
    expect((await served.get('/api/devices/default:2001:db8::1')).body.ip).toBe('2001:db8::1');
  });

  test('is never taken for an address: a device is not found by its IP', async () => {
    await tell(served, { ip: '192.0.2.60', source: 'snmp' });
    for (const rest of ['', '/explain', '/changes', '/annotations', '/metrics', '/registry']) {
      const { status, body } = await read('192.0.2.60', rest);
      expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
      expect(body.hint).toBeTruthy();
    }
  });

  test('that became part of another leads there, and says so', async () => {
    const mac = '02:11:00:00:00:01';
    await tell(served, {
      ip: '192.0.2.61',
      source: 'snmp',
      mac,
      timestamp: '2026-03-10T09:00:00Z',
    });
    await tell(served, {
      ip: '192.0.2.62',
      source: 'snmp',
      mac,
      timestamp: '2026-03-10T10:00:00Z',
    });
    const both = await Promise.all(
      ['default:192.0.2.61', 'default:192.0.2.62'].map((id) => read(id)),
    );
    const [first, second] = both.map(({ body }) => body);
    expect(first?.device_id).toBe(second?.device_id);
    expect([first, second].filter((one) => one?.redirected_from !== undefined)).toHaveLength(1);
    expect(first).toMatchObject({ ip: '192.0.2.62', first_seen: '2026-03-10T09:00:00.000Z' });
  });
});

describe('the type of a device', () => {
  test('is explained: guessed of what discovery found, until a source tells it', async () => {
    const id = 'default:192.0.2.77';
    const explained = async () => {
      const { body } = await read(id, '/explain');
      return body.fields?.find((one) => String(one.field) === 'device_type');
    };
    const found = { ip: '192.0.2.77', source: 'mapper', hostname: 'usw-attic' };
    await tell(served, { ...found, timestamp: '2026-03-10T09:30:00Z' });
    expect(await explained()).toMatchObject({
      value: 'switch',
      won: { value: 'switch', source: 'mapper (guessed)', at: '2026-03-10T09:30:00.000Z' },
      beaten: [],
    });
    const told = { ip: '192.0.2.77', source: 'snmp', metadata: { device_type: 'router' } };
    await tell(served, { ...told, timestamp: '2026-03-10T09:00:00Z' });
    expect(await explained()).toMatchObject({
      value: 'router',
      won: { value: 'router', source: 'snmp' },
    });
    expect((await served.get('/api/devices?type=router&search=usw-attic')).body).toHaveLength(1);
  });
});

describe('DELETE /api/devices/{id}', () => {
  const remove = (id: string) => send(served, { method: 'DELETE', url: deviceUrl(id) });

  test('hides a device with an event, until something newer is seen of it', async () => {
    const id = 'default:192.0.2.70';
    const device = { ip: '192.0.2.70', source: 'snmp', hostname: 'printer' };
    await tell(served, { ...device, timestamp: '2026-03-10T09:00:00Z' });
    await send(served, {
      method: 'PUT',
      url: deviceUrl(id, '/annotations'),
      json: { notes: 'by the window' },
    });
    const answer = await remove(id);
    expect(answer.body).toEqual({ device_id: id, message: `The device "${id}" is deleted.` });
    expect(idsOf(await served.get('/api/devices?ip=192.0.2.70'))).toEqual([]);
    for (const rest of ['', '/explain', '/changes', '/annotations']) {
      expect((await read(id, rest)).status).toBe(404);
    }
    const again = await remove(id);
    expect([again.status, again.body.code]).toEqual([404, 'NOT_FOUND']);
    const events = await served.db.database.query<{ readonly raw_data: string }>(
      'test.events',
      sql`select raw_data from radar.events where raw_data like ${`%${id}%`}`,
    );
    expect(events).toHaveLength(1);
    expect(JSON.parse(events[0]?.raw_data ?? '')).toMatchObject({
      subject: 'events.devices.lifecycle',
      data: { device_id: id, action: 'deleted', actor: 'local', reason: 'manual_delete' },
    });

    const [deletion] = await served.db.database.query<{ readonly metadata: object }>(
      'test.deletion',
      sql`select metadata from radar.device_updates
           where device_id = ${id} and metadata ? '_deleted'`,
    );
    expect(deletion?.metadata).toMatchObject({ deleted_with: 'api', deleted_by: 'local' });

    // What is older than the deletion was known when it was deleted.
    await tell(served, { ...device, timestamp: '2026-03-10T09:30:00Z' });
    expect((await read(id)).status).toBe(404);
    served.clock.advance(60_000);
    await tell(served, { ...device, timestamp: '2026-03-10T12:00:30Z' });
    expect((await read(id)).body).toMatchObject({
      hostname: 'printer',
      first_seen: '2026-03-10T09:00:00.000Z',
      last_seen: '2026-03-10T12:00:30.000Z',
      notes: 'by the window',
    });
    const { body } = await read(id, '/explain');
    expect(body.history?.map((one) => one.action)).toEqual(
      expect.arrayContaining(['delete', 'return']),
    );
  });

  test('of a device that never was is answered 404, and changes nothing', async () => {
    const answer = await remove('nobody/at all');
    expect([answer.status, answer.body.code]).toEqual([404, 'NOT_FOUND']);
    expect(answer.body.message).toContain('nobody/at all');
  });
});

describe('tags and notes', () => {
  const id = 'default:192.0.2.80';
  const url = deviceUrl(id, '/annotations');
  const write = (json: unknown, match?: string) =>
    send(served, {
      method: 'PUT',
      url,
      json,
      ...(match === undefined ? {} : { headers: { 'if-match': match } }),
    });
  beforeAll(() => tell(served, { ip: '192.0.2.80', source: 'snmp' }));

  test('stay as they were written, whatever is observed afterwards', async () => {
    const written = await write({ tags: ['b', ' a ', 'b', ''], notes: '  call Ada  ' });
    expect(written.status).toBe(200);
    expect(written.body).toMatchObject({
      tags: ['a', 'b'],
      notes: 'call Ada',
      updated_by: 'local',
    });
    await tell(served, {
      ip: '192.0.2.80',
      source: 'manual',
      timestamp: '2026-03-10T12:01:00Z',
      metadata: { tags: 'x', notes: 'y' },
    });
    expect((await read(id)).body).toMatchObject({ tags: ['a', 'b'], notes: 'call Ada' });
    expect(idsOf(await served.get('/api/devices?tag=a'))).toEqual([id]);
  });

  test('are replaced only by somebody who read the latest, where that is asked for', async () => {
    const tag = String((await served.get(url)).headers.etag);
    const first = await write({ tags: ['first'] }, tag);
    expect(first.status).toBe(200);
    const late = await write({ tags: ['late'] }, tag);
    expect([late.status, late.body.code]).toEqual([412, 'PRECONDITION_FAILED']);
    expect(late.body.message).toContain('local');
    expect((await served.get(url)).body.tags).toEqual(['first']);
    expect((await write({ tags: ['second'] }, String(first.headers.etag))).status).toBe(200);
    expect((await write({ tags: ['third'] })).status).toBe(200);
  });

  test('of which nobody wrote any are empty, and that is a version too', async () => {
    await write({});
    const { body, headers } = await served.get(url);
    expect(body).toEqual({
      device_id: id,
      tags: [],
      notes: null,
      updated_at: null,
      updated_by: null,
    });
    expect((await write({ notes: 'new' }, String(headers.etag))).status).toBe(200);
    expect((await write({ notes: 'newer' }, String(headers.etag))).status).toBe(412);
  });

  test.each([
    [{ tag: ['x'] }, 'Did you mean "tags"?'],
    [{ tags: 'x' }, '"tags" is not a list'],
    [{ tags: ['x'.repeat(101)] }, '100 characters'],
    [{ tags: Array.from({ length: 51 }, (_, index) => `${index}`) }, 'at most 50'],
    [{ notes: 7 }, '"notes" is not text'],
    [{ notes: 'x'.repeat(10_001) }, '10000'],
    [{ notes: 'a\u0000b' }, '"notes"'],
    ['words', 'no JSON object'],
  ])('are refused where they are not what they should be: %#', async (body, told) => {
    const answer = await write(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'REQUEST_INVALID']);
    expect(`${answer.body.message} ${answer.body.hint}`).toContain(told);
  });

  test('are not written against a version that is none', async () => {
    const answer = await write({ notes: 'x' }, '"yesterday"');
    expect([answer.status, answer.body.code]).toEqual([400, 'REQUEST_INVALID']);
  });
});
