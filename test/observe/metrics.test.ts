import { expect, test } from 'vitest';
import { createMetrics } from '../../src/observe/index.ts';

test('each process has metrics of its own, with its version', async () => {
  const one = createMetrics('1.2.3');
  const other = createMetrics('1.2.3');
  one.rows.inc({ dataset: 'cpu_metrics', outcome: 'stored' }, 10);
  expect(await one.expose()).toContain('radarstore_info{version="1.2.3"} 1');
  expect(await one.expose()).toContain(
    'radarstore_rows_total{dataset="cpu_metrics",outcome="stored"} 10',
  );
  expect(await other.expose()).not.toContain('outcome="stored"} 10');
  expect(one.contentType).toContain('text/plain');
});

test('a gauge is read when it is asked for, and says nothing while it knows nothing', async () => {
  const metrics = createMetrics('1.2.3');
  let value: number | undefined;
  metrics.gauge('radarstore_test', 'A test.', () => value);
  expect(await metrics.expose()).not.toMatch(/^radarstore_test /m);
  value = 7;
  expect(await metrics.expose()).toContain('radarstore_test 7');
  value = 8;
  expect(await metrics.expose()).toContain('radarstore_test 8');
  value = undefined;
  expect(await metrics.expose()).not.toMatch(/^radarstore_test /m);
});

test('own metrics have the prefix of the program, a help text and a unit in their name', async () => {
  const metrics = createMetrics('1.2.3');
  const exposed = await metrics.expose();
  const names = [...exposed.matchAll(/^# HELP (\S+) (.*)$/gm)].filter(
    ([, name]) => !/^(process|nodejs)_/.test(name ?? ''),
  );
  expect(names.length).toBeGreaterThan(5);
  for (const [, name, help] of names) {
    expect(name).toMatch(
      /^radarstore_[a-z_]+(_total|_seconds|_rows|_bytes|_messages|_info)$|^radarstore_info$/,
    );
    expect(help).toMatch(/\.$/);
  }
});
