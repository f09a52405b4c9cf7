import { describe, expect, test } from 'vitest';
import { attributes, MICROS, metricsOf, NANOS, type Part, SPAN, TRACE } from './requests.ts';
import { number, only } from './row-of.ts';

describe('a data point', () => {
  test('of a gauge or a sum becomes a row with its value, whole numbers exact', () => {
    const dataPoints = [{ timeUnixNano: NANOS, startTimeUnixNano: 5n, asInt: 2n ** 60n + 1n }];
    const sum = { dataPoints, isMonotonic: true, aggregationTemporality: 2 };
    const row = only('metrics', metricsOf({ name: 'm', unit: 'By', description: 'd', sum }));
    expect(row).toMatchObject({
      timestamp: MICROS,
      time_unix_nano: NANOS,
      start_time_unix_nano: 5n,
      span_name: 'm',
      metric_type: 'sum',
      unit: 'By',
      description: 'd',
      temporality: 'cumulative',
      is_monotonic: true,
      value: 2 ** 60,
      value_integer: 2n ** 60n + 1n,
      service_name: 'shop',
      scope_name: 'lib',
    });
    expect(row).not.toHaveProperty('duration_ms');
    expect(row).not.toHaveProperty('service_version');
    const gauge = number({ asDouble: -0.25 });
    expect(gauge).toMatchObject({ metric_type: 'gauge', value: -0.25 });
    expect(gauge).not.toHaveProperty('temporality');
    expect(number({ asDouble: undefined, asInt: 0n })).toMatchObject({
      value: 0,
      value_integer: 0n,
    });
  });

  test('of a histogram keeps counts, bounds, extremes and exemplars', () => {
    const point = {
      timeUnixNano: NANOS,
      count: 3n,
      sum: 6.5,
      min: 0.5,
      max: 4,
      bucketCounts: [1n, 2n, 0n],
      explicitBounds: [1, 5],
      exemplars: [
        { timeUnixNano: NANOS, asDouble: 4, traceId: TRACE, spanId: SPAN },
        { asInt: -7n, filteredAttributes: attributes({ a: 'b' }) },
      ],
    };
    const histogram = { dataPoints: [point], aggregationTemporality: 1 };
    expect(only('metrics', metricsOf({ name: 'h', histogram }))).toMatchObject({
      metric_type: 'histogram',
      temporality: 'delta',
      count: 3n,
      sum: 6.5,
      min: 0.5,
      max: 4,
      bucket_counts: [1n, 2n, 0n],
      explicit_bounds: [1, 5],
      exemplars: [
        { time_unix_nano: NANOS.toString(), value: 4, trace_id: TRACE, span_id: SPAN },
        { time_unix_nano: '0', value: -7, attributes: { a: 'b' } },
      ],
    });
  });

  test('of an empty histogram has no extremes, which some senders fill with infinities', () => {
    const point = { timeUnixNano: NANOS, count: 0n, sum: 0, min: Infinity, max: -Infinity };
    const row = only('metrics', metricsOf({ name: 'h', histogram: { dataPoints: [point] } }));
    expect(row).toMatchObject({ count: 0n, sum: 0 });
    expect(row).not.toHaveProperty('min');
    expect(row).not.toHaveProperty('max');
  });

  test('of an exponential histogram keeps scale and buckets', () => {
    const point = {
      timeUnixNano: NANOS,
      count: 2n ** 60n,
      scale: -3,
      zeroCount: 2n ** 60n,
      zeroThreshold: 0.1,
      positive: { offset: -2, bucketCounts: [1n, 2n] },
    };
    const metric = { name: 'e', exponentialHistogram: { dataPoints: [point] } };
    expect(only('metrics', metricsOf(metric))).toMatchObject({
      metric_type: 'exponential_histogram',
      count: 2n ** 60n,
      exponential_histogram: {
        scale: -3,
        zero_count: '1152921504606846976',
        zero_threshold: 0.1,
        positive: { offset: -2, bucket_counts: [1, 2] },
        negative: { offset: 0, bucket_counts: [] },
      },
    });
  });

  test('of a summary keeps its quantiles', () => {
    const quantileValues = [{ quantile: 0.99, value: 7 }, { value: Number.NaN }];
    const point = { timeUnixNano: NANOS, count: 4n, sum: 9, quantileValues };
    expect(
      only('metrics', metricsOf({ name: 's', summary: { dataPoints: [point] } })),
    ).toMatchObject({
      metric_type: 'summary',
      count: 4n,
      sum: 9,
      quantile_values: [
        { quantile: 0.99, value: 7 },
        { quantile: 0, value: 'NaN' },
      ],
    });
  });

  test('that says that its series ended is a row without a value', () => {
    const row = number({ asDouble: Number.NaN, flags: 1 });
    expect(row).toMatchObject({ flags: 1, timestamp: MICROS });
    expect(row).not.toHaveProperty('value');
  });

  test.each<[string, Part, Part]>([
    [
      'of the older conventions',
      {
        'http.method': 'GET',
        'http.route': '/a',
        'http.status_code': 200,
        'rpc.service': 'pkg.S',
        'rpc.method': 'M',
        'rpc.grpc.status_code': 0,
      },
      {
        http_method: 'GET',
        http_route: '/a',
        http_status_code: '200',
        grpc_service: 'pkg.S',
        grpc_method: 'M',
        grpc_status_code: '0',
      },
    ],
    [
      'of the newer conventions',
      {
        'http.request.method': 'PUT',
        'http.response.status_code': 404,
        'rpc.method': 'pkg.S/M',
        'rpc.response.status_code': 'UNAVAILABLE',
      },
      {
        http_method: 'PUT',
        http_status_code: '404',
        grpc_service: 'pkg.S',
        grpc_method: 'M',
        grpc_status_code: '14',
      },
    ],
    [
      'of others',
      {
        'grpc.service': 'S',
        'grpc.method': '/S/M',
        component: 'c',
        level: 'warn',
        'span.kind': 'SERVER',
      },
      { grpc_service: 'S', grpc_method: 'M', component: 'c', level: 'warn', span_kind: 'server' },
    ],
    [
      'of both, where the newer wins',
      { 'http.method': 'a', 'http.request.method': 'b' },
      { http_method: 'b' },
    ],
  ])('has the columns of a request from attributes %s', (_, given, columns) => {
    expect(number({ attributes: attributes(given) })).toMatchObject(columns);
  });

  test('tells series apart by one attribute alone, and the same point is the same row', () => {
    const keys = [{ a: 1 }, { a: '1' }, { a: 1 }].map((values) => {
      const { row_key } = number({ attributes: attributes(values) });
      return Buffer.from(row_key as Uint8Array).toString('hex');
    });
    expect(keys[0]).toBe(keys[2]);
    expect(keys[0]).not.toBe(keys[1]);
  });
});
