import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CATALOGUE,
  DATASETS,
  type Dataset,
  PROTON_OBJECTS,
  timeOf,
  typeUid,
} from '../../src/catalogue/index.ts';

const OCSF = DATASETS.filter((dataset) => dataset.area === 'ocsf');

const EVENTS: readonly Dataset[] = [
  CATALOGUE.ocsf_device_inventory,
  CATALOGUE.ocsf_network_activity,
  CATALOGUE.ocsf_user_inventory,
  CATALOGUE.ocsf_system_activity,
];

/** Days that each dataset keeps by the mapping document. */
const RETENTION: { readonly [name: string]: number } = {
  ocsf_device_inventory: 30,
  ocsf_network_activity: 3,
  ocsf_user_inventory: 90,
  ocsf_system_activity: 7,
  ocsf_devices_current: 90,
  ocsf_users_current: 90,
  ocsf_vulnerabilities_current: 365,
  ocsf_services_current: 90,
  ocsf_observable_index: 30,
  ocsf_observable_statistics: 90,
  ocsf_entity_relationships: 30,
  ocsf_search_performance: 7,
};

test('the catalogue has the twelve OCSF datasets of the mapping document', () => {
  expect(OCSF.map((dataset) => dataset.name).sort()).toEqual(Object.keys(RETENTION).sort());
});

test('the type of an OCSF event is its class times 100 plus its activity', () => {
  expect(typeUid(4001, 6)).toBe(400_106);
  expect(typeUid(0, 99)).toBe(99);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 99_999 }),
      fc.integer({ min: 0, max: 99 }),
      (uid, act) => {
        expect(Math.floor(typeUid(uid, act) / 100)).toBe(uid);
        expect(typeUid(uid, act) % 100).toBe(act);
      },
    ),
  );
});

describe.each(EVENTS)('events of $name', (dataset) => {
  test.each([
    'time',
    'activity_id',
    'category_uid',
    'class_uid',
    'severity_id',
    'type_uid',
    'event_id',
  ])('have always a %s, as OCSF requires', (name) => {
    expect(dataset.columns[name]?.nullable).toBe(false);
  });

  test('say how the type follows from class and activity', () => {
    expect(dataset.columns.type_uid?.meaning).toContain('class_uid × 100 + activity_id');
  });

  test('are told apart by time and a given id, so that a repetition is a no-op', () => {
    expect(dataset.key).toEqual(['time', 'event_id']);
    expect(dataset.columns.event_id?.type).toBe('uuid');
    expect(dataset.columns.event_id?.default).toBeUndefined();
    expect(dataset.columns.event_id?.fallback).toBeUndefined();
  });

  test('have no time but that of the fact: the server invents none', () => {
    expect(dataset.columns.time?.fallback).toBeUndefined();
    expect(dataset.columns.time?.default).toBeUndefined();
  });
});

test.each([
  ['ocsf_device_inventory', '5001', '5'],
  ['ocsf_user_inventory', '5003', '5'],
  ['ocsf_network_activity', '4001', '4'],
] as const)(
  '%s is of class %s in category %s unless an event says otherwise',
  (name, uid, category) => {
    const { columns } = CATALOGUE[name];
    expect(columns.class_uid.fallback).toBe(uid);
    expect(columns.category_uid.fallback).toBe(category);
    expect(uid.startsWith(category)).toBe(true);
  },
);

test('system activity has no class by default, since its events are of several', () => {
  const columns: Dataset['columns'] = CATALOGUE.ocsf_system_activity.columns;
  for (const name of ['class_uid', 'category_uid', 'activity_id', 'severity_id']) {
    expect(columns[name]?.fallback).toBeUndefined();
  }
});

describe.each(OCSF)('$name', (dataset) => {
  const [proton] = dataset.proton;

  test('keeps its rows as long as the mapping document says', () => {
    const age = timeOf(dataset) ?? dataset.pruning;
    expect(age?.retentionDays).toBe(RETENTION[dataset.name]);
    expect(age?.retentionDays).toBe(
      PROTON_OBJECTS[dataset.name as keyof typeof PROTON_OBJECTS].seed.retentionDays,
    );
  });

  test('ages by the column by which Proton forgets', () => {
    const age = timeOf(dataset) ?? dataset.pruning;
    expect(age?.column).toBe(
      PROTON_OBJECTS[dataset.name as keyof typeof PROTON_OBJECTS].ttl?.column,
    );
  });

  test('has the columns of Proton first, in their order, renamed ones included', () => {
    expect(proton?.object).toBe(dataset.name);
    const ours = new Map(
      Object.entries(proton?.renamed ?? {}).map(([name, theirs]) => [theirs, name]),
    );
    const expected = PROTON_OBJECTS[dataset.name as keyof typeof PROTON_OBJECTS].columns.map(
      ([name]) => ours.get(name) ?? name,
    );
    expect(Object.keys(dataset.columns).slice(0, expected.length)).toEqual(expected);
  });

  test('ends with the instant of storing', () => {
    expect(Object.keys(dataset.columns).at(-1)).toMatch(/^(created|updated)_at$/);
  });

  test('has its key, version, age, indexes and columnstore among its columns', () => {
    const names = Object.keys(dataset.columns);
    const used = [
      ...dataset.key,
      ...(dataset.version === undefined ? [] : [dataset.version]),
      ...(dataset.columnstore?.segmentBy ?? []),
      ...(dataset.columnstore?.orderBy ?? []),
      ...dataset.indexes.flatMap((index) => index.columns),
    ].map((text) => /^\(?(?:lower\()?(\w+)/.exec(text)?.[1]);
    for (const name of used) expect(names).toContain(name);
  });

  test('has a key whose columns are never absent and that holds the time of a hypertable', () => {
    for (const name of dataset.key) expect(dataset.columns[name]?.nullable).toBe(false);
    const time = timeOf(dataset);
    if (time !== undefined) expect(dataset.key).toContain(time.column);
  });

  test('has no index that begins as its key does', () => {
    for (const index of dataset.indexes) expect(index.columns[0]).not.toBe(dataset.key[0]);
  });

  test('does not put an empty text or a zero where a value is absent', () => {
    const requiredByOcsf = ['device_type_id', 'flow_direction_id', 'severity_id'];
    for (const [name, column] of Object.entries(dataset.columns)) {
      if (column.fallback === "''::text") expect(column.blank).toBe(true);
      if (column.fallback === '0') expect(requiredByOcsf).toContain(name);
    }
  });

  test('cuts time into slices of at most a sixth of what it keeps', () => {
    const time = timeOf(dataset);
    if (time === undefined) return;
    expect(time.chunkHours * 6).toBeLessThanOrEqual(time.retentionDays * 24);
    expect(24 % time.chunkHours === 0 || time.chunkHours % 24 === 0).toBe(true);
  });
});

test('names of indexes are used once', () => {
  const names = OCSF.flatMap((dataset) => dataset.indexes.map((index) => index.name));
  expect(new Set(names).size).toBe(names.length);
});

test('no user dataset has a place for password hashes', () => {
  const names = [
    ...Object.keys(CATALOGUE.ocsf_user_inventory.columns),
    ...Object.keys(CATALOGUE.ocsf_users_current.columns),
  ];
  expect(names.filter((name) => name.includes('password'))).toEqual([]);
});

test('query texts and client addresses are hidden from readers', () => {
  expect(CATALOGUE.ocsf_search_performance.rights.secret).toBe(true);
});
