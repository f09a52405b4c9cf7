import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  curlCommand,
  formatBitRate,
  formatBytes,
  formatCsv,
  formatDateTime,
  formatDuration,
  formatHertz,
  formatJson,
  formatPercent,
  formatRelative,
  formatTick,
  readInstant,
  writeInstant,
} from '../../console/src/format/index.ts';

const AT = Date.UTC(2026, 10, 23, 14, 5, 9);

describe('numbers', () => {
  test('that are missing are a dash, never a zero', () => {
    for (const format of [formatBytes, formatPercent, formatDuration, formatHertz]) {
      for (const nothing of [null, undefined, Number.NaN]) expect(format(nothing)).toBe('–');
    }
    expect(formatRelative(undefined, AT)).toBe('–');
  });

  test.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.00 KiB'],
    [1_048_575, '1.00 MiB'],
    [10 * 1024, '10.0 KiB'],
    [3_350_074_490, '3.12 GiB'],
    [270_553_174_016, '252 GiB'],
    [2 ** 63, '8.00 EiB'],
  ])('of %i bytes read %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test('of bytes have at most four digits, whatever their size', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e21, noNaN: true }), (bytes) => {
        expect(formatBytes(bytes)).toMatch(/^(\d{1,4}|\d\.\d\d|\d\d\.\d) ([KMGTPE]i)?B$/);
      }),
    );
  });

  test.each([
    [0.25, '250 ms'],
    [0, '0 s'],
    [59, '59 s'],
    [90, '1 min 30 s'],
    [3_600, '1 h'],
    [302_400, '3 d 12 h'],
    [259_260, '3 d'],
  ])('of %d seconds read %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  test.each([
    [0, '0 bit/s'],
    [64_000, '64 kbit/s'],
    [100_000_000, '100 Mbit/s'],
    [2_500_000_000, '2.5 Gbit/s'],
    [400e12, '400 Tbit/s'],
  ])('of %d bits a second read %s', (bits, text) => expect(formatBitRate(bits)).toBe(text));

  test('of a share keep one decimal below a hundred', () => {
    expect([0, 12.34, 99.94, 99.96, 250].map(formatPercent)).toEqual([
      '0.0 %',
      '12.3 %',
      '99.9 %',
      '100 %',
      '250 %',
    ]);
  });

  test('of a clock rate are hertz; a rate of zero is unknown', () => {
    expect([2.3e9, 800e6, 0].map(formatHertz)).toEqual(['2.30 GHz', '800 MHz', '–']);
  });
});

describe('instants', () => {
  test('are written as RFC 3339 without an empty fraction, and read back', () => {
    expect(writeInstant(AT)).toBe('2026-11-23T14:05:09Z');
    expect(writeInstant(AT + 7)).toBe('2026-11-23T14:05:09.007Z');
    expect(readInstant(writeInstant(AT))).toBe(AT);
    expect([readInstant('soon'), readInstant(null)]).toEqual([undefined, undefined]);
  });

  test('with microseconds of the server are read to the millisecond', () => {
    expect(readInstant('2026-11-23T14:05:09.123456Z')).toBe(AT + 123);
  });

  test('are shown in UTC when UTC is chosen', () => {
    expect(formatDateTime(AT, 'utc')).toBe('2026-11-23 14:05:09');
  });

  test('at a tick show seconds only where ticks are closer than a minute, and the day at midnight', () => {
    expect(formatTick(AT, 'utc', 30_000)).toBe('14:05:09');
    expect(formatTick(AT, 'utc', 60_000)).toBe('14:05');
    expect(formatTick(Date.UTC(2026, 10, 24), 'utc', 3_600_000)).toBe('Tue 24 Nov');
  });

  test.each([
    [400, 'now'],
    [3_900, '3 s ago'],
    [119_000, '1 min ago'],
    [7_300_000, '2 h ago'],
    [-61_000, 'in 1 min'],
  ])('%i ms before now read %s', (age, text) => expect(formatRelative(AT - age, AT)).toBe(text));
});

describe('files', () => {
  test('in CSV quote what needs quotes and leave the missing empty', () => {
    expect(formatCsv(['a', 'b'], [['x,"y"\n', null]])).toBe('a,b\r\n"x,""y""\n",');
  });

  test('in CSV never carry a formula into a spreadsheet, and leave negative numbers alone', () => {
    const text = formatCsv(['a'], [['=1+1'], ['@x'], ['-cmd'], ['-5'], [-5]]);
    expect(text.split('\r\n')).toEqual(['a', "'=1+1", "'@x", "'-cmd", '-5', '-5']);
  });

  test('in JSON are objects with null for the missing', () => {
    expect(JSON.parse(formatJson(['a', 'b'], [[1, null]]))).toEqual([{ a: 1, b: null }]);
  });
});

describe('a command to copy', () => {
  const request = { origin: 'http://store:8450', path: '/api/devices', authenticated: false };

  test('asks, or sends a body that no shell changes', () => {
    expect(curlCommand(request)).toBe('curl http://store:8450/api/devices');
    expect(curlCommand({ ...request, body: { note: "it's $HOME" } })).toBe(
      "curl http://store:8450/api/devices -H 'content-type: application/json' -d '{\"note\":\"it'\\''s $HOME\"}'",
    );
  });

  test('sends the token of who has one where the server wants to know who asks', () => {
    expect(curlCommand({ ...request, authenticated: true })).toBe(
      'curl http://store:8450/api/devices -H "authorization: Bearer $TOKEN"',
    );
  });
});
