import { expect } from 'vitest';
import { type ErrorCode, RadarError } from '../../src/core/index.ts';

/**
 * Expects that `work` fails with a `RadarError` of this code, and answers it. It must be complete
 * sentences of what happened and what to do, without a stack.
 */
export async function expectRadarError(
  work: Promise<unknown> | (() => unknown),
  code: ErrorCode,
): Promise<RadarError> {
  const fault = await Promise.resolve()
    .then(() => (typeof work === 'function' ? work() : work))
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  if (!(fault instanceof RadarError)) throw new Error(`no ${code}, but ${fault}`, { cause: fault });
  expect(fault.code, fault.sentence).toBe(code);
  expect(fault.message).toMatch(/^[A-Z].*\.$/s);
  expect(fault.hint).toMatch(/^[A-Z].*[.`)]$/s);
  expect(fault.sentence).not.toMatch(/\n\s+at /);
  return fault;
}
