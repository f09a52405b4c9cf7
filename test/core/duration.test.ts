import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delay, formatDurationMs, parseDurationMs } from '../../src/core/index.ts';

describe('a duration', () => {
  test.each([
    ['250ms', 250],
    ['10s', 10_000],
    ['10', 10_000],
    ['1.5s', 1_500],
    ['5m', 300_000],
    ['6h', 21_600_000],
    ['3d', 259_200_000],
    ['1.1d', 95_040_000],
    [' 7s ', 7_000],
    ['0', 0],
  ])('%j is %i ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  test.each([
    '',
    's',
    '-1s',
    '1w',
    '1 s',
    '1e3s',
    '.5s',
    '5.s',
    '1h30m',
    'Infinity',
    `${'9'.repeat(20)}d`,
    'NaN',
  ])('%j is none', (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  });

  test('comes back as it was from the text that a person reads', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), (ms) => {
        expect(parseDurationMs(formatDurationMs(ms))).toBe(ms);
      }),
    );
  });

  test('is told in the largest unit that leaves a whole number', () => {
    const told = [259_200_000, 5_400_000, 90_000, 1_500, 0].map(formatDurationMs);
    expect(told).toEqual(['3d', '90m', '90s', '1500ms', '0ms']);
  });
});

describe('a wait', () => {
  test('ends at once when it is aborted, before or while it waits', async () => {
    await delay(3_600_000, AbortSignal.abort());
    const stop = new AbortController();
    const waiting = delay(3_600_000, stop.signal);
    stop.abort();
    await waiting;
  });

  test('longer than a timer can be does not end at once', async () => {
    const stop = new AbortController();
    let ended = false;
    const waiting = delay(Number.MAX_SAFE_INTEGER, stop.signal).then(() => {
      ended = true;
    });
    await delay(20);
    expect(ended).toBe(false);
    stop.abort();
    await waiting;
  });
});
