import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROLLUPS } from '../../src/catalogue/index.ts';
import { refreshRollups } from '../../src/database/index.ts';
import { at, type Body, type Served, serve } from './served.ts';

const span = (text: string, serial: number, milliseconds: number, more: object = {}) => ({
  timestamp: at(text),
  trace_id: serial.toString(16).padStart(32, '0'),
  span_id: serial.toString(16).padStart(16, '0'),
  service_name: 'checkout',
  name: 'GET /',
  kind: 2,
  status_code: 0,
  start_time_unix_nano: 1_000_000_000n,
  end_time_unix_nano: 1_000_000_000n + BigInt(Math.round(milliseconds * 1e6)),
  ...more,
});

describe('rollups over HTTP', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
    const hundred = Array.from({ length: 100 }, (_, index) =>
      span('2026-03-10T09:10:00Z', index + 1, index + 1),
    );
    const cart = { service_name: 'cart', name: 'SELECT', kind: 3, status_code: 2 };
    const device = { device_id: 'default:192.0.2.1', poller_id: 'poller-1', agent_id: 'agent-1' };
    await served.write({
      otel_traces: [...hundred, span('2026-03-10T10:10:00Z', 200, 7.5, cart)],
      netflow_metrics: [1, 2].map((serial) => ({
        timestamp: at('2026-03-10T09:10:00Z'),
        sampler_address: '192.0.2.9',
        input_snmp: 4_294_967_295,
        protocol: 6,
        octets: 2n ** 62n,
        packets: 1,
        row_key: Buffer.alloc(16, serial),
      })),
      cpu_metrics: [0, 1].map((core_id) => ({
        ...device,
        timestamp: at('2026-03-10T11:31:00Z'),
        core_id,
        usage_percent: 20 + 10 * core_id,
        frequency_hz: 2e9,
      })),
      memory_metrics: [
        { ...device, timestamp: at('2026-03-10T11:32:00Z'), total_bytes: 2n ** 60n, used_bytes: 4 },
      ],
    });
    await refreshRollups(served.db.database, { now: served.clock.now() });
    await served.write({
      otel_traces: [span('2026-03-10T09:20:00Z', 300, 1_000), span('2026-03-10T11:50:00Z', 301, 5)],
    });
  });
  afterAll(async () => served?.close());
  const ask = (name: string, query = '') => served.get(`/api/rollups/${name}?${query}`);

  test('have columns, a place per point, and samples that are yet to be taken in', async () => {
    const columns = 'sample_count,error_count,duration_ms_avg,duration_ms_max';
    const answer = await ask('otel_traces_hourly', `by=service_name&columns=${columns}`);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-radarstore-resolution': '3600s',
      'x-radarstore-source': 'otel_traces, otel_traces_hourly',
      'x-radarstore-complete-to': '2026-03-10T12:00:00.000Z',
      'x-radarstore-rollup-complete-to': '2026-03-10T09:00:00.000Z',
    });
    expect(answer.body).toEqual([
      {
        group: { service_name: 'cart' },
        timestamp: ['2026-03-10T10:00:00.000Z'],
        columns: {
          sample_count: [1],
          error_count: [1],
          duration_ms_avg: [7.5],
          duration_ms_max: [7.5],
        },
      },
      {
        group: { service_name: 'checkout' },
        timestamp: ['2026-03-10T09:00:00.000Z', '2026-03-10T11:00:00.000Z'],
        columns: {
          sample_count: [101, 1],
          error_count: [0, 0],
          duration_ms_avg: [6_050 / 101, 5],
          duration_ms_max: [1_000, 5],
        },
      },
    ]);
  });

  test('give percentiles of all values of a step, beside the columns that are asked for', async () => {
    const answer = await ask(
      'otel_traces_hourly',
      'service_name=checkout&by=none&step=24h&columns=sample_count&percentiles=50,99,100',
    );
    const [series] = answer.body as readonly Body[];
    expect(series?.group).toEqual({});
    const columns = series?.columns as unknown as { readonly [name: string]: readonly number[] };
    expect(Object.keys(columns)).toEqual([
      'sample_count',
      'duration_ms_p50',
      'duration_ms_p99',
      'duration_ms_p100',
    ]);
    // Of 102 durations: 1 to 100, 5 and 1,000 milliseconds; the range cuts no step of them in two.
    const near = (value: number | undefined, wanted: number) =>
      expect(Math.abs((value ?? 0) / wanted - 1)).toBeLessThanOrEqual(0.05);
    expect(columns.sample_count).toEqual([102]);
    near(columns.duration_ms_p50?.[0], 50);
    near(columns.duration_ms_p99?.[0], 99);
    near(columns.duration_ms_p100?.[0], 1_000);
  });

  test('have every column, and a series per group, unless told otherwise', async () => {
    const { body } = await ask('netflow_metrics_hourly');
    expect(body).toEqual([
      {
        group: {
          sampler_address: '192.0.2.9',
          input_snmp: 4_294_967_295,
          output_snmp: null,
          protocol: 6,
          partition: null,
        },
        timestamp: ['2026-03-10T09:00:00.000Z'],
        columns: {
          sample_count: [2],
          octets_count: [2],
          octets_sum: [2 ** 63],
          octets_max: [2 ** 62],
          packets_count: [2],
          packets_sum: [2],
          packets_max: [1],
          octets_avg: [2 ** 62],
          packets_avg: [1],
        },
      },
    ]);
    const text = (await ask('netflow_metrics_hourly')).text;
    expect(text).toContain('"octets_sum":[9223372036854775808]');
    expect((await ask('netflow_metrics_hourly', 'input_snmp=1')).body).toEqual([]);
  });

  test('of five minutes are there for devices, and the summary that puts them together', async () => {
    const answer = await ask('device_metrics_summary', 'device_id=default:192.0.2.1');
    expect(answer.headers).toMatchObject({
      'x-radarstore-resolution': '300s',
      'x-radarstore-source': 'device_metrics_summary',
      'x-radarstore-rollup-complete-to': '2026-03-10T12:00:00.000Z',
    });
    expect(answer.body).toEqual([
      {
        group: {
          device_id: 'default:192.0.2.1',
          poller_id: 'poller-1',
          agent_id: 'agent-1',
          partition: 'default',
        },
        timestamp: ['2026-03-10T11:30:00.000Z'],
        columns: {
          avg_cpu_usage: [25],
          total_disk_bytes: [null],
          used_disk_bytes: [null],
          total_memory_bytes: [2 ** 60],
          used_memory_bytes: [4],
          metric_count: [2],
          disk_sample_count: [0],
          memory_sample_count: [1],
        },
      },
    ]);
    expect(answer.text).toContain('"total_memory_bytes":[1152921504606846976]');
    const part = await ask('device_metrics_summary_cpu', 'columns=usage_percent_max&step=10m');
    expect(part.body[0]?.columns).toEqual({ usage_percent_max: [30] });
    expect((await ask('device_metrics_summary', 'device_id=default:192.0.2.2')).body).toEqual([]);
  });

  test('are listed with what may be asked of them, and how far they are', async () => {
    const { body } = await served.get('/api/rollups');
    expect(body.map((one) => one.name)).toEqual([
      ...ROLLUPS.map((rollup) => rollup.name),
      'device_metrics_summary',
    ]);
    const traces = body.find((one) => one.name === ('otel_traces_hourly' as unknown));
    expect(traces).toMatchObject({
      sources: ['otel_traces'],
      bucket_seconds: 3_600,
      retention_seconds: 395 * 86_400,
      percentiles: ['duration_ms'],
      complete_to: '2026-03-10T09:00:00.000Z',
      oldest: '2026-03-10T09:00:00.000Z',
      last_refreshed: '2026-03-10T12:00:00.000Z',
    });
    expect(traces?.groups?.map((group) => group.name)).toEqual(['service_name', 'name', 'kind']);
    const columns = traces?.columns?.map((column) => String(column.name)) ?? [];
    expect(columns).toContain('duration_ms_avg');
    const answer = await ask('otel_traces_hourly');
    expect(Object.keys(answer.body[0]?.columns ?? {})).toEqual(columns);
    const summary = body.at(-1);
    expect(summary).toMatchObject({ bucket_seconds: 300, retention_seconds: null });
    for (const { name } of body) {
      expect((await ask(String(name))).status, String(name)).toBe(200);
    }
  });

  test.each([
    ['otel_traces_hourly', 'step=90m', 'REQUEST_INVALID', 'whole buckets'],
    ['otel_traces_hourly', 'step=1h&points=5', 'REQUEST_INVALID', 'exclude each other'],
    ['otel_traces_hourly', 'by=service', 'REQUEST_INVALID', 'told apart by "service"'],
    ['otel_traces_hourly', 'columns=duration_ms_mean', 'REQUEST_INVALID', 'duration_ms_mean'],
    ['otel_traces_hourly', 'by=none&columns=duration_ms_first', 'REQUEST_INVALID', 'one group'],
    ['otel_traces_hourly', 'kind=two', 'REQUEST_INVALID', 'whole number'],
    ['otel_traces_hourly', 'kind=4294967296', 'REQUEST_INVALID', 'whole number of 32 bits'],
    ['otel_traces_hourly', 'percentiles=101', 'REQUEST_INVALID', 'percentiles'],
    ['otel_traces_hourly', 'percentiles=p99', 'REQUEST_INVALID', 'percentiles'],
    ['cpu_metrics_hourly', 'percentiles=99', 'REQUEST_INVALID', 'no parameter "percentiles"'],
    ['cpu_metrics_hourly', 'service_name=cart', 'REQUEST_INVALID', 'service_name'],
    ['cpu_metrics_hourly', 'hours=10000', 'RANGE_INVALID', '400 days'],
    ['device_metrics_summary', 'step=1h', 'REQUEST_INVALID', 'step'],
    ['device_metrics_summary', 'columns=cpu', 'REQUEST_INVALID', 'column "cpu"'],
  ])('of %s refuse %s', async (name, query, code, said) => {
    const answer = await ask(name, query);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code });
    expect(answer.body.message).toContain(said);
  });

  test('have points as few as are asked for, and of whole buckets', async () => {
    const answer = await ask(
      'otel_traces_hourly',
      'hours=100&points=10&by=none&columns=sample_count',
    );
    expect(answer.headers['x-radarstore-resolution']).toBe('43200s');
    const fine = await ask('otel_traces_hourly', 'hours=2&points=1000&by=none');
    expect(fine.headers['x-radarstore-resolution']).toBe('3600s');
  });

  test('of no name answer that there is nothing', async () => {
    const answer = await ask('cpu_metrics');
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'NOT_FOUND' });
  });
});
