import { describe, expect, test } from 'vitest';
import { parseInstant, severityClass } from '../../../src/core/index.ts';
import {
  FormatFault,
  isTrap,
  readGelf,
  readTrap,
  spanMetricRow,
  withoutSecrets,
} from '../../../src/ingest/formats/index.ts';

describe('GELF', () => {
  test('is read member by member', () => {
    expect(
      readGelf({
        version: '1.1',
        host: 'fw-1',
        short_message: 'link down',
        timestamp: 1_777_629_600.5,
        level: 3,
        severity: 'High',
        _remote_addr: 'default:192.0.2.9',
      }),
    ).toEqual({
      version: '1.1',
      host: 'fw-1',
      message: 'link down',
      instant: parseInstant('2026-05-01T10:00:00.5Z'),
      level: 3,
      severity: 'High',
      remoteAddress: 'default:192.0.2.9',
    });
  });

  test.each([
    [{ level: 'three' }, { level: null }],
    [{ level: 8 }, { level: null }],
    [{ level: '4' }, { level: 4 }],
    [{ timestamp: 0 }, { instant: null }],
    [{ timestamp: 1e12 }, { instant: null }],
    [{ timestamp: '' }, { instant: null }],
    [{ timestamp: true }, { instant: null }],
    [{ host: ['x'] }, { host: null }],
  ])('with %j loses that member only', (wrong, part) => {
    expect(readGelf({ short_message: 'kept', ...wrong })).toMatchObject({
      message: 'kept',
      ...part,
    });
  });
});

describe('a trap', () => {
  const trap = {
    source: '192.0.2.7:50123',
    version: 'v2c',
    community: 'secret',
    varbinds: [
      { oid: '1.3.6.1.2.1.1.3.0', value: 'Timeticks: 17' },
      { oid: '.1.3.6.1.6.3.1.1.4.1.0', value: 'OBJECT IDENTIFIER: 1.3.6.1.6.3.1.1.5.3' },
    ],
  };

  test('tells its device and what happened, and never its community', () => {
    expect(isTrap(trap)).toBe(true);
    const { host, message, text } = readTrap(trap);
    expect(host).toBe('192.0.2.7');
    expect(message).toBe('SNMP trap linkDown (1.3.6.1.6.3.1.1.5.3)');
    expect(text).not.toContain('secret');
    expect(JSON.parse(text)).toMatchObject({ source: trap.source, varbinds: trap.varbinds });
  });

  test.each([
    ['of its own kind by its number', '1.3.6.1.4.1.9.9.41', 'SNMP trap 1.3.6.1.4.1.9.9.41'],
    ['of a bare number', '.1.3.6.1.6.3.1.1.5.1', 'SNMP trap coldStart (1.3.6.1.6.3.1.1.5.1)'],
  ])('is named %s', (_, value, message) => {
    expect(readTrap({ varbinds: [{ oid: '1.3.6.1.6.3.1.1.4.1.0', value }] })).toMatchObject({
      host: null,
      message,
    });
  });

  test('without a name is told by its first value', () => {
    expect(readTrap({ varbinds: [{ oid: '1.2', value: 'STRING: fan' }] }).message).toBe('fan');
    expect(readTrap({ varbinds: [] }).message).toBe('SNMP trap');
  });

  test('leaves no community in a text at whatever depth, and other texts as they are', () => {
    const text = '{"data":[{"Community":"secret","n":9007199254740993}]}';
    expect(withoutSecrets(text)).toBe('{"data":[{"n":"9007199254740993"}]}');
    expect(withoutSecrets(' {"a" : 1} ')).toBe(' {"a" : 1} ');
  });
});

describe('a metric of a span', () => {
  const source = { subject: 's', receivedAt: parseInstant('2026-05-01T12:00:00Z') ?? 0 };

  test('has names in either case, and a duration from either unit', () => {
    const row = spanMetricRow(
      {
        timestamp: '2026-05-01T10:00:00.000000001Z',
        traceId: '0AF7651916CD43DD8448EB211C80319C',
        span_id: '0000000000000000',
        serviceName: 'shop',
        metric_type: 'http',
        http_status_code: 200,
        grpc_status_code: 0,
        duration_seconds: 1.5,
        isSlow: true,
      },
      source,
    );
    expect(row).toMatchObject({
      timestamp: parseInstant('2026-05-01T10:00:00Z'),
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: null,
      service_name: 'shop',
      span_name: null,
      http_status_code: '200',
      grpc_status_code: '0',
      duration_ms: 1_500,
      duration_seconds: 1.5,
      is_slow: true,
    });
  });

  test('without a time has that of its message; with an id that is none it is refused', () => {
    expect(spanMetricRow({ timestamp: 'soon' }, source).timestamp).toBe(source.receivedAt);
    expect(() => spanMetricRow({ trace_id: 'xyz' }, source)).toThrow(FormatFault);
    expect(() => spanMetricRow(7, source)).toThrow(FormatFault);
  });

  test('of four kinds of one span is four rows', () => {
    const keys = ['span', 'http', 'grpc', 'slow_span'].map((metric_type) =>
      Buffer.from(spanMetricRow({ span_name: 'a', metric_type }, source).row_key).toString('hex'),
    );
    expect(new Set(keys).size).toBe(4);
  });
});

describe('the class of a severity', () => {
  test.each([
    ['FATAL', null, 'fatal'],
    ['crit', 1, 'fatal'],
    ['ERROR2', null, 'error'],
    [' Warn ', null, 'warning'],
    ['notice', null, 'info'],
    ['TRACE', 17, 'debug'],
    ['purple', 17, 'error'],
    [null, 24, 'fatal'],
    [null, 20, 'error'],
    [null, 13, 'warning'],
    [null, 12, 'info'],
    [null, 8, 'debug'],
    [null, 1, 'debug'],
    [null, 0, 'other'],
    [null, 25, 'other'],
    [null, null, 'other'],
  ])('of %j and %j is %s', (text, number, name) => {
    expect(severityClass(text, number)).toBe(name);
  });
});
