import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Served, serve } from '../served.ts';
import { idsOf, send, tell } from './asked.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
  const seen = (minute: number) => ({ timestamp: `2026-03-10T10:${10 + minute}:00Z` });
  await tell(
    served,
    {
      device_id: 'default:a',
      ip: '10.1.0.1',
      hostname: 'Core-Router',
      mac: '001b.21aa.bbcc',
      source: 'snmp',
      is_available: true,
      metadata: { device_type: 'router' },
      ...seen(1),
    },
    {
      device_id: 'default:b',
      ip: '10.1.0.2',
      hostname: 'core-switch',
      mac: '00-1B-21-AA-BB-DD',
      source: 'mapper',
      is_available: false,
      ...seen(2),
    },
    { device_id: 'default:c', ip: '10.1.200.3', hostname: 'edge', source: 'snmp', ...seen(3) },
    {
      device_id: 'default:d',
      ip: '10.2.0.4',
      hostname: 'edge.example',
      source: 'netbox',
      ...seen(4),
    },
    {
      device_id: 'west:e',
      ip: '2001:DB8:0:0:0:0:0:5',
      partition: 'west',
      source: 'snmp',
      ...seen(5),
    },
    { device_id: 'west:f', ip: '2001:db8:1::6', partition: 'west', source: 'snmp', ...seen(6) },
    // The same address once more, at another site.
    { device_id: 'west:g', ip: '10.1.0.1', partition: 'west', source: 'snmp', ...seen(7) },
  );
  await send(served, {
    method: 'PUT',
    url: '/api/devices/default:c/annotations',
    json: { tags: ['to check'] },
  });
});
afterAll(async () => served?.close());

const listed = async (query: object) => {
  const text = new URLSearchParams({ sort: 'device_id', ...query });
  return letters(await served.get(`/api/devices?${text}`));
};
const letters = (answer: Answer) => {
  expect(answer.status).toBe(200);
  return idsOf(answer)
    .map((id) => String(id).slice(-1))
    .join('');
};

test.each([
  [{}, 'abcdefg'],
  [{ status: 'online' }, 'a'],
  [{ status: 'offline' }, 'b'],
  [{ status: 'unknown' }, 'cdefg'],
  [{ ip: '10.1.0.1' }, 'ag'],
  [{ ip: '2001:0db8::0005' }, 'e'],
  [{ ip: '10.9.9.9' }, ''],
  [{ source: 'snmp' }, 'acefg'],
  [{ source: 'NetBox' }, 'd'],
  [{ type: 'router' }, 'a'],
  [{ partition: 'west' }, 'efg'],
  [{ tag: 'to check' }, 'c'],
  [{ ip: '10.1.0.1', partition: 'west' }, 'g'],
  [{ search: 'core', status: 'offline' }, 'b'],
  [{ search: '10.1.0.0/16', partition: 'default', source: 'snmp' }, 'ac'],
])('a list with the filters %j has the devices %s', async (query, wanted) => {
  expect(await listed(query)).toBe(wanted);
});

test.each([
  ['part of a host name, in any letter case', 'CORE', 'ab'],
  ['part of an id', 'ULT:d', 'd'],
  ['an address', '10.1.0.1', 'ag'],
  ['part of an address', '10.1.', 'abcg'],
  ['an address of IPv6 in a long spelling', '2001:0db8:0000::0005', 'e'],
  ['a network on no byte boundary', '10.1.128.0/17', 'c'],
  ['a network that was written with a host', '10.1.0.77/24', 'abg'],
  ['every address of IPv4', '0.0.0.0/0', 'abcdg'],
  ['a network of IPv6', '2001:db8::/48', 'e'],
  ['a wider network of IPv6', '2001:DB8::/32', 'ef'],
  ['a single address as a network', '10.1.200.3/32', 'c'],
  ['a MAC with colons', '00:1b:21:aa:bb:cc', 'a'],
  ['a MAC with dots', '001B.21AA.BBDD', 'b'],
  ['a MAC without anything', '001b21aabbdd', 'b'],
  ['nothing in a network that is none', '10.1.0.0/33', ''],
  ['what nobody has', 'zzz', ''],
])('a search finds %s: %s', async (_what, search, wanted) => {
  expect(await listed({ search })).toBe(wanted);
});

test('the best match of a search comes first', async () => {
  const answer = await served.get('/api/devices?search=edge');
  expect(letters(answer)).toBe('cd');
  expect(answer.headers).toMatchObject({
    'x-total-count': '2',
    'x-total-count-relation': 'exact',
  });
});

test.each([
  ['status=up', 'online, offline or unknown'],
  ['ip=10.1.0.0/16', 'use search'],
  ['ip=router', 'no IP address'],
  ['sort=lastseen', 'Did you mean "last_seen"?'],
  ['serch=x', 'Did you mean "search"?'],
  ['merged=perhaps', 'merged'],
])('a list cannot be asked with %s, and the answer says what to do', async (query, told) => {
  const { status, body } = await served.get(`/api/devices?${query}`);
  expect(status).toBe(400);
  expect(body.code).toBe('REQUEST_INVALID');
  expect(`${body.message} ${body.hint}`).toContain(told);
});

test('a merged list has of each device what all sources said, the newest of each key', async () => {
  await tell(
    served,
    {
      ip: '10.4.0.9',
      source: 'snmp',
      partition: 'merged',
      timestamp: '2026-03-10T09:00:00Z',
      metadata: { site: 'Ulm', rack: '1' },
    },
    {
      ip: '10.4.0.9',
      source: 'netbox',
      partition: 'merged',
      timestamp: '2026-03-10T09:30:00Z',
      metadata: { rack: '2' },
    },
  );
  const metadata = async (more: string) =>
    (await served.get(`/api/devices?partition=merged${more}`)).body[0]?.metadata;
  expect(await metadata('')).toEqual({ rack: '2' });
  expect(await metadata('&merged=true')).toEqual({ rack: '2', site: 'Ulm' });
});

describe('POST /api/devices/batch', () => {
  const batch = (json: unknown) => send(served, { url: '/api/devices/batch', json });

  test('answers devices by ids and addresses, each once, those seen last first', async () => {
    const answer = await batch({
      ids: ['default:a', 'nobody', 'default:c', 'default:a'],
      ips: ['10.1.0.1', '2001:db8:0:0::5'],
    });
    expect(letters(answer)).toBe('geca');
    expect(answer.body[2]).toMatchObject({ tags: ['to check'], discovery_info: {} });
  });

  test.each([
    [{}, 'names 0 devices'],
    [{ ids: 'a' }, '"ids" is not a list'],
    [{ ids: [1] }, '"ids" is not a list'],
    [{ ips: ['here'] }, '"here" is none'],
    [{ id: ['a'] }, 'Did you mean "ids"?'],
    [['a'], 'no JSON object'],
    [{ ids: Array.from({ length: 1_001 }, (_, index) => `${index}`) }, 'at most 1000'],
  ])('refuses what it cannot answer, and says why: %#', async (body, told) => {
    const answer = await batch(body);
    expect(answer.status).toBe(400);
    expect(`${answer.body.message} ${answer.body.hint}`).toContain(told);
  });
});

describe('POST /api/devices/search', () => {
  const search = (json: unknown) => send(served, { url: '/api/devices/search', json });

  test('filters before paging, and says who answered', async () => {
    const answer = await search({
      filters: { search: '10.1.', status: 'unknown' },
      pagination: { limit: 1, offset: 1 },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      engine: 'registry',
      pagination: { limit: 1, offset: 1 },
      diagnostics: { mode: 'auto', engine_reason: 'query_supported' },
    });
    const all = await search({ filters: { search: '10.1.', status: 'unknown' } });
    const ids = all.body.results?.map((device) => device.device_id);
    expect(ids).toHaveLength(2);
    expect(answer.body.results?.map((device) => device.device_id)).toEqual(ids?.slice(1));
  });

  test('finds nothing in nothing: no filter means every device', async () => {
    const answer = await search({ query: 'in:devices', pagination: { limit: 0, offset: -4 } });
    expect(answer.body.pagination).toEqual({ limit: 20, offset: 0 });
    expect(answer.body.results?.length).toBeGreaterThanOrEqual(7);
  });

  test.each([
    [{ mode: 'srql_only' }, 503, 'query engine'],
    [{ mode: 'registry_only', query: 'in:devices stats:count()' }, 503, 'query engine'],
    [{ mode: 'fast' }, 400, 'srql_only'],
    [{ filters: { state: 'online' } }, 400, 'There is no filter "state"'],
    [{ filters: { status: 3 } }, 400, '"filters.status" is not text'],
    [{ pagination: { limit: 'ten' } }, 400, 'whole number'],
    [{ qurey: 'x' }, 400, 'Did you mean "query"?'],
  ])('answers %j by %i', async (body, status, told) => {
    const answer = await search(body);
    expect(answer.status).toBe(status);
    expect(`${answer.body.message} ${answer.body.hint}`).toContain(told);
  });
});
