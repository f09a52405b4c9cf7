import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Served, serve } from './served.ts';

const DEVICE = 'default:192.0.2.1';
const KINDS = ['cpu', 'memory', 'disk', 'processes'] as const;

/** Who reported every sample of these tests. */
const reported = {
  device_id: DEVICE,
  partition: 'default',
  poller_id: 'poller-1',
  agent_id: 'agent-1',
  host_id: 'probe',
};
const origin = (timestamp: string) => ({
  timestamp,
  device_id: DEVICE,
  host_id: 'probe',
  host_ip: '192.0.2.1',
  agent_id: 'agent-1',
  poller_id: 'poller-1',
});
const FIRST = '2026-03-10T11:00:00.000Z';
const SECOND = '2026-03-10T11:00:10.250001Z';

describe('sysmon series over HTTP', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
    const samples = [FIRST, SECOND].map((text) => ({ ...reported, timestamp: at(text) }));
    await served.write({
      cpu_metrics: samples.flatMap((sample, index) => [
        { ...sample, core_id: 0, usage_percent: 10 + index, frequency_hz: 2e9 },
        { ...sample, core_id: 1, usage_percent: 20.5, label: 'P1', cluster: 'big' },
      ]),
      cpu_cluster_metrics: [{ ...samples[0], cluster: 'big', frequency_hz: 3e9 } as never],
      memory_metrics: samples.map((sample, index) => ({
        ...sample,
        total_bytes: 1_000,
        used_bytes: 400 + index,
        available_bytes: 600 - index,
        usage_percent: 40 + index / 10,
      })),
      disk_metrics: samples.flatMap((sample) => [
        { ...sample, mount_point: '/', device_name: 'sda1', total_bytes: 10, used_bytes: 4 },
        { ...sample, mount_point: '/a b', total_bytes: 2n ** 53n + 1n, used_bytes: 2n ** 62n },
      ]),
      process_metrics: samples.map((sample) => ({
        ...sample,
        pid: 4_294_967_295,
        name: 'radarstore',
        cpu_usage: 1.5,
        memory_usage: 2n ** 53n + 1n,
        status: 'S',
        start_time: FIRST,
      })),
    });
  });
  afterAll(async () => served?.close());
  const device = (kind: string, query = '') =>
    served.get(`/api/devices/${DEVICE}/sysmon/${kind}${query}`);
  const poller = (kind: string, query = '') =>
    served.get(`/api/pollers/poller-1/sysmon/${kind}${query}`);

  test('have the cores of a sample in one group, and its clusters where there are any', async () => {
    const core1 = { core_id: 1, label: 'P1', cluster: 'big', usage_percent: 20.5 };
    const wanted = [
      {
        cpus: [
          { core_id: 0, usage_percent: 11, frequency_hz: 2e9, ...origin(SECOND) },
          { ...core1, frequency_hz: null, ...origin(SECOND) },
        ],
        timestamp: SECOND,
      },
      {
        cpus: [
          { core_id: 0, usage_percent: 10, frequency_hz: 2e9, ...origin(FIRST) },
          { ...core1, frequency_hz: null, ...origin(FIRST) },
        ],
        clusters: [{ name: 'big', frequency_hz: 3e9, ...origin(FIRST) }],
        timestamp: FIRST,
      },
    ];
    expect((await device('cpu')).body).toEqual(wanted);
    expect((await poller('cpu')).body).toEqual(wanted);
  });

  test('have one memory per group', async () => {
    const wanted = [
      {
        memory: {
          used_bytes: 401,
          total_bytes: 1_000,
          available_bytes: 599,
          usage_percent: 40.1,
          ...origin(SECOND),
        },
        timestamp: SECOND,
      },
    ];
    expect((await device('memory', '?latest=true')).body).toEqual(wanted);
    expect((await poller('memory', '?latest=true')).body).toEqual(wanted);
  });

  test('leave out the poller where none reported', async () => {
    const { poller_id: _none, ...direct } = reported;
    const stray = { ...direct, device_id: 'default:192.0.2.7', timestamp: at(FIRST) };
    await served.write({ memory_metrics: [{ ...stray, used_bytes: 1 }] });
    for (const query of ['', '?step=1h']) {
      const { body } = await served.get(`/api/devices/default:192.0.2.7/sysmon/memory${query}`);
      expect(body).toHaveLength(1);
      expect(body[0]?.memory).toMatchObject({ agent_id: 'agent-1', used_bytes: 1 });
      expect(body[0]?.memory).not.toHaveProperty('poller_id');
    }
  });

  test('have the mount points of a sample in one group, or the one that was asked for', async () => {
    const root = {
      mount_point: '/',
      device_name: 'sda1',
      used_bytes: 4,
      total_bytes: 10,
      available_bytes: null,
      usage_percent: null,
    };
    const [newest] = (await device('disk')).body;
    expect(newest?.disks?.[0]).toEqual({ ...root, ...origin(SECOND) });
    expect(newest?.disks?.[1]?.mount_point).toBe('/a b');
    const wanted = [SECOND, FIRST].map((text) => ({
      disks: [{ ...root, ...origin(text) }],
      timestamp: text,
    }));
    expect((await device('disk', '?mount_point=/')).body).toEqual(wanted);
    expect((await device('disk', '?mount_point=%2Fa%20b&latest=true')).body[0]?.disks).toHaveLength(
      1,
    );
    expect((await device('disk', '?mount_point=/nowhere')).body).toEqual([]);
  });

  test('have the processes of a sample in one group', async () => {
    const [newest] = (await device('processes')).body;
    expect(newest).toMatchObject({
      processes: [{ pid: 4_294_967_295, name: 'radarstore', cpu_usage: 1.5, status: 'S' }],
      timestamp: SECOND,
    });
    expect((await poller('processes')).body).toHaveLength(2);
  });

  test('write whole numbers beyond 2^53 with all their digits', async () => {
    expect((await device('processes', '?latest=true')).text).toContain(
      '"memory_usage":9007199254740993,',
    );
    const { text } = await device('disk', '?step=1h');
    expect(text).toContain('"used_bytes":4611686018427387904,"total_bytes":9007199254740993,');
  });

  test('tell resolution, source and how far they are complete', async () => {
    expect((await device('cpu')).headers).toMatchObject({
      'x-radarstore-resolution': 'raw',
      'x-radarstore-source': 'cpu_metrics',
      'x-radarstore-complete-to': '2026-03-10T12:00:00.000Z',
    });
    const range = 'start=2026-03-10T10:30:00Z&end=2026-03-10T13:00:00Z';
    expect((await device('disk', `?${range}&step=7m`)).headers).toMatchObject({
      'x-radarstore-resolution': '420s',
      'x-radarstore-source': 'disk_metrics',
      'x-radarstore-complete-to': '2026-03-10T11:57:00.000Z',
    });
  });

  test('downsample on request, with extremes and number of samples', async () => {
    const [point] = (await device('cpu', '?step=1m')).body;
    expect(point?.timestamp).toBe('2026-03-10T11:00:00.000Z');
    expect(point?.cpus?.[0]).toEqual({
      core_id: 0,
      usage_percent: 10.5,
      frequency_hz: 2e9,
      usage_percent_min: 10,
      usage_percent_max: 11,
      sample_count: 2,
      ...origin(FIRST),
    });
    expect(point?.clusters).toEqual([{ name: 'big', frequency_hz: 3e9, ...origin(FIRST) }]);
    expect((await device('memory', '?points=1')).body).toMatchObject([
      { memory: { used_bytes: 401, usage_percent_min: 40, usage_percent_max: 40.1 } },
    ]);
  });

  test('begin at start and end before end', async () => {
    const query = (start: string, end: string) => `?start=${start}&end=${end}`;
    const times = async (start: string, end: string) =>
      (await device('memory', query(start, end))).body.map((group) => group.timestamp);
    expect(await times(FIRST, SECOND)).toEqual([FIRST]);
    expect(await times(FIRST, '2026-03-10T11:00:10.250002Z')).toEqual([SECOND, FIRST]);
    expect(await times('2026-03-10T11:00:00.000001Z', SECOND)).toEqual([]);
    expect(await times('2026-03-10T12:00:00%2B01:00', FIRST.replace('Z', '001Z'))).toEqual([FIRST]);
  });

  test.each(KINDS)('of %s are an empty list for an id that nobody knows', async (kind) => {
    for (const folder of ['devices', 'pollers']) {
      for (const query of ['', '?latest=true', '?points=10', '?step=1h']) {
        const answer = await served.get(`/api/${folder}/no%2Fbody:::/sysmon/${kind}${query}`);
        expect([answer.status, answer.text]).toEqual([200, '[]']);
      }
    }
  });

  test.each([
    ['start=2026-03-10T11:00:00Z&end=2026-03-10T11:00:00Z', 'RANGE_INVALID'],
    ['start=2026-03-10T11:00:01Z&end=2026-03-10T11:00:00Z', 'RANGE_INVALID'],
    ['hours=0', 'RANGE_INVALID'],
    ['hours=-1', 'RANGE_INVALID'],
    ['hours=2161', 'RANGE_INVALID'],
    ['start=noon', 'RANGE_INVALID'],
    ['step=fast', 'REQUEST_INVALID'],
    ['points=0', 'REQUEST_INVALID'],
    ['step=1m&points=5', 'REQUEST_INVALID'],
    ['latest=yes', 'REQUEST_INVALID'],
    ['latest=true&step=1m', 'REQUEST_INVALID'],
    ['mount_point=/', 'REQUEST_INVALID'],
    ['hour=1', 'REQUEST_INVALID'],
    ['start=2026-03-10T11:00:00+01:00', 'RANGE_INVALID'],
  ])('refuse %s', async (query, code) => {
    const answer = await device('cpu', `?${query}`);
    expect(answer.body).toMatchObject({ status: 400, code });
    expect(answer.body.message).toMatch(/^[A-Z].*\.$/);
    expect(answer.body.hint).toMatch(/^[A-Z].*\.$/);
  });

  test('never write NaN or infinity', async () => {
    await served.db.database.script(
      'test.nan',
      `insert into radar.cpu_metrics ("timestamp", device_id, core_id, usage_percent, frequency_hz)
       values ('2026-03-10 11:30:00+00', 'odd', 0, 'NaN', 'Infinity')`,
    );
    const answer = await served.get('/api/devices/odd/sysmon/cpu');
    expect(answer.body[0]?.cpus?.[0]).toMatchObject({ usage_percent: null, frequency_hz: null });
    const downsampled = await served.get('/api/devices/odd/sysmon/cpu?step=1h');
    expect(downsampled.body[0]?.cpus?.[0]).toMatchObject({ usage_percent: null, sample_count: 1 });
  });
});
