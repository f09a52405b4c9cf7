import { expect, test } from 'vitest';
import { createModes } from '../../../src/ingest/writer/modes.ts';

test('a dataset that met duplicates is merged until twenty batches in a row met none', () => {
  const modes = createModes();
  expect(modes.isStaging('logs')).toBe(false);
  modes.note('logs', true);
  for (let batch = 0; batch < 19; batch++) modes.note('logs', false);
  expect(modes.isStaging('logs')).toBe(true);
  modes.note('logs', true);
  for (let batch = 0; batch < 19; batch++) modes.note('logs', false);
  expect(modes.isStaging('logs')).toBe(true);
  modes.note('logs', false);
  expect(modes.isStaging('logs')).toBe(false);
});

test('a dataset without duplicates, and others, are copied straight', () => {
  const modes = createModes();
  modes.note('events', false);
  modes.note('logs', true);
  expect([modes.isStaging('events'), modes.isStaging('logs')]).toEqual([false, true]);
});
