import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { count } from '../ingest/sender.ts';
import { type Served, serve } from '../served.ts';
import { deviceUrl, idsOf, send, tell } from './asked.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(async () => served?.close());

const CSV = 'text/csv';
const NDJSON = 'application/x-ndjson';
const bring = (text: string, type: string, query = '') =>
  send(served, { url: `/api/devices/import${query}`, text, type });

describe('an export', () => {
  const ODD = [
    { hostname: '=1+1', metadata: { formula: '=cmd', quote: '"', lines: 'a\nb', comma: ',' } },
    { hostname: "'=already", is_available: true },
    { hostname: '-5', is_available: false, mac: '02:40:00:00:00:01' },
    { hostname: '名前 "x", y', metadata: { device_type: 'router' } },
    { hostname: 'semi;colon', metadata: { 'key,with"odd': ' blank around ' } },
    {},
  ];
  beforeAll(() =>
    tell(
      served,
      ...ODD.map((one, index) => ({
        ...one,
        ip: index === 0 ? '2001:db8::1' : `192.0.2.${index}`,
        partition: 'old',
        source: 'snmp',
      })),
    ),
  );

  /** What an import takes over of a device. */
  const taken = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map(({ ip, hostname, mac, is_available, device_type, metadata }) => ({
        ip,
        hostname,
        mac,
        is_available,
        device_type,
        // An import writes the type of a device among its metadata.
        metadata: { ...metadata, device_type },
      }));

  test.each([
    ['ndjson', NDJSON, 'tree'],
    ['csv', CSV, 'table'],
  ])('as %s is read by an import, which makes the same devices of it', async (format, type, to) => {
    const exported = await served.get(`/api/devices/export?partition=old&format=${format}`);
    expect(exported.status).toBe(200);
    expect(exported.headers['content-type']).toContain(type);
    expect(exported.headers['content-disposition']).toContain(`devices.${format}`);
    const moved = exported.text
      .replaceAll('old:', `${to}:`)
      .replaceAll('"old"', `"${to}"`)
      .replaceAll(',old,', `,${to},`);
    const report = await bring(moved, type);
    expect(report.body).toMatchObject({ lines: ODD.length, accepted: ODD.length, rejected: [] });
    const [before, after] = await Promise.all(
      ['old', to].map((one) => served.get(`/api/devices/export?partition=${one}`)),
    );
    expect(taken(after?.text ?? '')).toEqual(taken(before?.text ?? ''));
    const again = await bring(moved, type);
    expect(again.body).toMatchObject({ accepted: 0, duplicates: ODD.length });
  });

  test('has everything that is known of a device, tags and notes among it', async () => {
    const url = deviceUrl('old:192.0.2.3', '/annotations');
    await send(served, { method: 'PUT', url, json: { tags: ['core', 'odd'], notes: 'a\nb' } });
    const { text } = await served.get('/api/devices/export?ip=192.0.2.3&partition=old');
    expect(JSON.parse(text)).toMatchObject({
      device_id: 'old:192.0.2.3',
      partition: 'old',
      device_type: 'router',
      discovery_sources: ['snmp'],
      first_seen: '2026-03-10T12:00:00.000Z',
      tags: ['core', 'odd'],
      notes: 'a\nb',
      metadata: { device_type: 'router' },
    });
  });

  test('has the devices that its filters leave, and of none only the header', async () => {
    const csv = await served.get('/api/devices/export?format=csv&status=offline&partition=old');
    expect(csv.text.trim().split('\n')).toHaveLength(2);
    const none = await served.get('/api/devices/export?format=csv&search=zzz');
    expect(none.text.trim()).toMatch(/^device_id,partition,ip,/);
    expect(none.text.trim().split('\n')).toHaveLength(1);
    expect((await served.get('/api/devices/export?search=zzz')).text).toBe('');
  });

  test('is longer than what is read at once, and has every device once', async () => {
    const many = Array.from({ length: 2_345 }, (_, index) => ({
      ip: `10.9.${index >> 8}.${index & 255}`,
      partition: 'many',
      source: 'snmp',
    }));
    await tell(served, ...many);
    const { text } = await served.get('/api/devices/export?partition=many');
    const ids = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).device_id);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(2_345);
    expect(ids).toHaveLength(2_345);
  });

  test.each([
    ['format=xlsx', 'ndjson or csv'],
    ['limit=3', 'limit'],
    ['ip=x', 'no IP address'],
  ])('cannot be asked with %s', async (query, told) => {
    const { status, body } = await served.get(`/api/devices/export?${query}`);
    expect([status, body.code]).toEqual([400, 'REQUEST_INVALID']);
    expect(`${body.message} ${body.hint}`).toContain(told);
  });
});

describe('an import', () => {
  test('takes a table that somebody wrote by hand', async () => {
    const text = [
      '\uFEFFip, hostname ,mac,is_available,device_type,metadata.site,metadata.rack',
      '10.8.0.1,gate,00-1b-21-00-00-09,yes,firewall,Ulm,',
      '',
      '10.8.0.2,"two',
      'lines",,no,,"Bad, Ischl",7',
    ].join('\r\n');
    const { status, body } = await bring(text, CSV, '?partition=hand');
    expect([status, body]).toMatchObject([200, { lines: 2, accepted: 2, rejected: [] }]);
    expect((await served.get(deviceUrl('hand:10.8.0.1'))).body).toMatchObject({
      hostname: 'gate',
      mac: '00:1B:21:00:00:09',
      status: 'online',
      metadata: { site: 'Ulm', device_type: 'firewall' },
      discovery_sources: ['manual'],
      discovery_info: { device_type: 'firewall' },
    });
    expect((await served.get(deviceUrl('hand:10.8.0.2'))).body).toMatchObject({
      status: 'offline',
      metadata: { site: 'Bad, Ischl', rack: '7' },
    });
  });

  test('is believed more than what machines say at the same time', async () => {
    await tell(served, { ip: '10.8.1.1', source: 'snmp', hostname: 'by-machine' });
    await bring('{"ip": "10.8.1.1", "hostname": "by-hand"}', NDJSON);
    expect((await served.get(deviceUrl('default:10.8.1.1'))).body.hostname).toBe('by-hand');
  });

  test('refuses a line alone, and tells its number and what is wrong with it', async () => {
    const lines = [
      '{"ip": "10.8.2.1"}',
      '',
      'no json',
      '{"hostname": "nameless"}',
      '{"ip": "10.8.2.2", "hostnme": "x"}',
      '[1]',
      '{"ip": "10.8.2.3", "metadata": "flat"}',
      '{"ip": "10.8.2.4"}',
    ];
    const { status, body } = await bring(lines.join('\n'), NDJSON);
    expect(status).toBe(200);
    expect(body).toMatchObject({ lines: 7, accepted: 2, rejected_count: 5 });
    expect(body.rejected?.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '3 not_json',
      '4 missing_value',
      '5 unknown_field',
      '6 not_json',
      '7 bad_value',
    ]);
    expect(body.rejected?.[2]?.message).toContain('did you mean "hostname"?');
    const table = await bring('ip,is_available\n10.8.2.5,true\n10.8.2.6,perhaps\n', CSV);
    expect(table.body).toMatchObject({
      accepted: 1,
      rejected: [{ line: 3, field: 'is_available', code: 'bad_value' }],
    });
  });

  test('takes no value of a table for another one, nor leaves any out in silence', async () => {
    const text = [
      'ip,hostname,',
      '10.8.6.1,a,',
      '10.8.6.2,Ulm, room 7',
      '10.8.6.3',
      '10.8.6.4,b,,',
    ];
    const { body } = await bring(text.join('\n'), CSV);
    expect(body).toMatchObject({
      lines: 4,
      accepted: 3,
      rejected: [{ line: 3, code: 'bad_value' }],
    });
    expect(body.rejected?.[0]?.message).toContain('room 7');
    const twice = await bring('ip,hostname,ip\n10.8.6.5,a,10.8.6.6\n', CSV);
    expect([twice.status, twice.body.code]).toEqual([400, 'REQUEST_INVALID']);
    expect(twice.body.message).toContain('"ip" twice');
  });

  test('only tried out stores nothing, and reports as if it had', async () => {
    const rows = await count(served, 'device_updates');
    const text = '{"ip": "10.8.3.1"}\n{"hostname": "nameless"}\n';
    const { body } = await bring(text, NDJSON, '?dry_run=true');
    expect(body).toMatchObject({ dry_run: true, lines: 2, accepted: 1, rejected_count: 1 });
    expect(await count(served, 'device_updates')).toBe(rows);
    expect(idsOf(await served.get('/api/devices?ip=10.8.3.1'))).toEqual([]);
  });

  test.each([
    ['nothing', '', NDJSON, 400, 'REQUEST_INVALID'],
    ['a header alone', 'ip,hostname\n', CSV, 400, 'REQUEST_INVALID'],
    ['a quote that never ends', 'ip,hostname\n10.8.4.1,"gate\n', CSV, 400, 'REQUEST_INVALID'],
    ['another kind of body', '[]', 'application/json', 415, 'MEDIA_UNSUPPORTED'],
  ])('answers %s with a fault and a hint', async (_what, text, type, status, code) => {
    const answer = await bring(text, type);
    expect(answer.body).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
    expect(answer.body.hint).toBeTruthy();
  });

  test('asked to try out perhaps is refused, and stores nothing', async () => {
    const { status, body } = await bring('{"ip": "10.8.5.1"}', NDJSON, '?dry_run=perhaps');
    expect([status, body.code]).toEqual([400, 'REQUEST_INVALID']);
    expect(idsOf(await served.get('/api/devices?ip=10.8.5.1'))).toEqual([]);
  });
});
