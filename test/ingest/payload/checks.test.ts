import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../src/core/index.ts';
import { rowsOfPayload } from '../../../src/ingest/payload/index.ts';
import { CONTEXT, RECEIVED, SAMPLES } from './samples.ts';

describe('a ping', () => {
  const PING = { host: ' 192.0.2.1 ', response_time: 1_234_567, packet_loss: 0, available: true };
  const read = (ping: unknown, context: object = {}) =>
    rowsOfPayload('icmp', ping, { ...CONTEXT, ...context });
  const rowOf = (ping: object, context: object = {}) =>
    read({ ...PING, ...ping }, context).rows.timeseries_metrics?.[0];

  test('belongs to its agent, under the name that it ever had, and says its true unit', () => {
    expect(rowOf({})).toEqual({
      timestamp: RECEIVED,
      poller_id: 'poller-1',
      agent_id: 'agent-1',
      metric_name: 'icmp_gateway_response_time_ms',
      metric_type: 'icmp',
      device_id: 'serviceradar:agent:agent-1',
      value: 1_234_567,
      unit: 'ns',
      partition: 'east',
      scale: 1,
      is_delta: false,
      target_device_ip: '192.0.2.1',
      metadata: {
        device_id: 'serviceradar:agent:agent-1',
        icmp_service_name: 'gateway',
        target_host: '192.0.2.1',
        available: 'true',
        packet_loss: '0',
        response_time: '1234567',
        collector_ip: '192.0.2.9',
        host_device_id: 'east:192.0.2.9',
        host_last_seen_ip: '192.0.2.9',
        host_last_seen_at: '2026-03-10T12:00:05.000Z',
      },
      row_key: expect.any(Uint8Array),
    });
  });

  test('without an answer has no latency, but its loss', () => {
    for (const lost of [
      { available: false, response_time: 0, packet_loss: 100 },
      { available: false, response_time: 5_000, packet_loss: 100 },
      { available: true, response_time: 0, packet_loss: 100 },
      { available: true, response_time: null, packet_loss: 100 },
    ]) {
      const row = rowOf(lost);
      expect(row?.value).toBeNull();
      expect(row?.metadata).toMatchObject({
        packet_loss: '100',
        available: String(lost.available),
      });
      expect(row?.metadata).not.toHaveProperty('response_time');
    }
  });

  test('without an agent belongs to nobody, and is refused', () => {
    const { rows, refused } = read(PING, { agentId: ' ' });
    expect(rows).toEqual({});
    expect(refused).toMatchObject([{ reason: 'missing_value', original: PING }]);
  });

  test('keeps the device of its payload beside that of the agent', () => {
    expect(rowOf({ device_id: 'east:192.0.2.77' })).toMatchObject({
      device_id: 'serviceradar:agent:agent-1',
      metadata: { target_device_id: 'east:192.0.2.77' },
    });
  });

  test('from a collector without an address names none', () => {
    for (const sourceIp of ['poller', '', null]) {
      const row = rowOf({}, { sourceIp });
      expect(row?.metadata).not.toHaveProperty('collector_ip');
      expect(row?.device_id).toBe('serviceradar:agent:agent-1');
    }
  });

  test('may come in a list, in which each stands alone', () => {
    const { rows, refused } = read([PING, { ...PING, host: '' }, { ...PING, response_time: -1 }]);
    expect(rows.timeseries_metrics).toHaveLength(1);
    expect(refused.map(({ path }) => path)).toEqual(['[1].host', '[2].response_time']);
  });
});

describe('an rperf payload', () => {
  const read = (payload: unknown, context: object = {}) =>
    rowsOfPayload('rperf', payload, { ...CONTEXT, serviceName: 'rperf-checker', ...context });

  test('becomes one wide row per test, the failed ones with their error and no numbers', () => {
    const test = {
      timestamp: RECEIVED - 5_000_000,
      poller_id: 'poller-1',
      service_name: 'rperf-checker',
      agent_id: 'agent-1',
      partition: 'east',
      metadata: null,
      row_key: expect.any(Uint8Array),
    };
    const { rows, refused } = read(SAMPLES.rperf);
    expect(refused).toEqual([]);
    expect(rows.rperf_metrics).toEqual([
      {
        ...test,
        device_id: 'east:TCP Test',
        target: 'TCP Test',
        success: true,
        error: null,
        bits_per_second: 9.4e8,
        bytes_sent: 117_500_000,
        bytes_received: null,
        duration_seconds: null,
        jitter_ms: 0.2,
        loss_percent: null,
        packets_sent: null,
        packets_received: null,
        packets_lost: 0,
        response_time_ns: null,
      },
      {
        ...test,
        device_id: 'east:UDP Test',
        target: 'UDP Test',
        success: false,
        error: 'no route',
      },
    ]);
  });

  test('keeps the own time of each test, so that a repeated answer is the same row', () => {
    const answer = (at: number) => ({
      status: {
        timestamp: formatInstant(at),
        results: [{ target: 't', success: true, timestamp: formatInstant(RECEIVED - 9_000_000) }],
      },
    });
    const first = read(answer(RECEIVED - 1_000_000)).rows;
    expect(first.rperf_metrics?.[0]?.timestamp).toBe(RECEIVED - 9_000_000);
    expect(read(answer(RECEIVED)).rows).toEqual(first);
  });

  test('keeps apart tests against two targets at one instant', () => {
    const { rows } = read({ status: { results: [{ target: 'a' }, { target: 'b' }] } });
    const [a, b] = rows.rperf_metrics ?? [];
    expect(a?.timestamp).toBe(b?.timestamp);
    expect(a?.row_key).not.toEqual(b?.row_key);
  });

  test('takes numbers from a summary, and keeps what no column tells', () => {
    const result = {
      target: 't',
      success: true,
      name: 'rperf_tcp_test',
      summary: { duration: 10 },
    };
    expect(read({ status: { results: [result] } }).rows.rperf_metrics).toMatchObject([
      { duration_seconds: 10, metadata: { name: 'rperf_tcp_test' }, timestamp: RECEIVED },
    ]);
  });

  test('without results makes no rows, and says so', () => {
    expect(read({ available: false, status: { results: [{ target: 't' }] } }).skipped).toEqual([
      { path: '', reason: 'unavailable' },
    ]);
    const locked = { error: 'a test is running', response_time: 0, available: true };
    expect(read(locked)).toMatchObject({ rows: {}, skipped: [{ reason: 'nothing_told' }] });
  });

  test('needs a poller and a target', () => {
    const payload = { status: { results: [{ target: ' ' }, { target: 't' }] } };
    expect(read(payload).refused.map(({ path }) => path)).toEqual(['status.results[0].target']);
    expect(read(payload, { pollerId: null })).toMatchObject({
      rows: {},
      refused: [{ path: 'poller_id', reason: 'missing_value' }],
    });
  });
});

describe('a report of services', () => {
  const read = (payload: unknown, context: object = {}) =>
    rowsOfPayload('service-status', payload, { ...CONTEXT, ...context });
  const SERVICE = { service_name: 'gateway', available: true };

  test('becomes a row per service, with a trimmed message and details as JSON text', () => {
    const { rows, refused } = read(SAMPLES['service-status']);
    const common = {
      timestamp: RECEIVED - 5_000_000,
      poller_id: 'poller-1',
      agent_id: 'agent-1',
      partition: 'east',
    };
    expect(refused).toEqual([]);
    expect(rows).toEqual({
      service_status: [
        {
          ...common,
          service_name: 'gateway',
          service_type: 'icmp',
          available: true,
          message: 'answers',
          details: '{"response_time":1}',
        },
        {
          ...common,
          service_name: 'sync',
          service_type: 'grpc',
          available: false,
          message: null,
          details: null,
        },
      ],
      services: [
        { ...common, service_name: 'sync', service_type: 'grpc', config: { kv_store_id: 'kv-1' } },
      ],
    });
  });

  test('without a poller is refused alone, and the others stay', () => {
    const { rows, refused } = read([SERVICE, { ...SERVICE, poller_id: 'poller-2' }], {
      pollerId: '',
    });
    expect(rows.service_status).toMatchObject([{ poller_id: 'poller-2' }]);
    expect(refused).toMatchObject([{ path: '[0].poller_id', reason: 'missing_value' }]);
  });

  test('keeps details of another kind as a message', () => {
    const details = (value: unknown) =>
      read({ ...SERVICE, details: value }).rows.service_status?.[0]?.details;
    expect(details('{"a": 1}')).toBe('{"a": 1}');
    expect(details('all is "well"')).toBe('{"message":"all is \\"well\\""}');
    expect(details('')).toBeNull();
    expect(details(null)).toBeNull();
    expect(details({ big: 2n ** 60n })).toBe('{"big":"1152921504606846976"}');
  });

  test('replaces details of more than 9 MiB by valid JSON that shows their beginning', () => {
    const quoted = `\\"${'é'.repeat(5 * 1_024 * 1_024)}`;
    const row = read({ ...SERVICE, details: JSON.stringify(quoted) }).rows.service_status?.[0];
    const stub = JSON.parse(row?.details ?? '') as { [name: string]: unknown };
    const preview = JSON.stringify(quoted).slice(0, 130);
    expect(stub).toEqual({
      truncated: true,
      original_size: Buffer.byteLength(JSON.stringify(quoted)),
      stored_size: Buffer.byteLength(preview),
      preview,
    });
    expect(Buffer.byteLength(preview)).toBeLessThanOrEqual(256);
  });

  test('declares the flags of a configuration, and never what may be secret', () => {
    const config = {
      kv_enabled: true,
      tls_configured: 'false',
      password: 'p',
      jwt_secret: 's',
      api_key: 'k',
      token: { a: 1 },
    };
    expect(read({ ...SERVICE, config }).rows.services).toMatchObject([
      { config: { kv_enabled: 'true', tls_configured: 'false' } },
    ]);
    expect(JSON.stringify(read({ ...SERVICE, config }).rows)).not.toMatch(
      /password|secret|api_key/,
    );
  });

  test('tells of the device on which its sender runs', () => {
    const report = { poller_id: 'poller-one', agent_id: 'poller-one', services: [SERVICE] };
    expect(read(report).observations).toEqual([
      {
        observedAt: RECEIVED,
        deviceId: 'east:192.0.2.9',
        partition: 'east',
        source: 'self-reported',
        agentId: 'poller-one',
        pollerId: 'poller-one',
        ip: '192.0.2.9',
        mac: null,
        hostname: 'poller-one',
        available: true,
        metadata: {
          device_type: 'host',
          service_types: 'poller,agent',
          service_status: 'online',
          last_heartbeat: '2026-03-10T12:00:05.000Z',
          primary_service: 'poller',
          poller_id: 'poller-one',
          poller_status: 'online',
          agent_id: 'poller-one',
          agent_status: 'online',
        },
      },
    ]);
    const short = read({ ...report, agent_id: 'a1', source_ip: '[2001:db8::1]:80' }).observations;
    expect(short).toMatchObject([
      { hostname: '2001:db8::1', ip: '2001:db8::1', metadata: { service_types: 'agent' } },
    ]);
    expect(read(report, { sourceIp: 'poller' }).observations).toEqual([]);
    expect(read(SERVICE).observations).toEqual([]);
  });

  test('refuses a service that does not say whether it answers', () => {
    expect(read({ service_name: 'x' }).refused).toMatchObject([{ path: 'available' }]);
  });
});
