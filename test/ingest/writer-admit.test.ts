import { describe, expect, test } from 'vitest';
import { CATALOGUE, type DatasetName } from '../../src/catalogue/index.ts';
import { admit } from '../../src/ingest/writer/admit.ts';
import { pairsAt } from './pairs.ts';

const NOW = 1_800_000_000_000_000;
const HOUR = 3_600_000_000;
const PAIRS = pairsAt(NOW);

/** Refusal of the first row of a dataset with `fields` changed; or the values that are sent. */
function sent(name: DatasetName, fields: object) {
  const { rows, refused } = admit(CATALOGUE[name], [{ ...PAIRS[name][0], ...fields }], NOW);
  const columns = Object.keys(CATALOGUE[name].columns);
  const values = Object.fromEntries(
    columns.map((column, index) => [column, rows[0]?.values[index]]),
  );
  return { reason: refused[0]?.reason, message: refused[0]?.message, values };
}

describe('a row is refused', () => {
  test.each<[string, DatasetName, object, string, string]>([
    [
      'without its device',
      'cpu_metrics',
      { device_id: null },
      'missing_value',
      'device_id has no value',
    ],
    [
      'without its time',
      'cpu_metrics',
      { timestamp: undefined },
      'missing_value',
      'timestamp has no value',
    ],
    [
      'with NaN',
      'cpu_metrics',
      { usage_percent: Number.NaN },
      'not_finite',
      'usage_percent is NaN',
    ],
    [
      'with Infinity',
      'cpu_metrics',
      { frequency_hz: Number.POSITIVE_INFINITY },
      'not_finite',
      'Infinity',
    ],
    [
      'with more than a real can hold',
      'process_metrics',
      { cpu_usage: 1e39 },
      'not_finite',
      'cpu_usage',
    ],
    [
      'with a number as text',
      'cpu_metrics',
      { usage_percent: '12' },
      'bad_value',
      'usage_percent is string',
    ],
    [
      'with a broken core',
      'cpu_metrics',
      { core_id: 0.5 },
      'bad_value',
      'core_id is 0.5, not a whole number',
    ],
    [
      'with a core beyond 32 bits',
      'cpu_metrics',
      { core_id: 2 ** 31 },
      'bad_value',
      'beyond what its column',
    ],
    [
      'with bytes beyond 64 bits',
      'memory_metrics',
      { used_bytes: 2n ** 63n },
      'bad_value',
      'beyond',
    ],
    [
      'with bytes that lost digits',
      'memory_metrics',
      { used_bytes: 2 ** 53 },
      'bad_value',
      'not a whole',
    ],
    [
      'with an instant that is none',
      'cpu_metrics',
      { timestamp: Number.NaN },
      'bad_value',
      'not an instant',
    ],
    [
      'with an instant beyond all',
      'cpu_metrics',
      { timestamp: 1e300 },
      'bad_value',
      'not an instant',
    ],
    [
      'with text as instant',
      'cpu_metrics',
      { timestamp: '2026-01-01' },
      'bad_value',
      'not an instant',
    ],
    [
      'with a truth value as text',
      'service_status',
      { available: 'yes' },
      'bad_value',
      'truth value',
    ],
    [
      'with a number as text column',
      'disk_metrics',
      { mount_point: 7 },
      'bad_value',
      'mount_point is 7, not text',
    ],
    [
      'with an object as text',
      'disk_metrics',
      { mount_point: Object.create(null) },
      'bad_value',
      'not text',
    ],
    [
      'with one text as a list',
      'discovered_interfaces',
      { ip_addresses: '10.0.0.1' },
      'bad_value',
      'list',
    ],
    [
      'with a hole in a list',
      'discovered_interfaces',
      { ip_addresses: ['a', null] },
      'bad_value',
      'not text',
    ],
    ['with text as JSON', 'discovered_interfaces', { metadata: 'x' }, 'bad_value', 'JSON object'],
    [
      'with NaN in JSON',
      'discovered_interfaces',
      { metadata: { a: [Number.NaN] } },
      'not_finite',
      'NaN',
    ],
    [
      'with a bigint in JSON',
      'discovered_interfaces',
      { metadata: { a: 1n } },
      'bad_value',
      'as JSON',
    ],
    ['with text as bytes', 'device_updates', { row_key: 'abc' }, 'bad_value', 'row of bytes'],
    ['too old', 'cpu_metrics', { timestamp: NOW - 72 * HOUR - 1 }, 'too_old', '3 days'],
    ['too new', 'cpu_metrics', { timestamp: NOW + 24 * HOUR + 1 }, 'too_new', 'future'],
  ])('%s', (_, name, fields, reason, message) => {
    const refusal = sent(name, fields);
    expect(refusal.reason).toBe(reason);
    expect(refusal.message).toContain(message);
  });

  test('with JSON that has a cycle', () => {
    const metadata: { [key: string]: unknown } = {};
    metadata.self = metadata;
    expect(sent('discovered_interfaces', { metadata }).reason).toBe('bad_value');
  });

  test('alone: its neighbours keep their places', () => {
    const [good] = PAIRS.cpu_metrics;
    const bad = { ...good, usage_percent: Number.NaN };
    const { rows, refused } = admit(CATALOGUE.cpu_metrics, [good, bad, good], NOW);
    expect(rows.map((row) => row.index)).toEqual([0, 2]);
    expect(refused.map((row) => row.index)).toEqual([1]);
  });
});

describe('a row is taken', () => {
  test('at both ends of its window', () => {
    expect(sent('cpu_metrics', { timestamp: NOW - 72 * HOUR }).reason).toBeUndefined();
    expect(sent('cpu_metrics', { timestamp: NOW + 24 * HOUR }).reason).toBeUndefined();
  });

  test('with text repaired: no NUL, no lone surrogate, in JSON and lists as well', () => {
    expect(sent('disk_metrics', { mount_point: '/a\u0000\ud800' }).values.mount_point).toBe(
      '/a\ufffd',
    );
    const lists = sent('discovered_interfaces', {
      ip_addresses: ['\u0000a"\\'],
      metadata: { 'k\u0000': { '\udfff': ['\u0000v'] } },
    }).values;
    expect(lists.ip_addresses).toBe('{"a\\"\\\\"}');
    expect(lists.metadata).toBe('{"k":{"\ufffd":["v"]}}');
  });

  test('with absence as NULL', () => {
    const { values } = sent('cpu_metrics', { usage_percent: undefined, cluster: null });
    expect([values.usage_percent, values.cluster, values.label]).toEqual([null, null, 'cpu0']);
  });

  test('with a small number that a real rounds to zero, and extremes of 64 bits', () => {
    expect(sent('process_metrics', { cpu_usage: 1e-60 }).values.cpu_usage).toBe(0);
    const bytes = { used_bytes: 2n ** 63n - 1n, available_bytes: -(2n ** 63n) };
    expect(sent('memory_metrics', bytes).values).toMatchObject({
      used_bytes: '9223372036854775807',
      available_bytes: '-9223372036854775808',
    });
  });
});
