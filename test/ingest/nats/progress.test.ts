import { expect, test } from 'vitest';
import { createProgress } from '../../../src/ingest/nats/progress.ts';
import { createMetrics, silentLogger } from '../../../src/observe/index.ts';
import { manualClock } from '../../support/clock.ts';

test('the check believes nothing of streams that the connection before found', () => {
  const clock = manualClock('2026-03-10T12:00:00.000Z');
  const progress = createProgress({ clock, log: silentLogger, metrics: createMetrics('test') });
  const finding = { consumers: ['radarstore'], lacking: [], pending: 3, ackPending: 0 };
  const stream = progress.stream('events');
  progress.connected('a:4222', '2.10.0');
  stream.found(finding);
  expect(progress.check().state).toBe('ok');
  progress.disconnected('gone');
  expect(progress.check()).toMatchObject({
    state: 'degraded',
    message: expect.stringContaining('gone'),
  });
  // A broker may take connections while the streams, which are another one's, are away.
  progress.connected('a:4222', '2.10.0');
  expect(progress.check()).toMatchObject({
    state: 'degraded',
    message: expect.stringContaining('not looked at'),
  });
  stream.found(finding);
  expect(progress.check().state).toBe('ok');
});
