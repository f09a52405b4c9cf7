import { expect, test } from 'vitest';
import { createHealth, type HealthCheck } from '../../src/observe/index.ts';

const finding = (name: string, state: HealthCheck['state']): HealthCheck => ({
  name,
  state,
  message: 'said',
});

test('a report is as bad as its worst check', async () => {
  const health = createHealth();
  expect(await health.report(1_000)).toEqual({ state: 'ok', checks: [] });
  health.register('a', () => finding('a', 'ok'));
  health.register('b', async () => finding('b', 'degraded'));
  expect((await health.report(1_000)).state).toBe('degraded');
  health.register('c', () => finding('c', 'failed'));
  const report = await health.report(1_000);
  expect(report.state).toBe('failed');
  expect(report.checks.map((one) => one.name)).toEqual(['a', 'b', 'c']);
});

test('a check that throws, at once or later, has failed with its message', async () => {
  const health = createHealth();
  health.register('at once', () => {
    throw new Error('no server');
  });
  health.register('later', async () => Promise.reject(new Error('no answer')));
  expect((await health.report(1_000)).checks).toEqual([
    { name: 'at once', state: 'failed', message: 'no server' },
    { name: 'later', state: 'failed', message: 'no answer' },
  ]);
});

test('a check that never answers does not keep the report', async () => {
  const health = createHealth();
  health.register('silent', () => new Promise<HealthCheck>(() => {}));
  health.register('good', () => finding('good', 'ok'));
  const report = await health.report(10);
  expect(report.checks[0]).toEqual({
    name: 'silent',
    state: 'failed',
    message: 'No answer within 10 ms.',
  });
  expect(report.checks[1]?.state).toBe('ok');
});

test('a check that is registered again takes the place of the first', async () => {
  const health = createHealth();
  health.register('a', () => finding('a', 'failed'));
  health.register('a', () => finding('a', 'ok'));
  expect((await health.report(1_000)).state).toBe('ok');
});
