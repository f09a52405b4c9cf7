import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  OTLP_SIGNALS,
  type OtlpBody,
  OtlpFault,
  type OtlpSignal,
  readOtlp,
} from '../../../src/ingest/index.ts';
import {
  attributes,
  bodyOf,
  logsOf,
  metricsOf,
  NANOS,
  type Part,
  SPAN,
  spansOf,
  TRACE,
} from './requests.ts';

const RECEIVED = 1_773_144_000_000_000;

const read = (signal: OtlpSignal, body: OtlpBody) => readOtlp(signal, body, RECEIVED);

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const uint32 = fc.nat(2 ** 32 - 1);
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const idOf = (bytes: number) =>
  fc.oneof(
    fc.constant(''),
    fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(hex),
    fc.uint8Array({ maxLength: 20 }).map(hex),
  );
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const part = (model: { [name: string]: fc.Arbitrary<unknown> }) =>
  fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<Part>;
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 2 });

const { value } = fc.letrec<{ value: Part; inner: Part }>((tie) => ({
  inner: fc.oneof({ maxDepth: 2 }, fc.constant({}), tie('value')),
  value: fc.oneof(
    fc.constant({}),
    part({ stringValue: text }),
    part({ boolValue: fc.boolean() }),
    part({ intValue: int64 }),
    part({ doubleValue: fc.double() }),
    fc.uint8Array({ maxLength: 5 }).map((bytesValue) => ({ bytesValue })),
    some(tie('inner')).map((values) => ({ arrayValue: { values } })),
    some(fc.tuple(text, tie('inner'))).map((pairs) => ({
      kvlistValue: { values: pairs.map(([key, one]) => ({ key, value: one })) },
    })),
  ),
}));
const keyValues = some(part({ key: text, value }));
const exemplars = some(
  part({ timeUnixNano: uint64, asInt: int64, traceId: idOf(16), filteredAttributes: keyValues }),
);
const pointModel = {
  attributes: keyValues,
  startTimeUnixNano: uint64,
  timeUnixNano: uint64,
  flags: uint32,
};
const distribution = {
  ...pointModel,
  count: uint64,
  sum: fc.double(),
  min: fc.double(),
  max: fc.double(),
  exemplars,
};
const pointsOf = (model: { [name: string]: fc.Arbitrary<unknown> }) =>
  part({
    dataPoints: some(part(model)),
    aggregationTemporality: fc.nat(3),
    isMonotonic: fc.boolean(),
  });
const number = fc.oneof(
  pointsOf({ ...pointModel, asDouble: fc.double(), exemplars }),
  pointsOf({ ...pointModel, asInt: int64, exemplars }),
);
const buckets = part({ offset: fc.integer({ min: -9, max: 9 }), bucketCounts: some(uint64) });
const metricData = fc.oneof(
  part({ gauge: number }),
  part({ sum: number }),
  part({
    histogram: pointsOf({
      ...distribution,
      bucketCounts: some(uint64),
      explicitBounds: some(fc.double()),
    }),
  }),
  part({
    exponentialHistogram: pointsOf({
      ...distribution,
      scale: fc.integer({ min: -10, max: 20 }),
      zeroCount: uint64,
      zeroThreshold: fc.double(),
      positive: buckets,
      negative: buckets,
    }),
  }),
  part({
    summary: pointsOf({
      ...pointModel,
      count: uint64,
      quantileValues: some(part({ quantile: fc.double(), value: fc.double() })),
    }),
  }),
);
const source = {
  resource: part({ attributes: keyValues }),
  schemaUrl: text,
};
const scope = part({ name: text, version: text, attributes: keyValues });

const REQUESTS: { readonly [S in OtlpSignal]: fc.Arbitrary<Part> } = {
  logs: part({
    resourceLogs: some(
      part({
        ...source,
        scopeLogs: some(
          part({
            scope,
            logRecords: some(
              part({
                timeUnixNano: uint64,
                observedTimeUnixNano: uint64,
                severityNumber: fc.nat(30),
                severityText: text,
                body: value,
                attributes: keyValues,
                flags: uint32,
                traceId: idOf(16),
                spanId: idOf(8),
                eventName: text,
              }),
            ),
          }),
        ),
      }),
    ),
  }),
  metrics: part({
    resourceMetrics: some(
      part({
        ...source,
        scopeMetrics: some(
          part({
            scope,
            metrics: some(
              fc
                .tuple(part({ name: text, unit: text, description: text }), metricData)
                .map(([common, data]) => ({ ...common, ...data })),
            ),
          }),
        ),
      }),
    ),
  }),
  traces: part({
    resourceSpans: some(
      part({
        ...source,
        scopeSpans: some(
          part({
            scope,
            schemaUrl: text,
            spans: some(
              part({
                traceId: idOf(16),
                spanId: idOf(8),
                parentSpanId: idOf(8),
                name: text,
                kind: fc.nat(7),
                startTimeUnixNano: uint64,
                endTimeUnixNano: uint64,
                attributes: keyValues,
                events: some(part({ timeUnixNano: uint64, name: text, attributes: keyValues })),
                links: some(part({ traceId: idOf(16), spanId: idOf(8), attributes: keyValues })),
                status: part({ code: fc.nat(3), message: text }),
                flags: uint32,
              }),
            ),
          }),
        ),
      }),
    ),
  }),
};

/** Everything that is told of a request, without functions. */
function told(signal: OtlpSignal, body: OtlpBody) {
  const { rows, refused, count, dataset } = read(signal, body);
  return { rows, refused, count, dataset };
}

describe.each(OTLP_SIGNALS)('a request of %s', (signal) => {
  test('gives the same rows as protobuf and as JSON', () => {
    fc.assert(
      fc.property(REQUESTS[signal], (request) => {
        const protobuf = told(signal, bodyOf(signal, request));
        expect(told(signal, bodyOf(signal, request, 'json'))).toEqual(protobuf);
      }),
    );
  });

  test('is taken apart into records, each of which gives the same row or refusal alone', () => {
    fc.assert(
      fc.property(REQUESTS[signal], fc.constantFrom('protobuf', 'json'), (request, format) => {
        const body = bodyOf(signal, request, format);
        const { rows, refused, count, originalOf, originalOfRow } = read(signal, body);
        expect(rows.length + refused.length).toBe(count);
        rows.forEach((row, index) => {
          const bytes = originalOfRow(index) ?? new Uint8Array(0);
          expect(read(signal, { format, bytes }).rows).toEqual([row]);
        });
        for (const one of refused) {
          const bytes = originalOf(one.record) ?? new Uint8Array(0);
          expect(read(signal, { format, bytes }).refused).toEqual([{ ...one, record: 0 }]);
        }
      }),
    );
  });

  test('of random bytes, or cut off or changed, gives rows or a fault, and nothing else', () => {
    const input = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ bytes, at: 0, byte: bytes[0] ?? 0 })),
      fc.record({
        bytes: REQUESTS[signal].map((request) => bodyOf(signal, request).bytes),
        at: fc.nat(),
        byte: fc.nat(255),
      }),
      fc.record({
        bytes: REQUESTS[signal].map((request) => bodyOf(signal, request, 'json').bytes),
        at: fc.nat(),
        byte: fc.nat(255),
      }),
    );
    fc.assert(
      fc.property(input, fc.constantFrom('protobuf', 'json'), (given, format) => {
        const position = given.bytes.length === 0 ? 0 : given.at % given.bytes.length;
        const changed = Uint8Array.from(given.bytes);
        changed[position] = given.byte;
        for (const bytes of [changed, given.bytes.subarray(0, position)]) {
          try {
            const { rows, originalOfRow } = read(signal, { format, bytes });
            for (const index of rows.keys()) originalOfRow(index);
          } catch (fault) {
            expect(fault).toBeInstanceOf(OtlpFault);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the JSON form', () => {
  const json = (text: string): OtlpBody => ({ format: 'json', bytes: Buffer.from(text) });

  test('takes names in snake case, numbers as numbers, and names of enumerations', () => {
    const { rows } = read(
      'logs',
      json(
        `{"resource_logs":[{"scope_logs":[{"log_records":[{"time_unix_nano":${NANOS},` +
          `"severityNumber":"SEVERITY_NUMBER_ERROR","traceId":"${TRACE.toUpperCase()}",` +
          '"body":{"int_value":9007199254740993},"unknown":{"a":[]}}]}]}]}',
      ),
    );
    expect(rows).toMatchObject([
      { time_unix_nano: NANOS, severity_number: 17, trace_id: TRACE, body: '9007199254740993' },
    ]);
  });

  test('refuses an id that is no hexadecimal text with its record alone', () => {
    const spans = ['zz', 'A'.repeat(32), Buffer.alloc(16, 1).toString('base64')].map(
      (traceId) => `{"traceId":"${traceId}","spanId":"${SPAN}","endTimeUnixNano":"5"}`,
    );
    const { rows, refused } = read(
      'traces',
      json(`{"resourceSpans":[{"scopeSpans":[{"spans":[${spans.join()}]}]}]}`),
    );
    expect(rows).toMatchObject([{ trace_id: 'a'.repeat(32) }]);
    expect(refused.map(({ record }) => record)).toEqual([0, 2]);
  });

  test.each([
    ['', 'not_json'],
    ['[]', 'bad_value'],
    ['{"resourceLogs":5}', 'bad_value'],
    ['{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"x"}]}]}]}', 'bad_value'],
    ['{"resourceLogs":[],"resourceLogs":[]}', 'duplicate_key'],
    [`{"a":${'['.repeat(200)}`, 'too_deep'],
    [`{"a":[${'{},'.repeat(1_000_001)}{}]}`, 'too_many'],
  ])('that is none or of a wrong type is refused as a whole: %.60s', (text, reason) => {
    expect(() => read('logs', json(text))).toThrow(expect.objectContaining({ reason }));
  });
});

describe('a resource that many records share', () => {
  test('is refused where its rows would be many times the request', () => {
    const resource = { attributes: attributes({ note: 'n'.repeat(1_000_000) }) };
    const many = Array.from({ length: 100 }, () => ({ timeUnixNano: NANOS, asInt: 1n }));
    const requests: { readonly [S in OtlpSignal]: Part } = {
      logs: { resourceLogs: [{ resource, scopeLogs: [{ logRecords: many }] }] },
      traces: { resourceSpans: [{ resource, scopeSpans: [{ spans: many }] }] },
      metrics: {
        resourceMetrics: [
          { resource, scopeMetrics: [{ metrics: [{ gauge: { dataPoints: many } }] }] },
        ],
      },
    };
    for (const signal of OTLP_SIGNALS) {
      expect(() => read(signal, bodyOf(signal, requests[signal]))).toThrow(
        expect.objectContaining({ reason: 'too_large' }),
      );
    }
  });
});

describe('records of a request for dead letters', () => {
  test('are the bytes as they came, with fields that nobody knows', () => {
    const unknown = Buffer.of(0xa2, 0x06, 2, 0xff, 0xfe);
    const bytes = Buffer.concat([bodyOf('logs', logsOf({ traceId: 'ab' }, {})).bytes, unknown]);
    const { originalOf } = read('logs', { format: 'protobuf', bytes });
    const original = Buffer.from(originalOf(0) ?? []);
    expect(original.includes(unknown)).toBe(true);
    expect(original.length).toBeLessThan(bytes.length);
  });

  test('do not outgrow the request: once they would, the whole stands for all the rest', () => {
    const resource = { attributes: attributes({ note: 'n'.repeat(50_000) }) };
    const logRecords = Array.from({ length: 1_000 }, () => ({ traceId: 'ab' }));
    const request = { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] };
    for (const format of ['protobuf', 'json'] as const) {
      const body = bodyOf('logs', request, format);
      const { refused, originalOf } = read('logs', body);
      const originals = refused.map(({ record }) => originalOf(record));
      const given = originals.filter((one) => one !== undefined);
      expect(refused).toHaveLength(1_000);
      expect(given.length).toBeLessThan(10);
      expect(Buffer.from(given.at(-1) ?? []).equals(body.bytes)).toBe(true);
      const again = refused.map(({ record }) => originalOf(record));
      expect(again.every((one, index) => one === originals[index])).toBe(true);
    }
  });

  test('are right for each kind of point', () => {
    const point = { timeUnixNano: NANOS, asInt: 1n };
    const request = metricsOf(
      { name: 'a', gauge: { dataPoints: [point, {}] } },
      { name: 'b', histogram: { dataPoints: [{}] } },
      { name: 'c', summary: { dataPoints: [{ timeUnixNano: NANOS }] } },
    );
    const { originalOf } = read('metrics', bodyOf('metrics', request));
    const names = [0, 1, 2, 3].map((record) => {
      const bytes = originalOf(record) ?? new Uint8Array(0);
      const { rows, refused } = read('metrics', { format: 'protobuf', bytes });
      return [rows.map((row) => 'span_name' in row && row.span_name), refused.length];
    });
    expect(names).toEqual([
      [['a'], 0],
      [[], 1],
      [[], 1],
      [['c'], 0],
    ]);
    expect(read('traces', bodyOf('traces', spansOf())).count).toBe(0);
  });
});
