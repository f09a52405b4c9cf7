import { describe, expect, test } from 'vitest';
import { anyValue, attributes, MICROS, NANOS, SPAN, TRACE } from './requests.ts';
import { log, present, RECEIVED, read } from './row-of.ts';

describe('a log record', () => {
  test('becomes a row with all that it tells', () => {
    expect(
      log({
        timeUnixNano: NANOS,
        observedTimeUnixNano: NANOS + 1_000_000n,
        severityNumber: 14,
        severityText: 'WARN2',
        body: anyValue('low on fuel '),
        attributes: attributes({ tank: 2 }),
        droppedAttributesCount: 3,
        flags: 0x101,
        traceId: TRACE.toUpperCase(),
        spanId: SPAN,
        eventName: 'fuel',
      }),
    ).toEqual({
      timestamp: MICROS,
      time_unix_nano: NANOS,
      observed_timestamp: MICROS + 1_000,
      observed_time_unix_nano: NANOS + 1_000_000n,
      severity_number: 14,
      severity_text: 'WARN2',
      severity_class: 'warning',
      body: 'low on fuel ',
      attributes: { tank: 2 },
      dropped_attributes_count: 3,
      trace_flags: 1,
      trace_id: TRACE,
      span_id: SPAN,
      event_name: 'fuel',
      source: 'otel',
      service_name: 'shop',
      service_version: '1.2',
      service_instance: 'shop-7',
      resource_attributes: {
        'service.name': 'shop',
        'service.version': '1.2',
        'service.instance.id': 'shop-7',
      },
      scope_name: 'lib',
      scope_version: '3',
      scope_attributes: { a: 1 },
      row_key: expect.any(Uint8Array),
    });
  });

  test('without a resource, a scope or anything else is a row all the same', () => {
    const { rows } = read('logs', { resourceLogs: [{ scopeLogs: [{ logRecords: [{}] }] }] });
    expect(rows.map(present)).toEqual([
      {
        timestamp: RECEIVED,
        severity_class: 'other',
        source: 'otel',
        row_key: expect.any(Uint8Array),
      },
    ]);
  });

  test('without a time has that of its observation, and without that the time of receipt', () => {
    expect(log({ observedTimeUnixNano: NANOS })).toMatchObject({
      timestamp: MICROS,
      observed_timestamp: MICROS,
    });
    const received = log({});
    expect(received.timestamp).toBe(RECEIVED);
    expect(received).not.toHaveProperty('time_unix_nano');
  });

  test.each([
    ['a list', ['a', 1], '["a",1]', ['a', 1]],
    ['a map', { a: { b: [true] } }, '{"a":{"b":[true]}}', { a: { b: [true] } }],
    ['a number', 5, '5', undefined],
    ['a great number', 2n ** 60n, '1152921504606846976', undefined],
    ['a truth value', false, 'false', undefined],
    ['bytes', Uint8Array.of(1, 2), 'AQI=', undefined],
    ['nothing', null, undefined, undefined],
    ['blank text', ' ', undefined, undefined],
  ])('whose body is %s keeps it', (_, body, text, json) => {
    const row = log({ body: anyValue(body) });
    expect([row.body, row.body_json]).toEqual([text, json]);
  });

  test('takes its class from its text where that is a known word, else from its number', () => {
    const classOf = (severityText: string, severityNumber: number) =>
      log({ severityText, severityNumber }).severity_class;
    expect([classOf('err', 0), classOf('', 9), classOf('odd', 21), classOf('odd', 0)]).toEqual([
      'error',
      'info',
      'fatal',
      'other',
    ]);
  });

  test('has no trace where its ids are absent or have zeroes only', () => {
    for (const ids of [{}, { traceId: '0'.repeat(32), spanId: '0'.repeat(16) }]) {
      expect(log(ids)).not.toHaveProperty('trace_id');
      expect(log(ids)).not.toHaveProperty('span_id');
    }
  });

  test('takes the name of an event from its attribute where senders put it there', () => {
    expect(log({ attributes: attributes({ 'event.name': 'login' }) }).event_name).toBe('login');
  });
});

describe('attributes', () => {
  test('keep their types, also those that mean nothing or zero', () => {
    const values = {
      text: 'a,b=c',
      empty: '',
      no: false,
      zero: 0,
      half: 0.5,
      great: 2n ** 53n,
      least: -(2n ** 63n),
      nothing: null,
      bytes: Uint8Array.of(255),
      list: [1, 'a', [null]],
      map: { x: { y: 1 } },
      ['__proto__']: 'own',
    };
    expect(log({ attributes: attributes(values) }).attributes).toEqual({
      ...values,
      great: '9007199254740992',
      least: '-9223372036854775808',
      bytes: '/w==',
      ['__proto__']: 'own',
    });
  });

  test('that are no number of JSON become text, and of one key twice the last counts', () => {
    const list = [
      { key: 'nan', value: { doubleValue: Number.NaN } },
      { key: 'a', value: { stringValue: 'first' } },
      { key: 'inf', value: { doubleValue: Number.NEGATIVE_INFINITY } },
      { key: 'a', value: { stringValue: 'last' } },
    ];
    expect(log({ attributes: list }).attributes).toEqual({
      nan: 'NaN',
      inf: '-Infinity',
      a: 'last',
    });
  });
});
