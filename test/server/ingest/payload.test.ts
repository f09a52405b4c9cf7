import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
    'truncate radar.cpu_metrics, radar.memory_metrics, radar.unified_devices, radar.device_updates, radar.dead_letters',
  );
});

const send = (kind: string, payload: object | string, query = '') =>
  post(
    served.app,
    `/api/ingest/payload/${kind}${query}`,
    typeof payload === 'string' ? payload : JSON.stringify(payload),
    { type: 'application/json' },
  );

const sysmon = (cpus: readonly object[]) => ({
  available: true,
  status: {
    timestamp: '2026-03-10T11:59:00Z',
    host_id: 'h',
    host_ip: '192.0.2.1',
    cpus,
    memory: { used_bytes: 1, total_bytes: 4 },
  },
});

describe('a payload of the old system', () => {
  test('becomes rows by its kind, of the poller that the request names', async () => {
    const payload = sysmon([{ core_id: 0, usage_percent: 5 }]);
    const query = '?poller_id=p&partition=west';
    expect((await send('sysmon', payload, query)).body).toMatchObject({
      accepted: 2,
      rejected_count: 0,
    });
    expect(await read(served, 'cpu_metrics')).toMatchObject([
      { device_id: 'west:192.0.2.1', poller_id: 'p', core_id: 0, usage_percent: 5 },
    ]);
    expect((await send('sysmon', payload, query)).body).toMatchObject({ duplicates: 2 });
  });

  test('loses a record that cannot be read alone, and keeps it as a dead letter', async () => {
    const cpus = [{ core_id: 0, usage_percent: 5 }, { core_id: 'x' }];
    const { status, body } = await send('sysmon', sysmon(cpus));
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 2, rejected: [{ index: 0, code: 'bad_value' }] });
    expect(body.rejected?.[0]?.field).toContain('cpus[1]');
    const [letter] = await read(served, 'dead_letters');
    expect(letter).toMatchObject({ receiver: 'payload', reason: 'bad_value' });
    expect(String(letter?.original)).toContain('"x"');
  });

  test('of a host without a sample makes no rows, and after five in a row a check that failed', async () => {
    const query = '?poller_id=p&partition=stall&service_name=sysmon';
    const empty = { available: false, status: { host_ip: '192.0.2.5', host_id: 'h' } };
    const checks = async () =>
      (await read(served, 'device_capabilities')).filter(
        ({ device_id: id }) => id === 'stall:192.0.2.5',
      );
    for (const _poll of [1, 2, 3, 4]) {
      served.clock.advance(30_000);
      expect(await send('sysmon', empty, query)).toMatchObject({
        status: 200,
        body: { accepted: 0, rejected_count: 0 },
      });
    }
    expect(await checks()).toEqual([]);
    const headers = { 'idempotency-key': 'the fifth' };
    served.clock.advance(30_000);
    for (const _time of ['once', 'twice']) {
      const url = `/api/ingest/payload/sysmon${query}`;
      const type = 'application/json';
      await post(served.app, url, JSON.stringify(empty), { type, headers });
    }
    expect(await checks()).toMatchObject([
      {
        ...{ capability: 'sysmon', service_id: 'sysmon', state: 'failed', enabled: true },
        failure_reason: '5 polls in a row without a sample',
        metadata: { host_ip: '192.0.2.5', host_id: 'h', poller_id: 'p', consecutive_empty: '5' },
      },
    ]);
    expect(await count(served, 'sysmon_stalls')).toBe(1);
    const status = { ...empty.status, cpus: [{ core_id: 0, usage_percent: 5 }] };
    await send('sysmon', { available: true, status }, query);
    expect((await checks()).map(({ state }) => state).sort()).toEqual(['failed', 'ok']);
    expect(await count(served, 'sysmon_stalls')).toBe(0);
  });

  test('that is no JSON is refused, and kept', async () => {
    expect(await send('sysmon', '{"status":')).toMatchObject({
      status: 400,
      body: { code: 'NOTHING_ACCEPTED' },
    });
    expect(await count(served, 'dead_letters')).toBe(1);
    expect((await send('sysmon', '')).status).toBe(400);
  });

  test('of an unknown kind is 404, with the right one', async () => {
    expect(await send('sismon', {})).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND', hint: expect.stringContaining('"sysmon"') },
    });
  });
});
