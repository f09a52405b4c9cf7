import { describe, expect, test } from 'vitest';
import { CATALOGUE, type WritableDatasetName } from '../../../src/catalogue/index.ts';
import { DECLARED } from '../../../src/database/index.ts';
import { checkGroup } from '../../../src/ingest/writer/group.ts';
import { withinWindow } from '../../../src/ingest/writer/window.ts';
import { pairsAt, WRITABLE } from '../pairs.ts';

const NOW = 1_800_000_000_000_000;
const HOUR = 3_600_000_000;
const MOMENT = { now: NOW, retentions: DECLARED };
const PAIRS = pairsAt(NOW);

async function check(name: WritableDatasetName, rows: readonly object[]) {
  const { parts } = await checkGroup([{ rows: { [name]: rows } }]);
  const [part] = parts.map((one) => withinWindow(one, MOMENT));
  if (part === undefined) throw new Error('nothing was checked');
  return part;
}

/** Refusal of the first row of a dataset with `fields` changed; or the values that are sent. */
async function sent(name: WritableDatasetName, fields: object) {
  const { shape, rows, refused } = await check(name, [{ ...PAIRS[name][0], ...fields }]);
  const values = Object.fromEntries(
    shape.names.map((column, place) => [column, rows[0]?.values[place]]),
  );
  return { ...refused[0]?.row, values };
}

describe('a row is refused', () => {
  test.each<[string, WritableDatasetName, object, string, string]>([
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
    ['with text as bytes', 'device_updates', { row_key: 'abc' }, 'bad_value', 'row of bytes'],
    ['too old', 'cpu_metrics', { timestamp: NOW - 72 * HOUR - 1 }, 'too_old', '3 days'],
    ['too new', 'cpu_metrics', { timestamp: NOW + 24 * HOUR + 1 }, 'too_new', 'future'],
  ])('%s', async (_, name, fields, reason, message) => {
    const refusal = await sent(name, fields);
    expect(refusal.reason).toBe(reason);
    expect(refusal.message).toContain(message);
    expect(Object.keys(fields)).toContain(refusal.field);
  });

  test('with JSON that has a cycle', async () => {
    const metadata: { [key: string]: unknown } = {};
    metadata.self = metadata;
    expect((await sent('discovered_interfaces', { metadata })).reason).toBe('bad_value');
  });

  test('with JSON that is nested deeper than can be written', async () => {
    const metadata = JSON.parse(`${'{"a":['.repeat(50_000)}${']}'.repeat(50_000)}`);
    expect((await sent('discovered_interfaces', { metadata })).reason).toBe('bad_value');
  });

  test('alone: its neighbours keep their places', async () => {
    const [good] = PAIRS.cpu_metrics;
    const bad = { ...good, usage_percent: Number.NaN };
    const { rows, refused } = await check('cpu_metrics', [good, bad, good]);
    expect(rows.map((row) => row.index)).toEqual([0, 2]);
    expect(refused.map(({ row }) => row.index)).toEqual([1]);
  });

  test('at its own place however many there are', async () => {
    const [good] = PAIRS.cpu_metrics;
    const many = Array.from({ length: 1_234 }, () => good as object);
    many[1_111] = { ...good, usage_percent: Number.NaN };
    const { rows, refused } = await check('cpu_metrics', many);
    expect(rows).toHaveLength(1_233);
    expect(rows.at(-1)?.index).toBe(1_233);
    expect(refused.map(({ row }) => row.index)).toEqual([1_111]);
  });
});

describe('a row is taken', () => {
  test('at both ends of its window', async () => {
    const from = await sent('cpu_metrics', { timestamp: NOW - 72 * HOUR });
    const to = await sent('cpu_metrics', { timestamp: NOW + 24 * HOUR });
    expect([from.reason, to.reason]).toEqual([undefined, undefined]);
  });

  test('with text repaired: no NUL, no lone surrogate, in JSON and lists as well', async () => {
    const disk = await sent('disk_metrics', { mount_point: '/a\u0000\ud800' });
    expect(disk.values.mount_point).toBe('/a\ufffd');
    const { values } = await sent('discovered_interfaces', {
      ip_addresses: ['\u0000a"\\'],
      metadata: { 'k\u0000': { '\udfff': ['\u0000v'] } },
    });
    expect(values.ip_addresses).toEqual(['a"\\']);
    expect(values.metadata).toBe('{"k":{"\ufffd":["v"]}}');
  });

  test('with whole numbers in JSON that keep all their digits', async () => {
    const metadata = { a: [2n ** 70n, -1n], '\u0000b': '"' };
    const { values } = await sent('discovered_interfaces', { metadata });
    expect(values.metadata).toBe('{"a":[1180591620717411303424,-1],"b":"\\""}');
  });

  test('with absence as NULL, or as what the server would fill in', async () => {
    const { values } = await sent('cpu_metrics', { usage_percent: undefined, cluster: null });
    expect([values.usage_percent, values.cluster, values.label]).toEqual([null, null, 'cpu0']);
    const filled = await sent('device_capabilities', {
      state: null,
      enabled: null,
      metadata: null,
    });
    expect([filled.values.state, filled.values.enabled, filled.values.metadata]).toEqual([
      'unknown',
      true,
      '{}',
    ]);
  });

  test('with a small number that a real rounds to zero, and extremes of 64 bits', async () => {
    const { values } = await sent('process_metrics', { cpu_usage: 1e-60 });
    expect(values.cpu_usage).toBe(0);
    const bytes = { used_bytes: 2n ** 63n - 1n, available_bytes: -(2n ** 63n), total_bytes: 7n };
    expect((await sent('memory_metrics', bytes)).values).toMatchObject({
      used_bytes: 2n ** 63n - 1n,
      available_bytes: -(2n ** 63n),
      total_bytes: 7,
    });
  });

  test.each(WRITABLE)('of %s, whose every default is understood', async (name) => {
    const filled = Object.entries(CATALOGUE[name].columns).filter(([, one]) => 'fallback' in one);
    const absent = Object.fromEntries(filled.map(([column]) => [column, null]));
    expect((await sent(name, absent)).reason).toBeUndefined();
  });
});

describe('an object that several rows have', () => {
  const metadata: { [name: string]: unknown } = { a: 1 };
  const [first] = PAIRS.discovered_interfaces;
  const row = (index: number, more: object = { metadata }) => ({
    ...first,
    ...{ if_index: index, metadata: null },
    ...more,
  });
  const metadataOf = async (...rows: readonly object[]) => {
    const { shape, rows: checked } = await check('discovered_interfaces', rows);
    const [index, place] = ['if_index', 'metadata'].map((name) => shape.names.indexOf(name));
    return new Map(checked.map(({ values }) => [values[index ?? -1], values[place ?? -1]]));
  };

  test('is the same in each, and nothing in those without it, also beside a refused one', async () => {
    const refused = row(3, { metadata: { b: Number.NaN } });
    const rows = [
      row(1),
      row(2),
      refused,
      row(4),
      row(5, {}),
      row(6),
      row(7, { metadata: { a: 2 } }),
    ];
    expect(await metadataOf(...rows)).toEqual(
      new Map([
        ...[1, 2, 4].map((index) => [index, '{"a":1}'] as const),
        ...[[5, null] as const, [6, '{"a":1}'] as const, [7, '{"a":2}'] as const],
      ]),
    );
  });

  test('may be changed from one batch to the next', async () => {
    expect((await metadataOf(row(1))).get(1)).toBe('{"a":1}');
    metadata.a = 2;
    expect((await metadataOf(row(1))).get(1)).toBe('{"a":2}');
  });
});
