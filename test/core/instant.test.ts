import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatInstant,
  instantFromMillis,
  instantToMillis,
  parseInstant,
  RadarError,
  requireInstant,
} from '../../src/core/index.ts';

const YEAR_ZERO = -62_167_219_200_000_000;
// The years 1684 to 2255, in which microseconds are safe integers.
const instants = fc.maxSafeInteger();

/** The same by the grammar of RFC 3339 and the calendar of the engine. */
function byTheLibrary(text: string): number | undefined {
  const parts =
    /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)$/.exec(
      text,
    );
  if (parts === null) return undefined;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction = '',
    sign,
    hours = '0',
    minutes = '0',
  ] = parts;
  const midnight = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  // The engine takes the 31st of April for the 1st of May.
  if (Number.isNaN(midnight) || new Date(midnight).getUTCDate() !== Number(day)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const east = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const seconds = (Number(hour) * 60 + Number(minute) - east) * 60 + Number(second);
  return midnight * 1_000 + seconds * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

describe('an instant', () => {
  test('comes back as it was from its text, to the microsecond', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        expect(parseInstant(formatInstant(instant))).toBe(instant);
      }),
    );
  });

  test('sorts as its text does', () => {
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        // Texts of equal precision compare as their instants do.
        const text = (instant: number) => formatInstant(instant).replace(/(\.\d{3})Z$/, '$1000Z');
        expect(Math.sign(a - b)).toBe(text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);
      }),
    );
  });

  test('is the same whatever offset its text has', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_102_444_800 }),
        fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 }),
        (seconds, offset) => {
          const local = formatInstant((seconds + offset * 60) * 1_000_000).slice(0, 19);
          const sign = offset < 0 ? '-' : '+';
          const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
          const two = (value: number) => String(value).padStart(2, '0');
          const zone = `${sign}${two(hours)}:${two(minutes)}`;
          expect(parseInstant(`${local}${zone}`)).toBe(seconds * 1_000_000);
        },
      ),
    );
  });

  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01t00:00:00z', 0],
    ['1970-01-01 00:00:00+00', 0],
    ['1970-01-01T01:00:00+01', 0],
    ['1970-01-01T00:00:00.000001Z', 1],
    ['1970-01-01T00:00:00.0000019Z', 1],
    ['1970-01-01T00:00:00.123456789Z', 123_456],
    ['1969-12-31T23:59:59.999999Z', -1],
    ['1970-01-01T05:30:00+0530', 0],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000_000],
    ['0000-01-01T00:00:00Z', YEAR_ZERO],
    ['2024-02-29T12:00:00Z', 1_709_208_000_000_000],
  ])('%s is read', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  test('is read of any text as the calendar has it, or not at all', () => {
    const two = fc.integer({ min: 0, max: 99 }).map((value) => String(value).padStart(2, '0'));
    const month = fc.integer({ min: 0, max: 13 }).map((value) => String(value).padStart(2, '0'));
    const day = fc.integer({ min: 0, max: 32 }).map((value) => String(value).padStart(2, '0'));
    const hour = fc.integer({ min: 0, max: 25 }).map((value) => String(value).padStart(2, '0'));
    const year = fc.integer({ min: 0, max: 99_999 }).map((value) => String(value).padStart(4, 'x'));
    const fraction = fc.constantFrom('', '.', '.5', '.000001', '.123456789', '.12345678901');
    const zone = fc.constantFrom(
      'Z',
      'z',
      '',
      'Zz',
      '+00',
      '-05:30',
      '+0530',
      '+24:00',
      '-1',
      '+05:',
    );
    const part = fc.constantFrom('-', ':', 'T', 't', ' ', '.', '');
    const texts = fc.tuple(
      year,
      part,
      month,
      part,
      day,
      part,
      hour,
      part,
      two,
      part,
      two,
      fraction,
      zone,
    );
    const right = fc
      .tuple(year, fc.constant('-'), month, fc.constant('-'), day, fc.constant('T'))
      .chain((date) =>
        fc
          .tuple(hour, two, two, fraction, zone)
          .map(([h, m, s, f, z]) => [...date, `${h}:${m}:${s}`, f, z]),
      );
    fc.assert(
      fc.property(fc.oneof(right, texts), (parts) => {
        const text = parts.join('');
        expect(parseInstant(text), text).toBe(byTheLibrary(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test('a leap second is the first of the next minute', () => {
    expect(parseInstant('2016-12-31T23:59:60Z')).toBe(parseInstant('2017-01-01T00:00:00Z'));
    expect(parseInstant('2017-01-01T00:59:60.5+01:00')).toBe(
      parseInstant('2017-01-01T00:00:00.5Z'),
    );
  });

  test.each([
    '',
    'now',
    '2026-01-31',
    '2026-01-31T08:00:00',
    '2026-02-29T00:00:00Z',
    '2026-02-30T23:59:60Z',
    '2026-04-31T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T99:00:60Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:61Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+01:60',
    '2026-01-01T00:00:00.Z',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z\n',
    '12026-01-01T00:00:00Z',
    '٢٠٢٦-01-01T00:00:00Z',
  ])('%j is no instant', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  test('without a text form is refused instead of written wrongly', () => {
    for (const instant of [Number.NaN, Number.POSITIVE_INFINITY, YEAR_ZERO - 1_000, 8.64e18]) {
      expect(() => formatInstant(instant)).toThrow(RangeError);
    }
  });

  test('keeps whole milliseconds of a JavaScript time stamp', () => {
    expect(instantFromMillis(1_700_000_000_123)).toBe(1_700_000_000_123_000);
    expect(instantToMillis(1_700_000_000_123_000)).toBe(1_700_000_000_123);
  });

  test('that is required names itself when it is none', () => {
    const read = () => requireInstant('yesterday', 'start');
    expect(read).toThrow(RadarError);
    expect(read).toThrow('start is not an instant: "yesterday".');
    expect(requireInstant('1970-01-01T00:00:00Z', 'start')).toBe(0);
  });
});
