import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../../src/database/index.ts';
import { bearer, type Guarded, guard } from '../auth/guarded.ts';
import { at } from '../served.ts';

let served: Guarded;
let ofWest: Record<string, string> = {};
let ofAll: Record<string, string> = {};

beforeAll(async () => {
  served = await guard();
  ofWest = bearer(await served.token(['telemetry:read'], ['west']));
  ofAll = bearer(await served.token(['*']));
  for (const partition of ['west', 'east']) await measure(partition);
  served.clock.set('2026-03-10T12:00:01Z');
});
afterAll(() => served.close());

/** Sends what the checkers of one partition measured; both have the same poller. */
async function measure(partition: string): Promise<void> {
  const send = async (kind: string, payload: object) => {
    const url = `/api/ingest/payload/${kind}?poller_id=edge&agent_id=agent-${partition}&partition=${partition}`;
    const headers = { ...ofAll, 'content-type': 'application/json' };
    const answer = await served.ask({ method: 'POST', url, headers, payload });
    expect(answer.statusCode, answer.body).toBe(200);
  };
  await send('icmp', { host: '192.0.2.7', response_time: 1_500_000, available: true });
  await send('snmp', {
    router: {
      ...{ available: true, host_ip: '192.0.2.8' },
      oid_status: {
        ifInOctets_4: { last_value: 12.5, last_update: '2026-03-10T11:58:00Z' },
        ifHCInOctets_4: {
          last_value: '18446744073709551615',
          last_update: '2026-03-10T11:59:00Z',
        },
      },
    },
  });
  const tested = { bits_per_second: 9.5e8, jitter_ms: 0.25, duration: 10, packets_lost: 0 };
  await send('rperf', {
    available: true,
    status: {
      timestamp: '2026-03-10T11:57:00Z',
      results: [
        { target: 'a', success: true, status: tested },
        { target: 'b', success: false, error: 'refused' },
      ],
    },
  });
}

const ask = async (url: string, headers: Record<string, string> = ofAll) => {
  const answer = await served.ask({ url, headers });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
};

const WORDS = ['metrics', 'snmp', 'rperf'] as const;

describe('what a poller measured', () => {
  test('has the response times of its pings', async () => {
    const { body } = await ask('/api/pollers/edge/metrics');
    expect(body).toHaveLength(2);
    expect(body).toContainEqual({
      timestamp: '2026-03-10T12:00:00.000Z',
      response_time: 1_500_000,
      service_name: 'ping',
      target: '192.0.2.7',
      device_id: 'serviceradar:agent:agent-west',
      agent_id: 'agent-west',
      poller_id: 'edge',
      partition: 'west',
    });
  });

  test('has the values that it read by SNMP, the newest first, none of them rounded in silence', async () => {
    const { body } = await ask('/api/pollers/edge/snmp', ofWest);
    const common = {
      value_type: 'snmp',
      scale: 1,
      is_delta: false,
      if_index: 4,
      target_device_ip: '192.0.2.8',
      device_id: 'west:192.0.2.8',
      agent_id: 'agent-west',
      poller_id: 'edge',
      partition: 'west',
    };
    expect(body).toEqual([
      {
        ...common,
        timestamp: '2026-03-10T11:59:00.000Z',
        oid_name: 'ifHCInOctets',
        value: 18_446_744_073_709_552_000,
        exact_value: '18446744073709551615',
      },
      { ...common, timestamp: '2026-03-10T11:58:00.000Z', oid_name: 'ifInOctets', value: 12.5 },
    ]);
  });

  test('has its throughput tests, each once, also those that failed', async () => {
    const { body } = await ask('/api/pollers/edge/rperf', ofWest);
    expect(body).toMatchObject([
      {
        ...{ name: 'rperf-checker', target: 'a', success: true, error: null, duration: 10 },
        ...{ bits_per_second: 9.5e8, jitter_ms: 0.25, packets_lost: 0, loss_percent: null },
        ...{ timestamp: '2026-03-10T11:57:00.000Z', partition: 'west', agent_id: 'agent-west' },
      },
      { target: 'b', success: false, error: 'refused', bits_per_second: null },
    ]);
  });

  test.each(WORDS)('is told of the range that is asked for: %s', async (word) => {
    const url = `/api/pollers/edge/${word}`;
    const ofRange = async (query: string) => (await ask(`${url}?${query}`)).body.length;
    expect(await ofRange('start=2026-03-10T11:00:00Z&end=2026-03-10T12:00:01Z')).toBeGreaterThan(0);
    expect(await ofRange('end=2026-03-10T11:57:00Z')).toBe(0);
    expect((await ask(url)).headers['x-radarstore-complete']).toBe('true');
    for (const query of ['start=yesterday', 'end=12', 'hours=0', 'start=2026-03-11T00:00:00Z']) {
      const { status, body } = await ask(`${url}?${query}`);
      expect({ query, status, code: body.code }).toEqual({
        ...{ query, status: 400 },
        code: expect.stringMatching(/^(RANGE_INVALID|INSTANT_INVALID)$/),
      });
    }
  });

  test.each(WORDS)('is confined to the partitions of who asks: %s', async (word) => {
    const url = `/api/pollers/edge/${word}`;
    const partitionsOf = async (headers: Record<string, string>) =>
      new Set((await ask(url, headers)).body.map((one: { partition: string }) => one.partition));
    expect(await partitionsOf(ofAll)).toEqual(new Set(['west', 'east']));
    expect(await partitionsOf(ofWest)).toEqual(new Set(['west']));
  });

  test.each(WORDS)('is nothing for an id that nobody has: %s', async (word) => {
    for (const id of ['nobody', "it's a/b; drop table"]) {
      const { status, body } = await ask(`/api/pollers/${encodeURIComponent(id)}/${word}`);
      expect({ status, body }).toEqual({ status: 200, body: [] });
    }
  });

  test('is cut after 10,000 values, and says so', async () => {
    await served.db.database.execute(
      'test.many',
      sql`insert into radar.timeseries_metrics
                 ("timestamp", poller_id, metric_name, metric_type, device_id, value, row_key)
          select timestamptz '2026-03-10 11:00:00Z' + make_interval(secs => nr / 10.0), 'busy',
                 'load', 'snmp', 'd', nr, decode(md5(nr::text), 'hex')
            from generate_series(1, 10001) as nr`,
    );
    const { body, headers } = await ask('/api/pollers/busy/snmp');
    expect(headers['x-radarstore-complete']).toBe('false');
    expect(body).toHaveLength(10_000);
    expect(at(body[0].timestamp)).toBeGreaterThan(at(body[9_999].timestamp));
    expect(body[9_999].value).toBe(2);
  });
});
