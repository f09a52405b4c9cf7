import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInstant } from '../../../src/core/index.ts';
import type { BrokerMessage } from '../../../src/ingest/nats/broker.ts';
import { decode } from '../../../src/ingest/nats/decode.ts';
import { prepareBatch } from '../../../src/ingest/nats/prepare.ts';
import { replayNatsLetter } from '../../../src/ingest/nats/replay.ts';
import { createRouter, FORMATS, readRoutes } from '../../../src/ingest/nats/route.ts';

const RECEIVED = parseInstant('2026-05-01T12:00:00Z') ?? 0;

const { routes } = readRoutes([
  { subject: 'json', dataset: 'memory_metrics', format: 'json' },
  { subject: 'otlp', dataset: 'logs', format: 'otlp' },
  { subject: 'metrics', dataset: 'otel_metrics', format: 'otlp' },
  { subject: 'log', dataset: 'logs', format: 'log' },
  { subject: 'event', dataset: 'events', format: 'event' },
  { subject: 'flow', dataset: 'netflow_metrics', format: 'flow' },
  { subject: 'devices', dataset: 'device_updates', format: 'observation' },
]);
const router = createRouter(routes);

function messageOf(
  subject: string,
  body: unknown,
  headers: { readonly [name: string]: string } = {},
): BrokerMessage {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    subject,
    data: body instanceof Uint8Array ? body : Buffer.from(text),
    headers: new Map(Object.entries(headers)),
    stream: 'events',
    sequence: 7,
    receivedAt: RECEIVED,
    deliveries: 1,
    ack: () => {},
    ackConfirmed: async () => {},
    nak: () => {},
    working: () => {},
  };
}

const read = (...message: Parameters<typeof messageOf>) => decode(messageOf(...message), router);
const rowOf = (...message: Parameters<typeof messageOf>) => {
  const { rows, rejected } = read(...message);
  expect(rejected).toEqual([]);
  return rows[0]?.row;
};

describe('a message', () => {
  test('of no route is rejected, and says its subject', () => {
    const { rows, rejected } = read('events.unknown', {});
    expect(rows).toEqual([]);
    expect(rejected[0]).toMatchObject({ dataset: null, reason: 'no_route' });
    expect(rejected[0]?.message).toContain('events.unknown');
  });

  test('of records is taken apart; those that are none are rejected alone', () => {
    const { rows, rejected } = read(
      'json',
      '[{"device_id":"a","total_bytes":9007199254740993},{"device_id":"b","totl_bytes":1},7]',
    );
    expect(rows.map(({ row }) => row)).toMatchObject([
      { device_id: 'a', total_bytes: 9_007_199_254_740_993n, timestamp: RECEIVED },
    ]);
    expect(rejected.map(({ reason, field }) => [reason, field])).toEqual([
      ['unknown_field', 'totl_bytes'],
      ['not_json', null],
    ]);
    expect(Buffer.from(rejected[0]?.original?.() ?? []).toString()).toBe(
      '{"device_id":"b","totl_bytes":1}',
    );
  });

  test('of OTLP may be protobuf or JSON', () => {
    const request = {
      resourceLogs: [
        { scopeLogs: [{ logRecords: [{ timeUnixNano: '5000', body: { stringValue: 'hi' } }] }] },
      ],
    };
    expect(rowOf('otlp', request)).toMatchObject({ body: 'hi', timestamp: 5 });
    const protobuf = Buffer.from('0a0c120a1208 2a06 0a04 68696869'.replaceAll(' ', ''), 'hex');
    expect(rowOf('otlp', protobuf)).toMatchObject({ body: 'hihi', timestamp: RECEIVED });
  });

  test('of metrics may be what a collector derived from spans', () => {
    const { rows, rejected } = read('metrics', [
      { span_name: 'a', duration_ms: 150, metric_type: 'span' },
      { span_name: 'a', trace_id: 'none' },
    ]);
    expect(rows.map(({ row }) => row)).toMatchObject([{ span_name: 'a', duration_ms: 150 }]);
    expect(rejected).toHaveLength(1);
  });

  test('of events may be a CloudEvent in a structured or binary message', () => {
    const attributes = { specversion: '1.0', id: '1', source: 's', type: 't' };
    const data = { short_message: 'hello', level: 4, host: 'r1' };
    const told = { id: '1', source: 's', short_message: 'hello', level: 4, host: 'r1' };
    expect(rowOf('event', { ...attributes, data })).toMatchObject(told);
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]),
    );
    expect(rowOf('event', data, { ...headers, 'Content-Type': 'application/json' })).toMatchObject(
      told,
    );
    const batch = read(
      'event',
      [
        { ...attributes, data },
        { ...attributes, id: '2' },
      ],
      {
        'content-type': 'application/cloudevents-batch+json',
      },
    );
    expect(batch.rows).toHaveLength(2);
  });

  test('of events may be GELF, a trap without its secret, or any other text', () => {
    expect(rowOf('event', { short_message: 'up', host: 'sw-1' })).toMatchObject({
      host: 'sw-1',
      short_message: 'up',
      subject: 'event',
    });
    const trap = read('event', {
      source: '192.0.2.7:162',
      community: 'secret',
      varbinds: [{ oid: '1', value: 'STRING: fan' }],
    });
    expect(trap.rows[0]?.row).toMatchObject({ host: '192.0.2.7', short_message: 'fan' });
    expect(JSON.stringify(trap.rows[0]?.row)).not.toContain('secret');
    expect(Buffer.from(trap.rows[0]?.original?.() ?? []).toString()).not.toContain('secret');
    expect(rowOf('event', 'no JSON at all')).toMatchObject({ raw_data: 'no JSON at all' });
    expect(rowOf('event', { specversion: '1.0', type: 't' })).toMatchObject({
      raw_data: '{"specversion":"1.0","type":"t"}',
    });
  });

  test('in binary mode that is no event is rejected, with what its headers said', () => {
    const { batch } = prepareBatch([messageOf('event', {}, { 'ce-specversion': '1.0' })], router);
    expect(batch.rows).toEqual({});
    expect(batch.deadLetters?.[0]).toMatchObject({
      reason: 'missing_value',
      attributes: { subject: 'event', 'header.ce-specversion': '1.0' },
    });
  });

  test('without bytes is rejected in every format', () => {
    for (const subject of routes.map((route) => route.subject)) {
      expect(
        read(subject, '').rejected.map(({ reason }) => reason),
        subject,
      ).toEqual(['empty']);
    }
  });

  test('of any bytes becomes rows or dead letters, never nothing and never a fault', () => {
    const json = fc.json({ maxDepth: 4 });
    const body = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 80 }),
      json.map((text) => Buffer.from(text)),
      json.map((text) => Buffer.from(`{"specversion":"1.0","data":${text}}`)),
      fc.integer({ min: 1, max: 20_000 }).map((depth) => Buffer.from('['.repeat(depth))),
    );
    const subject = fc.constantFrom(...routes.map((route) => route.subject));
    fc.assert(
      fc.property(subject, body, (name, bytes) => {
        const { rows, rejected } = read(name, bytes);
        const isEmptyList = /^\s*(\[\s*\]|\{\s*\})?\s*$/.test(
          Buffer.from(bytes).toString('latin1'),
        );
        const mayBeEmpty = isEmptyList || name === 'otlp' || name === 'metrics';
        if (!mayBeEmpty) expect(rows.length + rejected.length).toBeGreaterThan(0);
      }),
      { numRuns: 800 },
    );
  });

  test('is the same rows at each delivery', () => {
    const bodies = ['{"message":"x"}', '{"short_message":"y"}', 'text'];
    for (const [index, subject] of ['log', 'event', 'event'].entries()) {
      const first = rowOf(subject, bodies[index]);
      expect(rowOf(subject, bodies[index])).toEqual(first);
    }
  });
});

describe('a dead letter of a message', () => {
  const settings = routes.map(({ subject, dataset, format }) => ({ subject, dataset, format }));
  /** What is kept of each row when the writer refuses it, taken once more. */
  const again = (...message: Parameters<typeof messageOf>) => {
    const { batch } = prepareBatch([messageOf(...message)], router);
    const [entry] = Object.entries(batch.rows) as [keyof typeof batch.rows, readonly object[]][];
    if (entry === undefined) throw new Error('no rows');
    const [dataset, rows] = entry;
    return rows.map((row, index) => {
      const attributes = batch.origin?.attributes?.(dataset, index) ?? {};
      const original = batch.origin?.original?.(dataset, index) ?? new Uint8Array();
      const { rows: replayed, deadLetters } = replayNatsLetter(
        { original, attributes, receivedAt: RECEIVED },
        settings,
      );
      expect(deadLetters).toEqual([]);
      return { row, replayed: replayed[dataset] ?? [] };
    });
  };

  test.each<[string, ...Parameters<typeof messageOf>]>([
    ['a record of a list', 'json', '[{"device_id":"a"},{"device_id":"b"}]'],
    ['metrics of spans', 'metrics', [{ span_name: 'a' }, { span_name: 'b' }]],
    ['an observation', 'devices', { ip: '192.0.2.1', source: 'snmp', is_available: true }],
    ['a log line', 'log', { message: 'x' }],
    ['plain text', 'event', 'text'],
    ['a CloudEvent', 'event', { specversion: '1.0', id: '1', source: 's', type: 't', data: {} }],
    [
      'a CloudEvent of a batch',
      'event',
      [{ specversion: '1.0', id: '1', source: 's', type: 't' }],
      { 'content-type': 'application/cloudevents-batch+json' },
    ],
    [
      'a CloudEvent by headers',
      'event',
      { short_message: 'x' },
      { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': 's', 'ce-type': 't' },
    ],
  ])('gives the same row again: %s', (_, ...message) => {
    for (const { row, replayed } of again(...message)) expect(replayed).toEqual([row]);
  });
});

test('every format is tried above', () => {
  expect(new Set(routes.map((route) => route.format))).toEqual(new Set(FORMATS));
});
