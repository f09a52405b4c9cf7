import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter as GrpcLogs } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as HttpLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as GrpcMetrics } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as HttpMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as GrpcTraces } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as HttpTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchLogRecordProcessor,
  LoggerProvider,
  type LogRecordExporter,
} from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/core/index.ts';
import { sql } from '../../../src/database/index.ts';
import { startWriter, type Writer } from '../../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../../src/observe/index.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../../../src/server/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let db: TestDatabase;
let writer: Writer;
let receiver: OtlpReceiver;
beforeAll(async () => {
  db = await createTestDatabase('postgres');
  const common = { clock: systemClock, metrics: createMetrics('test'), log: silentLogger };
  writer = startWriter({ ...common, database: db.database });
  receiver = await startOtlpReceiver({
    ...common,
    writer,
    host: '127.0.0.1',
    grpcPort: 0,
    httpPort: 0,
    maxBytes: 16_777_216,
  });
});
afterAll(async () => {
  await receiver.stop();
  await writer.stop(0);
  await db.drop();
});

interface Exporters {
  logs(): LogRecordExporter;
  metrics(): PushMetricExporter;
  traces(): SpanExporter;
}

type Config = ConstructorParameters<typeof HttpTraces>[0];

const overHttp = (signal: string) =>
  ({ url: `${receiver.httpUrl}/v1/${signal}`, compression: 'gzip' }) as NonNullable<Config>;
const overGrpc = () => ({ url: receiver.grpcUrl, compression: 'gzip' }) as NonNullable<Config>;

const TRANSPORTS: { readonly [name: string]: Exporters } = {
  'HTTP with gzip': {
    logs: () => new HttpLogs(overHttp('logs')),
    metrics: () => new HttpMetrics(overHttp('metrics')),
    traces: () => new HttpTraces(overHttp('traces')),
  },
  'gRPC with gzip': {
    logs: () => new GrpcLogs(overGrpc()),
    metrics: () => new GrpcMetrics(overGrpc()),
    traces: () => new GrpcTraces(overGrpc()),
  },
};

type StoredRow = { readonly [column: string]: unknown };

const read = (relation: 'logs' | 'otel_metrics' | 'otel_traces', service: string) =>
  db.database.query<StoredRow>(
    'test.read',
    sql`select * from ${db.database.relation(relation)} where service_name = ${service} order by created_at`,
  );

describe.each(Object.keys(TRANSPORTS))('the SDK of OpenTelemetry over %s', (transport) => {
  const exporters = TRANSPORTS[transport] as Exporters;
  const service = `shop over ${transport}`;
  const resource = resourceFromAttributes({ 'service.name': service, 'service.version': '1.2' });

  test('delivers logs', async () => {
    const processors = [new BatchLogRecordProcessor({ exporter: exporters.logs() })];
    const provider = new LoggerProvider({ resource, processors });
    const logger = provider.getLogger('till', '3.1');
    const parent = trace.setSpanContext(ROOT_CONTEXT, {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
    });
    const attributes = { 'card.no': 7, ok: false, ratio: 0.5, list: ['a', 'b'] };
    logger.emit({
      body: 'paid',
      severityNumber: SeverityNumber.WARN,
      severityText: 'WARN',
      attributes,
      context: parent,
    });
    logger.emit({ body: { amount: 5, lines: [1, 2] }, eventName: 'receipt' });
    await provider.shutdown();
    const rows = await read('logs', service);
    expect(rows).toHaveLength(2);
    expect(rows.find((row) => row.body === 'paid')).toMatchObject({
      severity_number: 13,
      severity_class: 'warning',
      attributes,
      service_version: '1.2',
      scope_name: 'till',
      scope_version: '3.1',
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: 'b7ad6b7169203331',
      trace_flags: 1,
      source: 'otel',
    });
    expect(rows.find((row) => row.event_name === 'receipt')).toMatchObject({
      body_json: { amount: 5, lines: [1, 2] },
      trace_id: null,
    });
  });

  test('delivers spans', async () => {
    const spanProcessors = [new BatchSpanProcessor(exporters.traces())];
    const provider = new BasicTracerProvider({ resource, spanProcessors });
    const tracer = provider.getTracer('till');
    const root = tracer.startSpan('pay', { kind: SpanKind.SERVER });
    const child = tracer.startSpan(
      'charge',
      { links: [{ context: root.spanContext(), attributes: { why: 'test' } }] },
      trace.setSpan(context.active(), root),
    );
    child.addEvent('refused', { code: 51 });
    child.setStatus({ code: SpanStatusCode.ERROR, message: 'no funds' }).end();
    root.end();
    await provider.shutdown();
    const rows = await read('otel_traces', service);
    expect(rows).toHaveLength(2);
    const { traceId, spanId } = root.spanContext();
    expect(rows.find((row) => row.name === 'pay')).toMatchObject({
      trace_id: traceId,
      span_id: spanId,
      parent_span_id: null,
      kind: 2,
      status_code: 0,
    });
    expect(rows.find((row) => row.name === 'charge')).toMatchObject({
      trace_id: traceId,
      parent_span_id: spanId,
      status_code: 2,
      status_message: 'no funds',
      events: [{ name: 'refused', attributes: { code: 51 }, time_unix_nano: expect.any(String) }],
      links: [{ trace_id: traceId, span_id: spanId, attributes: { why: 'test' } }],
    });
  });

  test('delivers metrics of each kind, and the same points twice are stored once', async () => {
    const points = await measure(resource);
    const exporter = exporters.metrics();
    for (let times = 0; times < 2; times++) await deliver(exporter, points);
    await exporter.shutdown();
    const rows = await read('otel_metrics', service);
    expect(rows).toHaveLength(5);
    const named = (name: string) => rows.filter((row) => row.span_name === name);
    expect(named('sold').sort((a, b) => Number(a.value) - Number(b.value))).toMatchObject([
      {
        metric_type: 'sum',
        is_monotonic: true,
        temporality: 'cumulative',
        value: 3,
        unit: '{item}',
        attributes: { colour: 'red' },
      },
      { value: 4, attributes: { colour: 'blue' } },
    ]);
    expect(named('stock')).toMatchObject([{ metric_type: 'gauge', value: -2.5 }]);
    expect(named('wait')).toMatchObject([
      {
        metric_type: 'histogram',
        count: 3,
        sum: 106,
        min: 1,
        max: 100,
        explicit_bounds: [10, 50],
        bucket_counts: [2, 0, 1],
      },
    ]);
    expect(named('size')).toMatchObject([
      { metric_type: 'exponential_histogram', count: 2, exponential_histogram: { zero_count: 1 } },
    ]);
  });

  test('delivers what its reader sends once more when it stops', async () => {
    const stopping = resourceFromAttributes({ 'service.name': `${service}, stopping` });
    const reader = new PeriodicExportingMetricReader({ exporter: exporters.metrics() });
    const provider = new MeterProvider({ resource: stopping, readers: [reader] });
    provider.getMeter('till').createCounter('sold').add(1);
    await provider.forceFlush();
    await provider.shutdown();
    const rows = await read('otel_metrics', `${service}, stopping`);
    expect(rows.map((row) => row.value)).toEqual([1, 1]);
    expect(new Set(rows.map((row) => String(row.timestamp))).size).toBe(rows.length);
  });
});

/** Measurements of each kind, as one export. */
async function measure(
  resource: ReturnType<typeof resourceFromAttributes>,
): Promise<ResourceMetrics> {
  const memory = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: memory });
  const provider = new MeterProvider({
    resource,
    readers: [reader],
    views: [
      {
        instrumentName: 'wait',
        aggregation: {
          type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
          options: { boundaries: [10, 50] },
        },
      },
      { instrumentName: 'size', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
    ],
  });
  const meter = provider.getMeter('till');
  const sold = meter.createCounter('sold', { unit: '{item}' });
  sold.add(3, { colour: 'red' });
  sold.add(4, { colour: 'blue' });
  meter.createGauge('stock').record(-2.5);
  const wait = meter.createHistogram('wait');
  for (const ms of [1, 5, 100]) wait.record(ms);
  const size = meter.createHistogram('size');
  for (const bytes of [0, 1_000]) size.record(bytes);
  await provider.forceFlush();
  const [points] = memory.getMetrics();
  await provider.shutdown();
  if (points === undefined) throw new Error('nothing was measured');
  return points;
}

function deliver(exporter: PushMetricExporter, points: ResourceMetrics): Promise<void> {
  return new Promise((resolve, reject) => {
    exporter.export(points, ({ error }) => (error === undefined ? resolve() : reject(error)));
  });
}
