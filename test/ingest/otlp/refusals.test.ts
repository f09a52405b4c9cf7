import { describe, expect, test } from 'vitest';
import type { OtlpSignal } from '../../../src/ingest/index.ts';
import { logsOf, metricsOf, NANOS, type Part, SPAN, spansOf, TRACE } from './requests.ts';
import { read } from './row-of.ts';

describe('a record that can be no row', () => {
  const spanOf = (more: Part) =>
    spansOf({ traceId: TRACE, spanId: SPAN, startTimeUnixNano: NANOS, ...more });
  const pointOf = (kind: string, point: Part) =>
    metricsOf({ name: 'm', [kind]: { dataPoints: [point] } });

  test.each<[string, OtlpSignal, Part, string, string]>([
    ['a span without a trace', 'traces', spanOf({ traceId: '' }), 'bad_id', 'trace_id'],
    ['a trace of zeroes', 'traces', spanOf({ traceId: '0'.repeat(32) }), 'bad_id', 'trace_id'],
    ['a trace id of 15 bytes', 'traces', spanOf({ traceId: TRACE.slice(2) }), 'bad_id', 'trace_id'],
    ['a span id of zeroes', 'traces', spanOf({ spanId: '0'.repeat(16) }), 'bad_id', 'span_id'],
    ['a span id of 16 bytes', 'traces', spanOf({ spanId: TRACE }), 'bad_id', 'span_id'],
    [
      'a parent of 7 bytes',
      'traces',
      spanOf({ parentSpanId: SPAN.slice(2) }),
      'bad_id',
      'parent_span_id',
    ],
    [
      'a span without times',
      'traces',
      spanOf({ startTimeUnixNano: 0n }),
      'missing_time',
      'timestamp',
    ],
    ['a log of a trace id of 8 bytes', 'logs', logsOf({ traceId: SPAN }), 'bad_id', 'trace_id'],
    [
      'a point without a time',
      'metrics',
      pointOf('gauge', { asInt: 1n }),
      'missing_time',
      'timestamp',
    ],
    [
      'a point without a value',
      'metrics',
      pointOf('sum', { timeUnixNano: 1n }),
      'missing_value',
      'value',
    ],
    [
      'a histogram whose counts do not fit',
      'metrics',
      pointOf('histogram', { timeUnixNano: 1n, bucketCounts: [1n], explicitBounds: [1] }),
      'bad_value',
      'bucket_counts',
    ],
  ])('is refused alone: %s', (_, signal, request, reason, field) => {
    const { rows, refused, count } = read(signal, request);
    expect([rows.length, count]).toEqual([0, 1]);
    expect(refused).toMatchObject([{ record: 0, reason, field }]);
  });

  test('does not touch its neighbours', () => {
    const good = { traceId: TRACE, spanId: SPAN, startTimeUnixNano: NANOS };
    const { rows, refused } = read('traces', spansOf(good, { ...good, traceId: 'ab' }, good));
    expect(rows).toHaveLength(2);
    expect(refused).toMatchObject([
      { record: 1, message: 'trace_id "ab" is not 16 bytes, 32 hexadecimal digits' },
    ]);
  });
});
