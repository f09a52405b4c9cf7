import { describe, expect, test } from 'vitest';
import { parseInstant } from '../../../src/core/index.ts';
import { FormatFault, logRows } from '../../../src/ingest/formats/index.ts';

const RECEIVED = parseInstant('2026-05-01T12:00:00Z') ?? 0;
const source = { subject: 'logs.app.lines', receivedAt: RECEIVED };
const read = (record: unknown, subject = source.subject) =>
  logRows(typeof record === 'string' ? record : JSON.stringify(record), { ...source, subject });
const only = (record: unknown, subject?: string) => {
  const [row, ...others] = read(record, subject);
  if (row === undefined || others.length > 0) throw new Error('not one row');
  return row;
};

describe('the text of a JSON log line', () => {
  test.each([
    ['message', { message: 'one', msg: 'two' }, 'one'],
    ['body before message', { message: 'two', body: 'one' }, 'one'],
    ['the next one when the first is blank', { body: ' ', msg: 'two' }, 'two'],
    ['codes of characters', { message: [104, 105] }, 'hi'],
    ['a number', { event: 7 }, '7'],
    [
      'the first value of a trap',
      { varbinds: [{ oid: '1.3', value: 'STRING: fan failed' }] },
      'fan failed',
    ],
    [
      'the value of a trap without a type',
      { varbinds: [{ oid: '1.3', value: 'fe80::1' }] },
      'fe80::1',
    ],
    ['the subject when there is none', { level: 3 }, 'logs.app.lines'],
  ])('is %s', (_, record, body) => {
    expect(only(record).body).toBe(body);
  });

  test('is JSON where it is structured, and is kept as such too', () => {
    const row = only({ body: { user: 'x', tries: 3 } });
    expect(row.body).toBe('{"user":"x","tries":3}');
    expect(row.body_json).toEqual({ user: 'x', tries: 3 });
  });
});

describe('the time of a JSON log line', () => {
  test.each([
    ['RFC 3339', '2026-05-01T10:00:00.5Z', '2026-05-01T10:00:00.5Z'],
    ['seconds', 1_777_629_600, '2026-05-01T10:00:00Z'],
    ['seconds with a fraction', 1_777_629_600.25, '2026-05-01T10:00:00.25Z'],
    ['milliseconds', 1_777_629_600_123, '2026-05-01T10:00:00.123Z'],
    ['microseconds', 1_777_629_600_123_456, '2026-05-01T10:00:00.123456Z'],
    ['nanoseconds as text', '1777629600123456789', '2026-05-01T10:00:00.123456Z'],
    ['nothing for zero', 0, '2026-05-01T12:00:00Z'],
    ['nothing for less than zero', -5, '2026-05-01T12:00:00Z'],
    ['nothing for words', 'yesterday', '2026-05-01T12:00:00Z'],
  ])('is read from %s', (_, told, wanted) => {
    expect(only({ message: 'x', ts: told }).timestamp).toBe(parseInstant(wanted));
  });

  test('keeps nanoseconds exactly, also those of a number beyond 2^53', () => {
    const row = only('{"message":"x","timestamp":1777629600123456789}');
    expect(row.timestamp).toBe(parseInstant('2026-05-01T10:00:00.123456Z'));
    expect(row.time_unix_nano).toBe(1_777_629_600_123_456_789n);
    expect(only({ message: 'x', time: '2026-05-01T10:00:00.123456789Z' }).time_unix_nano).toBe(
      1_777_629_600_123_456_789n,
    );
  });
});

describe('the severity of a JSON log line', () => {
  test.each([
    [{ severity_text: 'ERROR', severity_number: 17 }, 'ERROR', 17, 'error'],
    [{ severity: 'err' }, 'err', null, 'error'],
    [{ level: 'Warning' }, 'Warning', null, 'warning'],
    [{ level: 0 }, null, 23, 'fatal'],
    [{ level: 2 }, null, 21, 'fatal'],
    [{ level: 3 }, null, 17, 'error'],
    [{ level: 6 }, null, 9, 'info'],
    [{ level: 7 }, null, 5, 'debug'],
    [{ severity_number: 2 }, null, 2, 'debug'],
    [{ severity: 'Very High' }, 'Very High', null, 'fatal'],
    [{ severity: 'purple' }, 'purple', null, 'other'],
    [{}, null, null, 'other'],
  ])('of %j keeps what the source said, and has one class', (record, text, number, name) => {
    expect(only({ message: 'x', ...record })).toMatchObject({
      severity_text: text,
      severity_number: number,
      severity_class: name,
    });
  });
});

describe('a JSON log line', () => {
  test('gives the service, the trace, the source and the rest as attributes', () => {
    const row = only(
      {
        message: 'x',
        'service.name': 'billing',
        service_version: '1.2',
        logger: 'db',
        trace_id: '0AF7651916CD43DD8448EB211C80319C',
        span_id: 'b7ad6b7169203331',
        user: { id: 9_007_199_254_740_993n.toString() },
        ok: false,
      },
      'logs.syslog.processed',
    );
    expect(row).toMatchObject({
      service_name: 'billing',
      service_version: '1.2',
      scope_name: 'db',
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: 'b7ad6b7169203331',
      source: 'syslog',
      attributes: { user: { id: '9007199254740993' }, ok: false },
    });
  });

  test('takes the host for the service when it names none', () => {
    expect(only({ message: 'x', host: 'web-1' })).toMatchObject({
      service_name: 'web-1',
      attributes: { host: 'web-1' },
    });
  });

  test('keeps an id that is none among the attributes instead of losing it', () => {
    const row = only({ message: 'x', trace_id: 'abc' });
    expect(row.trace_id).toBeNull();
    expect(row.attributes).toEqual({ trace_id: 'abc' });
  });

  test('never keeps the community of SNMP, nor the whole line beside its parts', () => {
    const row = only({ short_message: 'x', community: 'secret', full_message: 'long' });
    expect(JSON.stringify(row.attributes)).not.toMatch(/secret|long/);
  });

  test('is read out of the CloudEvent in which it comes', () => {
    const row = only({
      specversion: '1.0',
      id: '1',
      source: 'gateway',
      time: '2026-05-01T09:00:00Z',
      data: { short_message: 'hello', level: 4, host: 'r1' },
    });
    expect(row).toMatchObject({
      body: 'hello',
      timestamp: parseInstant('2026-05-01T09:00:00Z'),
      severity_class: 'warning',
      service_name: 'r1',
    });
  });

  test('gives the same row each time it comes, and another one for another line', () => {
    const key = (record: object) => Buffer.from(only(record).row_key).toString('hex');
    expect(key({ message: 'a', n: 1 })).toBe(key({ n: 1, message: 'a' }));
    expect(key({ message: 'a', n: 1 })).not.toBe(key({ message: 'a', n: 2 }));
  });

  test('may be one of an array, all of which are objects', () => {
    expect(read([{ message: 'a' }, { message: 'b' }]).map((row) => row.body)).toEqual(['a', 'b']);
    expect(() => read([{ message: 'a' }, 'b'])).toThrow(FormatFault);
    for (const text of ['', '  ', '7', '"x"', 'null', '{', '{"a":1,"a":2}']) {
      expect(() => read(text), text).toThrow(FormatFault);
    }
  });
});
