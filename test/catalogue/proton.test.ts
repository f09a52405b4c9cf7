import { describe, expect, test } from 'vitest';
import {
  DATASETS,
  PROTON_OBJECTS,
  type ProtonObject,
  type ProtonType,
} from '../../src/catalogue/index.ts';

const OBJECTS: readonly ProtonObject[] = Object.values(PROTON_OBJECTS);

const named = (accept: (object: ProtonObject) => boolean) =>
  OBJECTS.filter(accept)
    .map((object) => object.name)
    .sort();

/** Checked by the compiler against the union: a type that is missing here does not compile. */
const TYPES: { readonly [T in ProtonType]: true } = {
  'DateTime64(3)': true,
  'DateTime64(9)': true,
  'datetime64(3)': true,
  'nullable(DateTime64(3))': true,
  'nullable(datetime64(3))': true,
  string: true,
  'nullable(string)': true,
  'array(string)': true,
  'map(string, string)': true,
  uuid: true,
  bool: true,
  boolean: true,
  uint8: true,
  uint16: true,
  uint32: true,
  uint64: true,
  int32: true,
  int64: true,
  'nullable(int32)': true,
  'nullable(int64)': true,
  float32: true,
  float64: true,
  'nullable(float64)': true,
};

describe('the objects of a Proton installation', () => {
  test('are 47, of which 30 have a target, 14 were put off and 3 are folded into others', () => {
    const count = (status: string) =>
      OBJECTS.filter((object) => object.seed.status === status).length;
    expect(OBJECTS).toHaveLength(47);
    expect({
      existing: count('existing'),
      deferred: count('deferred'),
      merged: count('merged'),
    }).toEqual({ existing: 30, deferred: 14, merged: 3 });
  });

  test('are 32 streams, 14 keyed by version and one changelog', () => {
    const count = (kind: string) => OBJECTS.filter((object) => object.kind === kind).length;
    expect({
      stream: count('stream'),
      versioned_kv: count('versioned_kv'),
      changelog_kv: count('changelog_kv'),
    }).toEqual({ stream: 32, versioned_kv: 14, changelog_kv: 1 });
  });

  test('have 745 columns together', () => {
    expect(OBJECTS.reduce((sum, object) => sum + object.columns.length, 0)).toBe(745);
  });

  test('are found by their own names', () => {
    for (const [name, object] of Object.entries(PROTON_OBJECTS)) expect(object.name).toBe(name);
  });

  test('cannot be changed by a caller', () => {
    expect(Object.isFrozen(PROTON_OBJECTS)).toBe(true);
    expect(OBJECTS.every((object) => Object.isFrozen(object))).toBe(true);
  });

  test('fold service_statuses, unified_devices_registry and poller_statuses into their like', () => {
    const folded = OBJECTS.filter((object) => object.seed.status === 'merged');
    expect(Object.fromEntries(folded.map((object) => [object.name, object.seed.target]))).toEqual({
      service_statuses: 'service_status',
      unified_devices_registry: 'unified_devices',
      poller_statuses: 'poller_history',
    });
  });

  test('keep their name as target unless they are folded', () => {
    expect(named((object) => object.seed.target !== object.name)).toEqual(
      named((object) => object.seed.status === 'merged'),
    );
  });
});

describe.each(OBJECTS)('the Proton object $name', (object) => {
  const columns = object.columns.map(([name]) => name);

  test('names each column once and has only types that are understood', () => {
    expect(new Set(columns).size).toBe(columns.length);
    expect(columns).not.toContain('_tp_time');
    for (const [, type] of object.columns) expect(Object.keys(TYPES)).toContain(type);
  });

  test('has its key and its order on disk among its columns', () => {
    for (const name of [...object.key, ...object.orderBy]) expect(columns).toContain(name);
  });

  test('replaces rows only where it has a key and a version', () => {
    const keyed = object.kind !== 'stream';
    expect(object.key.length > 0).toBe(keyed);
    expect(object.versionColumn !== undefined).toBe(keyed);
    if (keyed) expect([...columns, '_tp_time']).toContain(object.versionColumn);
    else expect(object.orderBy.length).toBeGreaterThan(0);
  });

  test('forgets rows by a whole number of days on a time of its own, or not at all', () => {
    const { ttl } = object;
    if (ttl === null) return;
    expect([3, 7, 30, 90, 365]).toContain(ttl.days);
    expect(ttl.clock).toBe(ttl.column === '_tp_time' ? 'ingestion' : 'event');
    if (ttl.clock === 'ingestion') return;
    const type = object.columns.find(([name]) => name === ttl.column)?.[1];
    expect(type?.toLowerCase()).toMatch(/^datetime64\(/);
  });

  test('has a TTL that the mapping document can be read against', () => {
    expect(object.seed.ttl).toMatch(/^(none|\d+ days( \(should have been 30\))?)$/);
    const days = object.seed.retentionDays;
    expect(days === null || [3, 7, 30, 90, 365].includes(days)).toBe(true);
  });
});

describe('where the DDL and the mapping document disagree on the TTL', () => {
  const days = (object: ProtonObject) => /^\d+/.exec(object.seed.ttl)?.[0] ?? 'none';

  test('both words stand: pollers keep their rows, onboarding packages go after a year', () => {
    const differing = OBJECTS.filter(
      (object) => String(object.ttl?.days ?? 'none') !== days(object),
    );
    expect(differing.map((object) => [object.name, object.ttl?.days ?? null])).toEqual([
      ['pollers', null],
      ['edge_onboarding_packages', 365],
    ]);
  });

  test('only OpenTelemetry counts from ingestion', () => {
    expect(named((object) => object.ttl?.clock === 'ingestion')).toEqual([
      'logs',
      'otel_metrics',
      'otel_spans_enriched',
      'otel_trace_summaries',
      'otel_traces',
    ]);
  });

  test('only onboarding packages age to the moment, all else to the day', () => {
    expect(named((object) => object.ttl?.flooredToDay === false)).toEqual([
      'edge_onboarding_packages',
    ]);
  });
});

describe('the sources that datasets name', () => {
  const sources = DATASETS.flatMap((dataset) =>
    dataset.proton.map((source) => ({
      dataset,
      source,
      label: `${dataset.name} ${source.object}`,
    })),
  );

  test.each(sources)(
    '$label: is one of the objects, with the columns that are spoken of',
    ({ dataset, source }) => {
      expect(Object.keys(PROTON_OBJECTS)).toContain(source.object);
      const theirs: readonly string[] = OBJECTS.filter((object) => object.name === source.object)
        .flatMap((object) => object.columns)
        .map(([name]) => name);
      for (const [ours, name] of Object.entries(source.renamed ?? {})) {
        expect(Object.keys(dataset.columns)).toContain(ours);
        expect(theirs).toContain(name);
      }
      for (const name of Object.keys(source.dropped ?? {})) expect(theirs).toContain(name);
      for (const name of Object.keys(source.derived ?? {})) {
        expect(Object.keys(dataset.columns)).toContain(name);
      }
    },
  );

  test.each(sources)(
    '$label: every column of Proton has a place or a reason',
    ({ dataset, source }) => {
      const renamed = new Set(Object.values(source.renamed ?? {}));
      const homeless = OBJECTS.filter((object) => object.name === source.object)
        .flatMap((object) => object.columns)
        .map(([name]) => name)
        .filter((name) => dataset.columns[name] === undefined)
        .filter((name) => !renamed.has(name) && source.dropped?.[name] === undefined);
      expect(homeless).toEqual([]);
    },
  );
});
