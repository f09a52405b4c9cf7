import { describe, expect, test } from 'vitest';
import { encode, SIGNALS } from '../../../src/ingest/index.ts';
import { decode } from '../../../src/ingest/nats/decode.ts';
import { createRouter, readRoutes } from '../../../src/ingest/nats/route.ts';

const NOW = 1_773_144_000_000_000;
const ROUTES = [
  { subject: 'otel.logs', dataset: 'logs', format: 'otlp' },
  { subject: 'otel.metrics', dataset: 'otel_metrics', format: 'otlp' },
];
const router = createRouter(readRoutes(ROUTES).routes);

const decoded = (subject: string, data: Uint8Array) =>
  decode({ subject, data, headers: new Map(), stream: 's', sequence: 1, receivedAt: NOW }, router);

/** A request of one log record whose body has so many letters. */
const logs = (letters: number) =>
  encode(SIGNALS.logs.request, {
    resourceLogs: [
      {
        scopeLogs: [
          {
            logRecords: [
              { timeUnixNano: BigInt(NOW) * 1_000n, body: { stringValue: 'x'.repeat(letters) } },
            ],
          },
        ],
      },
    ],
  } as object);

/** The same for a point. */
const metrics = (letters: number) =>
  encode(SIGNALS.metrics.request, {
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [
              {
                name: 'x'.repeat(letters),
                gauge: { dataPoints: [{ timeUnixNano: BigInt(NOW) * 1_000n, asDouble: 1 }] },
              },
            ],
          },
        ],
      },
    ],
  } as object);

describe('a request of OTLP in protobuf is not taken for JSON', () => {
  test.each([
    ['otel.logs', logs],
    ['otel.metrics', metrics],
  ] as const)('of %s, whatever its first length is', (subject, make) => {
    const lost = Array.from({ length: 200 }, (_, letters) => make(letters + 1))
      .filter((data) => decoded(subject, data).rows.length !== 1)
      .map((data) => data[1]);
    expect(lost).toEqual([]);
  });

  test('and one without records is no fault', () => {
    const data = encode(SIGNALS.logs.request, { resourceLogs: [{}] } as object);
    expect(decoded('otel.logs', data)).toEqual({ rows: [], rejected: [] });
  });
});

test('JSON may begin with an empty line', () => {
  const record = { timeUnixNano: String(BigInt(NOW) * 1_000n), body: { stringValue: 'up' } };
  const json = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] });
  expect(decoded('otel.logs', Buffer.from(`\n${json}`)).rows).toHaveLength(1);
});

test('nothing but blanks is empty', () => {
  const { rejected } = decoded('otel.logs', Buffer.from('\n \n'));
  expect(rejected).toMatchObject([{ reason: 'empty' }]);
});
