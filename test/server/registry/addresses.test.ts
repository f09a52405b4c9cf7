import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isDatasetName } from '../../../src/catalogue/index.ts';
import { REGISTRY_READS } from '../../../src/query/index.ts';
import { setAccess } from '../../../src/server/auth/index.ts';
import { buildServer } from '../../../src/server/index.ts';
import { type Answer, type Body, type Served, serve } from '../served.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
  await report('edge', [
    { service_name: 'web', service_type: 'http', available: true, message: 'fine ü' },
    { service_name: 'snmp', service_type: 'snmp', available: true, kv_store_id: 'kv-1' },
    { service_name: 'ping', service_type: 'icmp', available: false, details: { loss: 1 } },
  ]);
  await report('edge', [{ service_name: 'web', service_type: 'http', available: true }], {
    timestamp: '2026-03-10T11:59:30Z',
  });
  await report('south', [{ service_name: 'web', service_type: 'http', available: true }], {
    agent_id: 'agent-2',
    partition: 'south',
  });
});
afterAll(() => served.close());

const report = (poller_id: string, services: readonly object[], others: object = {}) =>
  send('POST', '/api/ingest/payload/service-status', {
    ...{ poller_id, agent_id: 'agent-1', partition: 'north', timestamp: '2026-03-10T11:59:00Z' },
    ...others,
    services,
  });

async function send(
  method: 'POST' | 'DELETE',
  url: string,
  payload?: unknown,
): Promise<{ status: number; body: Body }> {
  const answer = await served.app.inject({
    method,
    url,
    ...(payload === undefined
      ? {}
      : { payload: JSON.stringify(payload), headers: { 'content-type': 'application/json' } }),
  });
  return { status: answer.statusCode, body: answer.body === '' ? ({} as Body) : answer.json() };
}

const get = (url: string): Promise<Answer> => served.get(url);

describe('pollers', () => {
  test('are listed with their services, each once, by type and name', async () => {
    const { status, body } = await get('/api/pollers');
    expect(status).toBe(200);
    expect(body.map((one) => one.poller_id)).toEqual(['edge', 'south']);
    expect(body[0]).toMatchObject({
      is_healthy: false,
      last_update: '2026-03-10T11:59:30.000Z',
      first_seen: '2026-03-10T11:59:00.000Z',
      uptime: '0s',
      status: 'active',
    });
    const services = body[0]?.services ?? [];
    expect(services.map((one) => one.name)).toEqual(['web', 'ping', 'snmp']);
    expect(body[1]).toMatchObject({ is_healthy: true });
  });

  test('are told one by one, with their history and services', async () => {
    expect((await get('/api/pollers/edge')).body).toMatchObject({ poller_id: 'edge' });
    expect((await get('/api/pollers/edge/history')).body).toEqual([
      { timestamp: '2026-03-10T11:59:00.000Z', is_healthy: false },
    ]);
    const services = (await get('/api/pollers/edge/services')).body;
    expect(services[1]).toMatchObject({
      ...{ name: 'ping', type: 'icmp', agent_id: 'agent-1', poller_id: 'edge', available: false },
      ...{ details: '{"loss":1}', partition: 'north', message: '' },
    });
    expect((await get('/api/pollers/edge/services/snmp')).body).toMatchObject({
      kv_store_id: 'kv-1',
    });
  });

  test('have the history of each service, the newest first', async () => {
    const { body } = await get('/api/pollers/edge/services/web/history');
    expect(body.map((one) => one.timestamp)).toEqual([
      '2026-03-10T11:59:30.000Z',
      '2026-03-10T11:59:00.000Z',
    ]);
    expect(body[1]).toMatchObject({ message: 'fine ü', type: 'http', agent_id: 'agent-1' });
    expect((await get('/api/pollers/edge/services/web/history?limit=1')).body).toHaveLength(1);
    expect((await get('/api/pollers/edge/services/web/history?agent=other')).body).toEqual([]);
  });

  test.each([
    '/api/pollers/nobody',
    '/api/pollers/nobody/history',
    '/api/pollers/nobody/services',
    '/api/pollers/edge/services/nothing',
    '/api/registry/pollers/nobody',
    '/api/registry/routers',
    `/api/pollers/${encodeURIComponent("it's a/b; drop table")}`,
  ])('that are not there are not found: %s', async (url) => {
    const { status, body } = await get(url);
    expect(status).toBe(404);
    expect(body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  test('are counted', async () => {
    expect((await get('/api/status')).body).toEqual({
      total_pollers: 2,
      healthy_pollers: 1,
      last_update: '2026-03-10T11:59:30.000Z',
    });
  });
});

describe('the tree of services', () => {
  test('has pollers, agents and services with their stores', async () => {
    const { body } = await get('/api/services/tree');
    expect(body.map((one) => one.poller_id)).toEqual(['edge', 'south']);
    expect(body[0]).toMatchObject({
      is_healthy: false,
      kv_store_ids: ['kv-1'],
      agents: [
        {
          agent_id: 'agent-1',
          kv_store_ids: ['kv-1'],
          services: [
            { name: 'web', type: 'http', agent_id: 'agent-1', poller_id: 'edge' },
            { name: 'ping', type: 'icmp' },
            { name: 'snmp', type: 'snmp', kv_store_id: 'kv-1' },
          ],
        },
      ],
    });
  });

  test('can be asked for a part', async () => {
    const only = (await get('/api/services/tree?configured=only')).body;
    expect(only).toMatchObject([{ poller_id: 'edge', agents: [{ services: [{ name: 'snmp' }] }] }]);
    expect((await get('/api/services/tree?agent=agent-2')).body).toMatchObject([
      { poller_id: 'south' },
    ]);
    expect((await get('/api/services/tree?poller=edge')).body).toHaveLength(1);
    expect((await get('/api/services/tree?limit=1&offset=1')).body).toMatchObject([
      { poller_id: 'south' },
    ]);
    expect((await get('/api/services/tree?configured=yes')).status).toBe(400);
  });

  test('tells agents, the last seen first', async () => {
    const all = [
      {
        ...{ agent_id: 'agent-1', poller_id: 'edge', last_seen: '2026-03-10T11:59:30Z' },
        service_types: ['http', 'icmp', 'snmp'],
      },
      {
        ...{ agent_id: 'agent-2', poller_id: 'south', last_seen: '2026-03-10T11:59:00Z' },
        service_types: ['http'],
      },
    ];
    expect((await get('/api/admin/agents')).body).toEqual(all);
    expect((await get('/api/admin/pollers/south/agents')).body).toEqual([all[1]]);
    expect((await get('/api/admin/pollers/nobody/agents')).body).toEqual([]);
  });
});

describe('declarations of services', () => {
  test('are told with their time and flags, of the last three days unless told otherwise', async () => {
    const { status, body } = await get('/api/services/declarations?poller=edge');
    expect(status).toBe(200);
    expect(body).toEqual([
      {
        ...{ timestamp: '2026-03-10T11:59:00.000Z', poller_id: 'edge', agent_id: 'agent-1' },
        ...{ name: 'snmp', type: 'snmp', config: { kv_store_id: 'kv-1' }, partition: 'north' },
      },
    ]);
    const range = 'start=2026-02-10T00:00:00Z&end=2026-03-10T11:59:00Z';
    expect((await get(`/api/services/declarations?${range}`)).body).toEqual([]);
    for (const query of ['agent=agent-1', 'service=snmp', 'type=snmp', 'partition=north']) {
      expect((await get(`/api/services/declarations?${query}`)).body).toHaveLength(1);
      const other = `${query.split('=')[0]}=other`;
      expect((await get(`/api/services/declarations?${other}`)).body).toEqual([]);
    }
    expect((await get('/api/services/declarations?start=soon')).status).toBe(400);
    expect((await get('/api/services/declarations?cursor=x')).status).toBe(400);
  });
});

describe('the registry', () => {
  test('registers, shows, changes and deletes a service', async () => {
    const made = await send('POST', '/api/registry/pollers', {
      id: 'new/one',
      metadata: { site: 'north' },
      spiffe_identity: 'spiffe://x/new',
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        ...{ type: 'poller', id: 'new/one', status: 'pending', registration_source: 'config' },
        ...{ first_seen: null, last_seen: null, created_by: 'local', agent_count: 0 },
        metadata: { site: 'north' },
      },
    });
    const url = `/api/registry/pollers/${encodeURIComponent('new/one')}`;
    expect(await send('POST', '/api/registry/pollers', { id: 'new/one' })).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT' },
    });
    expect((await send('DELETE', url)).status).toBe(409);
    for (const _time of ['once', 'twice']) {
      expect(await send('POST', `${url}/revoke`, { reason: 'lost' })).toMatchObject({
        status: 200,
        body: { status: 'revoked' },
      });
    }
    for (const _time of ['once', 'twice']) expect((await send('DELETE', url)).status).toBe(204);
    const { body } = await get(url);
    expect(body).toMatchObject({ status: 'deleted' });
    expect(
      (body.events as unknown as readonly Body[]).map((one) => [one.event_type, one.actor]),
    ).toEqual([
      ['deleted', 'local'],
      ['revoked', 'local'],
      ['registered', 'local'],
    ]);
    const listed = (await get('/api/registry/pollers')).body.map((one) => one.id);
    expect(listed).not.toContain('new/one');
    expect((await get('/api/registry/pollers?status=deleted')).body).toMatchObject([
      { id: 'new/one' },
    ]);
    expect(await send('POST', `${url}/restore`)).toMatchObject({ body: { status: 'pending' } });
    expect((await get('/api/registry?seen=never')).body).toMatchObject([{ id: 'new/one' }]);
  });

  test('registers agents and checkers below their parents', async () => {
    await send('POST', '/api/registry/pollers', { id: 'parent' });
    expect((await send('POST', '/api/registry/agents', { id: 'child' })).status).toBe(400);
    await send('POST', '/api/registry/agents', { id: 'child', poller_id: 'parent' });
    const checker = { id: 'x@child', agent_id: 'child', checker_kind: 'rperf' };
    expect(await send('POST', '/api/registry/checkers', checker)).toMatchObject({
      status: 201,
      body: { parent_id: 'child', poller_id: 'parent', checker_kind: 'rperf', is_healthy: null },
    });
    expect((await get('/api/registry/pollers/parent')).body).toMatchObject({
      agent_count: 1,
      checker_count: 1,
    });
  });

  test.each([
    ['an unknown member', { id: 'x', colour: 'red' }],
    ['a number for an id', { id: 7 }],
    ['metadata that are no texts', { id: 'x', metadata: { a: 1 } }],
    ['a list', []],
    ['an unknown source', { id: 'x', registration_source: 'rumour' }],
  ])('refuses a registration with %s', async (_what, body) => {
    const answer = await send('POST', '/api/registry/pollers', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
  });

  test('takes heartbeats, and tells those that it cannot use', async () => {
    const heartbeats = [
      { type: 'poller', id: 'beating', timestamp: '2026-03-10T11:00:00Z' },
      { type: 'poller', id: 'beating', timestamp: 'soon' },
      { type: 'poller', id: 'beating', health: true },
      null,
      { type: 'agent', id: 'unknown' },
    ];
    const report = {
      received: 5,
      recorded: 1,
      skipped_total: 4,
      skipped: [
        { index: 1, reason: 'invalid' },
        { index: 2, reason: 'invalid' },
        { index: 3, reason: 'invalid' },
        { index: 4, reason: 'unknown_service' },
      ],
    };
    for (const _time of ['once', 'twice']) {
      const answer = await send('POST', '/api/registry/heartbeats', { heartbeats });
      expect(answer).toMatchObject({ status: 200, body: report });
    }
    expect((await get('/api/registry/pollers/beating')).body).toMatchObject({
      status: 'active',
      last_seen: '2026-03-10T11:00:00.000Z',
      events: [{ event_type: 'activated' }, { event_type: 'registered' }],
    });
  });

  test('is listed page by page, nothing doubled and nothing left out', async () => {
    const heartbeats = Array.from({ length: 25 }, (_, count) => [
      { type: 'poller', id: `many-${count}`, timestamp: `2026-03-10T10:${10 + (count % 3)}:00Z` },
      { type: 'agent', id: `many-${count}`, poller_id: `many-${count % 2}` },
    ]).flat();
    await send('POST', '/api/registry/heartbeats', { heartbeats });
    const seen: string[] = [];
    const times: string[] = [];
    let cursor = '';
    do {
      const from = cursor === '' ? '' : `&cursor=${cursor}`;
      const answer = await get(`/api/registry?search=many-&limit=7${from}`);
      seen.push(...answer.body.map((one) => `${one.type} ${one.id}`));
      times.push(...answer.body.map((one) => String(one.first_registered)));
      cursor = String(answer.headers['x-next-cursor'] ?? '');
    } while (cursor !== '');
    expect(seen).toHaveLength(50);
    expect(new Set(seen).size).toBe(50);
    expect(times).toEqual(times.toSorted().toReversed());
    expect((await get('/api/registry/agents?poller=many-1&source=implicit')).body).toHaveLength(12);
    expect((await get('/api/registry?agent=many-3')).body).toMatchObject([{ type: 'agent' }]);
    expect((await get('/api/registry?status=active,pending&status=inactive')).status).toBe(200);
    expect((await get('/api/registry?status=lively')).status).toBe(400);
    expect((await get('/api/registry?cursor=x')).status).toBe(400);
  });
});

describe('somebody who is confined to a partition', () => {
  test('sees what services of it name, and nothing else', async () => {
    let partitions = ['south'];
    const app = buildServer(served.parts);
    app.addHook('onRequest', async (request) =>
      setAccess(request, {
        ...{ actor: 'guest', userId: 'guest', roles: [], scopes: ['*'] },
        partitions,
      }),
    );
    try {
      const ask = async (url: string) => (await app.inject({ url })).json();
      expect((await ask('/api/pollers')).map((one: Body) => one.poller_id)).toEqual(['south']);
      expect(await ask('/api/status')).toMatchObject({ total_pollers: 1 });
      expect(await ask('/api/pollers/edge')).toMatchObject({ code: 'NOT_FOUND' });
      expect(await ask('/api/pollers/edge/services/web/history')).toMatchObject({
        code: 'NOT_FOUND',
      });
      expect(await ask('/api/registry/pollers/edge')).toMatchObject({ code: 'NOT_FOUND' });
      expect((await ask('/api/services/tree')).map((one: Body) => one.poller_id)).toEqual([
        'south',
      ]);
      expect(await ask('/api/services/declarations')).toEqual([]);
      expect((await ask('/api/admin/agents')).map((one: Body) => one.agent_id)).toEqual([
        'agent-2',
      ]);
      expect((await ask('/api/registry')).map((one: Body) => one.id).sort()).toEqual([
        'agent-2',
        'south',
      ]);
      expect(await ask('/api/registry/checkers')).toEqual([]);
      partitions = ['north'];
      expect(await ask('/api/services/declarations')).toHaveLength(1);
      const checkers = await ask('/api/registry/checkers');
      expect(checkers.map((one: Body) => one.id)).toEqual(['snmp@agent-1']);
    } finally {
      await app.close();
    }
  });
});

test('the addresses of the registry read the datasets that are declared, and no others', async () => {
  const names = new Set<string>();
  const database = new Proxy(served.db.database, {
    get(target, member) {
      if (member !== 'relation') return Reflect.get(target, member);
      return (name: string) => {
        if (isDatasetName(name)) names.add(name);
        return target.relation(name);
      };
    },
  });
  const app = buildServer({ ...served.parts, database });
  try {
    for (const url of [
      ...['/api/pollers', '/api/pollers/edge/history', '/api/pollers/edge/services/web/history'],
      ...['/api/status', '/api/services/tree', '/api/admin/agents', '/api/registry'],
      ...['/api/registry/pollers/edge', '/api/pollers/edge/snmp', '/api/pollers/edge/rperf'],
      '/api/services/declarations',
    ]) {
      expect((await app.inject({ url })).statusCode, url).toBe(200);
    }
    expect([...names].sort()).toEqual([...REGISTRY_READS.datasets].sort());
  } finally {
    await app.close();
  }
});
