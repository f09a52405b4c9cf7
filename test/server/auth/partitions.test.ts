import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../../src/database/index.ts';
import { bearer, type Guarded, guard } from './guarded.ts';
import { DECISIONS } from './partition-decisions.ts';
import { type DeclaredRoute, requestTo } from './routes.ts';

let served: Guarded;
let ofWest = {};
let ofAll = {};

beforeAll(async () => {
  served = await guard();
  await served.app.ready();
  ofWest = bearer(await served.token(['*'], ['west']));
  ofAll = bearer(await served.token(['*']));
  for (const partition of ['west', 'east']) {
    await served.write({ cpu_metrics: [cpuRow(partition)] });
  }
});

afterAll(() => served.close());

const AT = 1_773_140_400_000_000;
const cpuRow = (partition: string) => ({
  device_id: `${partition}:192.0.2.9`,
  timestamp: AT,
  core_id: 0,
  usage_percent: 5,
  host_id: `host-of-${partition}`,
  poller_id: 'p',
  agent_id: 'a',
  partition,
});
const nameOf = ({ method, url }: DeclaredRoute) => `${method} ${url}`;
const confinable = () =>
  served.routes.filter(({ permission }) => permission !== 'public' && permission !== 'signed-in');

describe('who is confined to a partition', () => {
  test('is decided upon at every route', () => {
    const declared = Object.fromEntries(
      confinable().map((route) => [
        nameOf(route),
        route.honoursPartitions ? 'honoured' : 'refused',
      ]),
    );
    expect(declared).toEqual(DECISIONS);
  });

  test('is refused, in a sentence, where data belongs to no partition', async () => {
    for (const route of confinable().filter(({ honoursPartitions }) => !honoursPartitions)) {
      const answer = await served.ask({ ...requestTo(route), headers: ofWest });
      expect(answer.statusCode, nameOf(route)).toBe(403);
      expect(answer.json()).toMatchObject({
        code: 'ACCESS_DENIED',
        message: expect.stringContaining('you are confined to west'),
      });
    }
  });

  test('never learns of another partition, whatever the address is asked', async () => {
    for (const partition of ['west', 'east']) {
      const hostname = `host-of-${partition}`;
      const deviceId = `${partition}:192.0.2.9`;
      await served.observe({ deviceId, partition, ip: '192.0.2.9', hostname });
    }
    const seen = new Set<string>();
    for (const route of confinable().filter(({ honoursPartitions }) => honoursPartitions)) {
      for (const id of ['east:192.0.2.9', 'west:192.0.2.9']) {
        const request = { ...requestTo(route, id) };
        if (route.method !== 'GET') continue;
        const answer = await served.ask({ ...request, headers: ofWest });
        expect(answer.body, `${nameOf(route)} of ${id}`).not.toContain('host-of-east');
        expect(answer.statusCode, nameOf(route)).not.toBe(403);
        if (id.startsWith('east') && route.url.startsWith('/api/devices/:id')) {
          expect(answer.statusCode, nameOf(route)).toBe(404);
        }
        const whole = await served.ask({ ...request, headers: ofAll });
        if (whole.body.includes('host-of-east')) seen.add(nameOf(route));
      }
    }
    // What nobody sees at all proves nothing.
    expect([...seen]).toContain('GET /api/devices/:id/sysmon/cpu');
  });
});

describe('what somebody sends who is confined to a partition', () => {
  const send = (url: string, payload: string, type = 'application/x-ndjson') =>
    served.ask({
      method: 'POST',
      url,
      payload,
      headers: { ...ofWest, 'content-type': type },
    });
  const row = (changes: object) =>
    JSON.stringify({
      ...cpuRow('west'),
      timestamp: '2026-03-10T11:30:00Z',
      core_id: 7,
      ...changes,
    });

  test('is stored row by row, but for rows and devices of others, which are kept aside', async () => {
    const rows = [
      row({ partition: 'east', device_id: 'east:192.0.2.9' }),
      row({}),
      row({ device_id: 'east:192.0.2.9' }),
      row({ partition: null, core_id: 8 }),
      row({ partition: 'westend', core_id: 9 }),
    ];
    const answer = await send('/api/ingest/cpu_metrics', rows.join('\n'));
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      accepted: 1,
      rejected_count: 4,
      rejected: [
        { index: 0, field: 'partition', code: 'other_partition' },
        { index: 2, field: 'device_id', code: 'other_partition' },
        { index: 3, field: 'partition', code: 'other_partition' },
        { index: 4, field: 'partition', code: 'other_partition' },
      ],
    });
    const letters = await served.db.database.query<{ original: Buffer }>(
      'test.letters',
      sql`select original from radar.dead_letters where reason = 'other_partition' order by id`,
    );
    expect(letters.map(({ original }) => original.toString()).sort()).toEqual(
      [rows[0], rows[2], rows[3], rows[4]].sort(),
    );
  });

  test('is no device of another partition, by a row or by a payload', async () => {
    const update = {
      observed_at: '2026-03-10T11:40:00Z',
      device_id: 'east:192.0.2.9',
      partition: 'east',
      discovery_source: 'snmp',
      agent_id: 'a',
      poller_id: 'p',
      ip: '192.0.2.9',
      hostname: 'taken-over',
    };
    for (const partition of ['east', 'west']) {
      const answer = await send(
        '/api/ingest/device_updates',
        JSON.stringify({ ...update, partition }),
      );
      expect(answer.json()).toMatchObject({ code: 'NOTHING_ACCEPTED', rejected_count: 1 });
    }
    const sysmon = {
      available: true,
      status: {
        timestamp: '2026-03-10T11:59:00Z',
        host_id: 'h',
        host_ip: '192.0.2.9',
        cpus: [{ core_id: 0, usage_percent: 5 }],
        memory: { used_bytes: 1, total_bytes: 4 },
      },
    };
    const payload = await send(
      '/api/ingest/payload/sysmon?poller_id=p&partition=east',
      JSON.stringify(sysmon),
      'application/json',
    );
    expect(payload.json()).toMatchObject({ code: 'NOTHING_ACCEPTED' });
    const withoutSample = await send(
      '/api/ingest/payload/sysmon?poller_id=p&partition=east',
      JSON.stringify({ available: false, status: sysmon.status }),
      'application/json',
    );
    expect(withoutSample.json()).toMatchObject({
      code: 'NOTHING_ACCEPTED',
      rejected: [{ field: 'partition', code: 'other_partition' }],
    });
    const counted = await served.db.database.query(
      'test.stalls',
      sql`select from radar.sysmon_stalls`,
    );
    expect(counted).toEqual([]);
    const updates = await served.db.database.query(
      'test.updates',
      sql`select from radar.device_updates where hostname = 'taken-over'`,
    );
    expect(updates).toEqual([]);
  });

  test('is refused as a whole where its rows name no partition', async () => {
    for (const dataset of ['logs', 'events', 'otel_traces', 'pollers']) {
      const answer = await send(`/api/ingest/${dataset}`, '{}');
      expect(answer.statusCode, dataset).toBe(403);
    }
  });
});
