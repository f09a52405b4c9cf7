import { describe, expect, test } from 'vitest';
import { codeOf, ERROR_KINDS, messageOf, RadarError, toRadarError } from '../../src/core/index.ts';

describe('an error of the program', () => {
  test('knows status and whether to try again from its code', () => {
    const full = new RadarError('QUEUE_FULL', 'The queue is full.', { hint: 'Wait.' });
    expect(full).toMatchObject({
      status: 429,
      retryable: true,
      sentence: 'The queue is full. Wait.',
    });
    const missing = new RadarError('NOT_FOUND', 'No such device.');
    expect(missing).toMatchObject({ status: 404, retryable: false, sentence: 'No such device.' });
  });

  test('every code has an HTTP status and one sentence of meaning', () => {
    for (const { status, meaning } of Object.values(ERROR_KINDS)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(meaning).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('anything thrown becomes one, keeping its cause; one stays itself', () => {
    const fault = new TypeError('x is undefined');
    expect(toRadarError(fault)).toMatchObject({
      code: 'INTERNAL',
      message: fault.message,
      cause: fault,
    });
    const known = new RadarError('NOT_FOUND', 'No such device.');
    expect(toRadarError(known)).toBe(known);
    expect(toRadarError('text')).toMatchObject({ code: 'INTERNAL', message: 'text' });
  });

  test('a message is found in whatever was thrown', () => {
    const many = new AggregateError([new Error('one'), new Error('two')], '');
    expect(messageOf(many)).toBe('one; two');
    expect(messageOf(null)).toBe('null');
  });

  test('a code is only text', () => {
    expect(codeOf({ code: '40P01' })).toBe('40P01');
    expect([null, 'x', {}, { code: 7 }].map(codeOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
