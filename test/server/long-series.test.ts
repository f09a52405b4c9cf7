import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refreshRollups, sql } from '../../src/database/index.ts';
import { at, type Served, serve } from './served.ts';

const DEVICE = 'default:192.0.2.1';
const YEAR = 'start=2025-02-08T12:00:00Z&end=2026-03-10T12:00:00Z';

describe('series over more than a year, over HTTP', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
    const sample = (text: string, core_id: number, usage_percent: number) => ({
      timestamp: at(text),
      device_id: DEVICE,
      poller_id: 'poller-1',
      core_id,
      usage_percent,
      frequency_hz: 2e9,
    });
    await served.write({
      cpu_metrics: [
        sample('2026-03-10T09:10:00Z', 0, 10),
        sample('2026-03-10T09:20:00Z', 0, 20),
        sample('2026-03-10T09:20:00Z', 1, 40),
        sample('2026-03-10T11:50:00Z', 0, 50),
      ],
    });
    const { database } = served.db;
    await refreshRollups(database, { now: served.clock.now() });
    // As the refresh left it a year ago, when there were samples of it.
    await database.script(
      'test.history',
      `create table radar_chunks.long_ago partition of radar.cpu_metrics_hourly
         for values from ('2025-02-01') to ('2025-03-03');
       insert into radar.cpu_metrics_hourly
         (bucket, device_id, core_id, sample_count, usage_percent_count, usage_percent_sum,
          usage_percent_min, usage_percent_max, frequency_hz_count)
       values ('2025-02-08 12:00Z', '${DEVICE}', 0, 360, 360, 3600, 1, 99, 0);`,
    );
    await served.write({ cpu_metrics: [sample('2026-03-10T09:30:00Z', 0, 30)] });
  });
  afterAll(async () => served?.close());
  const cpu = (query: string, whose = `devices/${DEVICE}`) =>
    served.get(`/api/${whose}/sysmon/cpu?${query}`);

  test('have hours of the rollup and samples that it has yet to take in, and say so', async () => {
    const answer = await cpu(`${YEAR}&step=1h`);
    expect(answer.headers).toMatchObject({
      'x-radarstore-resolution': '3600s',
      'x-radarstore-source': 'cpu_metrics, cpu_metrics_hourly',
      'x-radarstore-complete-to': '2026-03-10T12:00:00.000Z',
      'x-radarstore-rollup-complete-to': '2026-03-10T09:00:00.000Z',
    });
    const point = (usage_percent: number, more: object) =>
      expect.objectContaining({ device_id: DEVICE, usage_percent, ...more });
    expect(answer.body).toEqual([
      {
        timestamp: '2026-03-10T11:00:00.000Z',
        cpus: [point(50, { core_id: 0, sample_count: 1, frequency_hz: 2e9 })],
      },
      {
        timestamp: '2026-03-10T09:00:00.000Z',
        cpus: [
          point(20, { core_id: 0, sample_count: 3, usage_percent_min: 10, usage_percent_max: 30 }),
          point(40, { core_id: 1, sample_count: 1 }),
        ],
      },
      {
        timestamp: '2025-02-08T12:00:00.000Z',
        cpus: [
          point(10, {
            sample_count: 360,
            usage_percent_min: 1,
            usage_percent_max: 99,
            frequency_hz: null,
          }),
        ],
      },
    ]);
  });

  test('are asked for with points as well, and refused as stored', async () => {
    const points = await cpu(`${YEAR}&points=1000`);
    expect(points.headers['x-radarstore-resolution']).toBe('43200s');
    expect(points.body).toHaveLength(2);
    expect((await cpu(YEAR)).body).toMatchObject({ code: 'RANGE_INVALID' });
  });

  test('of a poller come from samples alone', async () => {
    const answer = await cpu(`${YEAR}&step=1h`, 'pollers/poller-1');
    expect(answer.headers['x-radarstore-source']).toBe('cpu_metrics');
    expect(answer.headers).not.toHaveProperty('x-radarstore-rollup-complete-to');
    expect(answer.body).toHaveLength(2);
  });

  test('have been read whole once the rollup took everything in', async () => {
    await refreshRollups(served.db.database, { now: served.clock.now() });
    const settled = await cpu(`${YEAR}&step=1h`);
    expect(settled.headers['x-radarstore-rollup-complete-to']).toBe('2026-03-10T11:00:00.000Z');
    expect(settled.body[1]?.cpus?.[0]).toMatchObject({ usage_percent: 20, sample_count: 3 });
    const [row] = await served.db.database.query<{ count: number }>(
      'test.count',
      sql`select sum(sample_count)::integer as count from radar.cpu_metrics_hourly`,
    );
    expect(row?.count).toBe(364);
  });
});
