import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CATALOGUE,
  DATASETS,
  type DatasetName,
  hashOf,
  identityColumns,
  timeOf,
  withHash,
  writableColumns,
} from '../../src/catalogue/index.ts';
import { repairText, rowKey } from '../../src/core/index.ts';

const hashed = DATASETS.filter((dataset) => dataset.hashed !== undefined);
const hex = (name: DatasetName, row: object) =>
  Buffer.from(hashOf(name, row) ?? []).toString('hex');

const series = {
  timestamp: 1_767_225_600_000_000,
  poller_id: 'poller-1',
  agent_id: 'agent-1',
  metric_name: 'ifInOctets',
  metric_type: 'snmp',
  device_id: 'default:192.0.2.1',
  partition: 'default',
  if_index: 4,
  value: 12.5,
};

/** A member of JSON with its texts as they are stored. */
function stored(member: unknown): unknown {
  if (typeof member === 'string') return repairText(member);
  if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
  return Object.fromEntries(Object.entries(member).map(([key, one]) => [repairText(key), one]));
}

const isBlank = (value: unknown) =>
  value === '' || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);

describe('the hash that tells rows apart', () => {
  test('is declared for every column that the catalogue calls a hash, but that of the inventory', () => {
    const called = DATASETS.filter((dataset) => dataset.kind !== 'view')
      .filter(({ key, columns }) =>
        key.some((name) => /(16-byte|a) hash of/.test(columns[name]?.meaning ?? '')),
      )
      .map(({ name }) => name);
    expect(called.filter((name) => name !== 'device_updates').sort()).toEqual(
      hashed.map(({ name }) => name).sort(),
    );
  });

  test.each(hashed)('of $name is made of columns that exist, and stands in its key', (dataset) => {
    const { column = '', otherwise } = dataset.hashed ?? {};
    const names = writableColumns(dataset).map(([name]) => name);
    expect(dataset.key).toContain(column);
    for (const name of [...identityColumns(dataset), ...(otherwise?.of ?? [])]) {
      expect(names).toContain(name);
      expect(name).not.toBe(column);
    }
  });

  test.each(hashed.filter(({ hashed: declared }) => Array.isArray(declared?.of)))(
    'of $name is made of the columns that its meaning names',
    (dataset) => {
      const meaning = dataset.columns[dataset.hashed?.column ?? '']?.meaning ?? '';
      const named = writableColumns(dataset)
        .map(([name]) => name)
        .filter((name) => new RegExp(`\\b${name}\\b`).test(meaning));
      const used = [...identityColumns(dataset), ...(dataset.hashed?.otherwise?.of ?? [])];
      expect([...new Set(used)].sort()).toEqual(named.sort());
    },
  );

  test('is 16 bytes, and the same for the same series at another time with another value', () => {
    expect(hashOf('timeseries_metrics', series)).toHaveLength(16);
    expect(hex('timeseries_metrics', { ...series, timestamp: 1, value: 7, unit: 'By' })).toBe(
      hex('timeseries_metrics', series),
    );
  });

  test('differs when any column of the identity differs', () => {
    for (const name of identityColumns(CATALOGUE.timeseries_metrics)) {
      const other = { ...series, [name]: name === 'tags' ? { a: '1' } : 'other' };
      expect(hex('timeseries_metrics', other), name).not.toBe(hex('timeseries_metrics', series));
    }
  });

  test('does not change with the order of fields, blank text, NULL, empty maps and other absence', () => {
    const reversed = Object.fromEntries(Object.entries(series).reverse());
    const absent = { ...reversed, target_device_ip: '', tags: {}, unit: null, metadata: undefined };
    expect(hex('timeseries_metrics', absent)).toBe(hex('timeseries_metrics', series));
    const event = { event_type: 'issued', actor: 'admin' };
    expect(hex('edge_onboarding_events', { ...event, details_json: {} })).toBe(
      hex('edge_onboarding_events', event),
    );
  });

  test('takes a value that the server would fill in as absent', () => {
    const search = { time: 1, query_hash: 'a', execution_time_ms: 3 };
    expect(hex('ocsf_search_performance', { ...search, cache_hit: false })).toBe(
      hex('ocsf_search_performance', search),
    );
    expect(hex('ocsf_search_performance', { ...search, cache_hit: true })).not.toBe(
      hex('ocsf_search_performance', search),
    );
  });

  test('is the same for a whole number as number and as bigint, and exact beyond 2^53', () => {
    const flow = { timestamp: 1, src_addr: '192.0.2.1' };
    expect(hex('netflow_metrics', { ...flow, octets: 5n })).toBe(
      hex('netflow_metrics', { ...flow, octets: 5 }),
    );
    expect(hex('netflow_metrics', { ...flow, octets: 2n ** 53n })).not.toBe(
      hex('netflow_metrics', { ...flow, octets: 2n ** 53n + 1n }),
    );
  });

  test('of a test without target counts its message, and only then', () => {
    const run = { service_name: 'rperf', agent_id: 'a', message: 'one' };
    expect(hex('rperf_metrics', run)).not.toBe(hex('rperf_metrics', { ...run, message: 'two' }));
    expect(hex('rperf_metrics', { ...run, target: 't' })).toBe(
      hex('rperf_metrics', { ...run, target: 't', message: 'two' }),
    );
  });

  test('of an event is that of source and id, else of the message and its number', () => {
    const event = { source: 's', id: '1', raw_data: 'a' };
    expect(hex('events', event)).toBe(hex('event_identities', { source: 's', id: '1' }));
    expect(hex('events', { ...event, raw_data: 'b' })).toBe(hex('events', event));
    const nameless = { source: 's', raw_data: 'a' };
    expect(hashOf('events', nameless, { sequence: 1 })).not.toEqual(
      hashOf('events', nameless, { sequence: 2 }),
    );
  });

  test('becomes a UUID where the column is one, and an id by the producer stays', () => {
    const search = { time: 1, query_hash: 'a', execution_time_ms: 3 };
    const { event_id: made } = withHash('ocsf_search_performance', { ...search, event_id: '' });
    expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const given = '0190a8b0-0000-7000-8000-000000000000';
    expect(withHash('ocsf_search_performance', { ...search, event_id: given }).event_id).toBe(
      given,
    );
  });

  test('leaves rows of datasets without a hash as they are', () => {
    const row = { timestamp: 1 };
    expect(withHash('cpu_metrics', row)).toBe(row);
    expect(hashOf('cpu_metrics', row)).toBeUndefined();
  });

  test.each([
    [
      'logs',
      '545460c1ed3e869c78033831831e59c6',
      {
        timestamp: 1_767_225_600_000_000,
        severity_text: 'INFO',
        severity_number: 9,
        body: 'caf\u00e9 "quoted" \\ back\n\u2028',
        service_name: 's',
        time_unix_nano: 1_795_727_900_589_103_616n,
        attributes: { b: 1, a: [true, null, { z: 'x', 10: 1, 9: -0.5, A: 1e21 }], n: 2n ** 60n },
        resource_attributes: { 'service.name': 'catalog' },
      },
    ],
    [
      'logs',
      'd8b9b2b3dede755f9193ec61e00ac345',
      {
        timestamp: 1,
        body: 'nul\u0000 and \ud800 lone',
        attributes: { 'k\u0000': 1, k: 2, '': '' },
      },
    ],
    [
      'netflow_metrics',
      '5b549a55bc768474940c59d40884bb53',
      {
        timestamp: 1,
        src_addr: '192.0.2.1',
        octets: 2n ** 53n + 1n,
        src_port: 7,
        metadata: { x: new Uint8Array([1, 255]) },
      },
    ],
  ] as const)(
    'stays what it was in earlier releases, else stored rows would come twice: %s %s',
    (name, key, row) => {
      expect(hex(name, row)).toBe(key);
    },
  );

  test('of a message without an id stays what it was too', () => {
    const key = hashOf('events', { source: 's', raw_data: 'a' }, { sequence: 7 });
    expect(Buffer.from(key ?? []).toString('hex')).toBe('46a71f351edad7f7f720f2966b805f66');
  });

  test('is that of the canonical JSON of what the row says, whatever that is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (attributes, body) => {
        const row = { timestamp: 1, body, attributes };
        const said = JSON.parse(JSON.stringify(row), (_, member) => stored(member));
        const absent = Object.entries(said).filter(([, value]) => isBlank(value));
        for (const [column] of absent) delete said[column];
        expect(hex('logs', row)).toBe(rowKey(said).toString('hex'));
      }),
    );
  });

  test('of any two logs is equal only where the logs are', () => {
    const log = fc.record({
      timestamp: fc.integer({ min: 0, max: 3 }),
      body: fc.constantFrom('a', 'b', 'ab'),
      service_name: fc.constantFrom('a', 'b', 'ab'),
      attributes: fc.constantFrom({ a: 1 }, { a: '1' }, { a: true }, { b: 1 }),
    });
    fc.assert(
      fc.property(log, log, (one, other) => {
        expect(hex('logs', one) === hex('logs', other)).toBe(
          JSON.stringify(one) === JSON.stringify(other),
        );
      }),
    );
    expect(timeOf(CATALOGUE.logs)?.column).toBe('timestamp');
  });
});
