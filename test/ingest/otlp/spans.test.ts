import { describe, expect, test } from 'vitest';
import { attributes, MICROS, NANOS, SPAN, TRACE } from './requests.ts';
import { span } from './row-of.ts';

describe('a span', () => {
  test('becomes a row with all that it tells', () => {
    const row = span({
      traceState: 'k=v',
      parentSpanId: '00f067aa0ba902b7',
      name: 'GET /',
      kind: 2,
      endTimeUnixNano: NANOS + 5n,
      attributes: attributes({ 'http.method': 'GET' }),
      events: [{ timeUnixNano: NANOS, name: 'e', attributes: attributes({ a: 1 }) }],
      links: [{ traceId: TRACE, spanId: SPAN, traceState: 's=1' }],
      status: { code: 2, message: 'broken' },
      flags: 0x301,
      droppedEventsCount: 1,
      droppedLinksCount: 2,
    });
    expect(row).toMatchObject({
      timestamp: MICROS,
      trace_id: TRACE,
      span_id: SPAN,
      parent_span_id: '00f067aa0ba902b7',
      name: 'GET /',
      kind: 2,
      start_time_unix_nano: NANOS,
      end_time_unix_nano: NANOS + 5n,
      status_code: 2,
      status_message: 'broken',
      attributes: { 'http.method': 'GET' },
      events: [{ time_unix_nano: NANOS.toString(), name: 'e', attributes: { a: 1 } }],
      links: [{ trace_id: TRACE, span_id: SPAN, attributes: {}, trace_state: 's=1' }],
      trace_state: 'k=v',
      flags: 0x301,
      dropped_events_count: 1,
      dropped_links_count: 2,
      resource_schema_url: 'r',
      scope_schema_url: 's',
      service_name: 'shop',
      scope_name: 'lib',
    });
  });

  test('without a status is unset, without events and links has none', () => {
    expect(span({})).toMatchObject({ status_code: 0, events: [], links: [], kind: 0 });
  });

  test('is a root where its parent is absent or has zeroes only', () => {
    expect(span({})).not.toHaveProperty('parent_span_id');
    expect(span({ parentSpanId: '0'.repeat(16) })).not.toHaveProperty('parent_span_id');
  });

  test('that ends before it begins stays as it came', () => {
    const end = NANOS - 1_000_000n;
    expect(span({ endTimeUnixNano: end })).toMatchObject({
      start_time_unix_nano: NANOS,
      end_time_unix_nano: end,
    });
  });

  test('without a begin stands at its end', () => {
    const row = span({ startTimeUnixNano: 0n, endTimeUnixNano: NANOS });
    expect(row).toMatchObject({ timestamp: MICROS, end_time_unix_nano: NANOS });
    expect(row).not.toHaveProperty('start_time_unix_nano');
  });
});
