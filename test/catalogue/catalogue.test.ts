import { describe, expect, test } from 'vitest';
import {
  CATALOGUE,
  type Column,
  DATASETS,
  type Dataset,
  isDatasetName,
  PROTON_OBJECTS,
  type ProtonObject,
  type ProtonSource,
  timeOf,
} from '../../src/catalogue/index.ts';

const OBJECTS: readonly ProtonObject[] = Object.values(PROTON_OBJECTS);

/** The longest identifier that the server does not cut. */
const IDENTIFIER_BYTES = 63;
const bytes = (text: string) => Buffer.byteLength(text, 'utf8');

const relations = DATASETS.filter((dataset) => dataset.kind !== 'view');
const hypertables = DATASETS.filter((dataset) => dataset.kind === 'hypertable');
const latest = DATASETS.filter((dataset) => dataset.latestOf !== undefined);

const names = (dataset: Dataset) => Object.keys(dataset.columns);
const datasetNamed = (name: string | undefined) => DATASETS.find((one) => one.name === name);
const ageOf = (dataset: Dataset) => timeOf(dataset) ?? dataset.pruning;

/** `timestamp desc` is about `timestamp`, `(lower(email))` about `email`. */
function columnOf(text: string): string | undefined {
  return /^\(*(?:lower\()?(\w+)\)*(?: (?:asc|desc))?(?: nulls last)?$/.exec(text)?.[1];
}

/** Whether a part of an index is a column of the dataset, or an expression over one. */
function isOf(dataset: Dataset, text: string): boolean {
  const plain = columnOf(text);
  if (plain !== undefined) return dataset.columns[plain] !== undefined;
  const words = text.replace(/'[^']*'/g, '').match(/\w+/g) ?? [];
  return text.startsWith('(') && words.some((word) => dataset.columns[word] !== undefined);
}

function columnsOfProton(source: ProtonSource): readonly string[] {
  const object = OBJECTS.find((one) => one.name === source.object);
  return object?.columns.map(([name]) => name) ?? [];
}

/** Columns that rows from Proton have to get from somewhere. */
function writable(dataset: Dataset): readonly (readonly [string, Column])[] {
  return Object.entries(dataset.columns).filter(([, column]) => column.default === undefined);
}

describe('the catalogue', () => {
  test('finds every dataset by its own name', () => {
    for (const [name, dataset] of Object.entries(CATALOGUE)) expect(dataset.name).toBe(name);
    expect(isDatasetName('cpu_metrics')).toBe(true);
    expect(isDatasetName('cpu_metric')).toBe(false);
  });

  test('is asked for each dataset by names that mean no other', () => {
    const asked = DATASETS.flatMap((dataset) => dataset.queryNames);
    expect(asked.filter((name, index) => asked.indexOf(name) !== index)).toEqual([]);
    for (const name of asked) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
  });

  test('uses each name of a relation or index once', () => {
    const used = [
      ...DATASETS.map((dataset) => dataset.name),
      ...relations.map((dataset) => `${dataset.name}_key`),
      ...DATASETS.flatMap((dataset) => dataset.indexes.map((index) => index.name)),
    ];
    expect(used.filter((name, index) => used.indexOf(name) !== index)).toEqual([]);
  });

  test('gives each of the 47 Proton objects one home, in the table that the mapping names', () => {
    const homes = new Map<string, string[]>();
    for (const dataset of DATASETS) {
      for (const { object } of dataset.proton) {
        homes.set(object, [...(homes.get(object) ?? []), dataset.name]);
      }
    }
    expect(Object.fromEntries([...homes].sort())).toEqual(
      Object.fromEntries(OBJECTS.map(({ name, seed }) => [name, [seed.target]]).sort()),
    );
  });

  test('hides password hashes and onboarding secrets from readers, and from queries', () => {
    for (const dataset of [CATALOGUE.users, CATALOGUE.edge_onboarding_packages]) {
      expect(dataset.rights.secret).toBe(true);
      expect(dataset.queryNames).toEqual([]);
    }
  });
});

describe.each(DATASETS)('$name', (dataset) => {
  test('says what it and each of its columns mean, in words of its own', () => {
    expect(dataset.title).not.toBe('');
    for (const [name, { meaning }] of Object.entries(dataset.columns)) {
      expect(meaning.length, name).toBeGreaterThan(5);
      expect(meaning.toLowerCase(), name).not.toBe(name.replaceAll('_', ' '));
    }
  });

  test('has names that the server keeps whole', () => {
    const used = [
      `${dataset.name}_key`,
      `${dataset.name}_2025010100`,
      ...names(dataset),
      ...dataset.indexes.map((index) => index.name),
    ];
    for (const name of used) {
      expect(name).toMatch(/^[a-z_][a-z0-9_]*$/);
      expect(bytes(name)).toBeLessThanOrEqual(IDENTIFIER_BYTES);
    }
  });

  test('has the columns of its key, version, age, indexes and columnstore', () => {
    const used = [
      ...dataset.key,
      ...(dataset.version === undefined ? [] : [dataset.version]),
      ...[ageOf(dataset)].flatMap((age) => (age === undefined ? [] : [age.column])),
      ...(dataset.columnstore?.segmentBy ?? []),
      ...(dataset.columnstore?.orderBy ?? []),
      ...dataset.indexes.flatMap((index) => index.columns),
    ];
    expect(used.filter((text) => !isOf(dataset, text))).toEqual([]);
  });

  test('has no server default but for the instant of storing or changing, and counts', () => {
    for (const [name, column] of Object.entries(dataset.columns)) {
      if (column.default === undefined) continue;
      expect(name).toMatch(/^((created|updated|refreshed)_at|(agent|checker)_count)$/);
      expect(column.default).toBe(name.endsWith('_count') ? '0' : 'now()');
    }
  });

  test('has NULL in its key only where it is a rollup, which is not turned into columns', () => {
    const absent = dataset.key.filter((name) => dataset.columns[name]?.nullable === true);
    if (dataset.rollup === undefined) expect(absent).toEqual([]);
    if (absent.length > 0) expect(dataset.columnstore).toBeUndefined();
  });

  test("stands '' only for the absence of a key column", () => {
    for (const [name, column] of Object.entries(dataset.columns)) {
      expect(column.fallback === "''::text", name).toBe(column.blank === true);
      if (column.blank === true) expect(dataset.key).toContain(name);
    }
  });
});

describe.each(relations)('$name', (dataset) => {
  test('has a key that names no column twice, and says which rows it keeps apart', () => {
    expect(dataset.key.length).toBeGreaterThan(0);
    expect(new Set(dataset.key).size).toBe(dataset.key.length);
    expect(dataset.keepsApart).not.toBe('');
  });

  test('has no index that its key or another index serves', () => {
    const plain = dataset.indexes.filter(
      ({ method = 'btree', where, unique }) =>
        method === 'btree' && where === undefined && unique === undefined,
    );
    const served = [dataset.key, ...plain.map((index) => index.columns)].map((columns) =>
      columns.map(columnOf),
    );
    plain.forEach((index, position) => {
      const own = index.columns.map(columnOf);
      const others = served.filter((_, other) => other !== position + 1);
      const twice = others.filter((columns) => own.every((name, at) => columns[at] === name));
      expect(twice, index.name).toEqual([]);
    });
  });

  test('has a 16-byte key only as a value that is always there', () => {
    for (const name of ['row_key', 'neighbor_key']) {
      const column = dataset.columns[name];
      if (column === undefined) continue;
      expect(column).toMatchObject({ type: 'bytea', nullable: false });
      expect(column.meaning).toContain('hash of');
      expect(dataset.key).toContain(name);
    }
  });
});

describe.each(hypertables)('$name, which grows with time', (dataset) => {
  const time = timeOf(dataset);

  test('is told apart by time too, which every row has', () => {
    expect(dataset.key).toContain(time?.column);
    expect(dataset.columns[time?.column ?? '']).toMatchObject({
      type: 'timestamp with time zone',
      nullable: false,
    });
    expect(dataset.columns[time?.column ?? '']?.fallback).toBeUndefined();
  });

  test('is cut into chunks of at most a sixth of what is kept, aligned to days', () => {
    const { chunkHours = 0, retentionDays = 0 } = time ?? {};
    expect(chunkHours).toBeGreaterThan(0);
    expect(chunkHours * 6).toBeLessThanOrEqual(retentionDays * 24);
    expect(24 % chunkHours === 0 || chunkHours % 24 === 0).toBe(true);
  });

  test('finds its newest row by an index', () => {
    const ways = [dataset.key, ...dataset.indexes.map((index) => index.columns)];
    expect(ways.map((columns) => columnOf(columns[0] ?? ''))).toContain(time?.column);
  });

  test('is no table whose rows are deleted one by one', () => {
    expect(dataset.pruning).toBeUndefined();
    expect(dataset.latestOf).toBeUndefined();
  });

  test('turns closed chunks into columns, if at all, ordered by time within each group', () => {
    const { columnstore } = dataset;
    if (columnstore === undefined) return;
    expect(columnstore.orderBy.map(columnOf)).toContain(time?.column);
    expect(columnstore.segmentBy.filter((name) => columnstore.orderBy.includes(name))).toEqual([]);
    expect(columnstore.afterHours).toBeGreaterThanOrEqual(time?.chunkHours ?? 0);
  });
});

describe.each(DATASETS.filter((dataset) => dataset.kind !== 'hypertable'))(
  '$name, which does not grow with time',
  (dataset) => {
    test('is neither cut into chunks nor turned into columns', () => {
      expect(dataset.time).toBeUndefined();
      expect(dataset.columnstore).toBeUndefined();
    });

    test('ages, if at all, by an instant that every row has and an index finds', () => {
      const { pruning } = dataset;
      if (pruning === undefined) return;
      expect(dataset.columns[pruning.column]).toMatchObject({
        type: 'timestamp with time zone',
        nullable: false,
      });
      expect(dataset.indexes.map((index) => columnOf(index.columns[0] ?? ''))).toContain(
        pruning.column,
      );
    });
  },
);

describe.each(latest)('$name, the latest state of $latestOf', (dataset) => {
  const history = datasetNamed(dataset.latestOf);

  test('is a table beside a history that this catalogue has', () => {
    expect(dataset.kind).toBe('table');
    expect(history?.kind).toBe('hypertable');
  });

  test('has the columns of the history, in their order', () => {
    const shared = names(dataset).filter((name) => history?.columns[name] !== undefined);
    const expected = names(history as Dataset).filter((name) => shared.includes(name));
    const apart = names(history as Dataset).filter((name) => !shared.includes(name));
    if (dataset.name.endsWith('_latest')) expect(shared).toEqual(expected);
    expect(['created_at', 'row_key', 'event_id']).toEqual(expect.arrayContaining(apart));
    for (const name of shared) {
      expect(dataset.columns[name]?.type, name).toBe(history?.columns[name]?.type);
    }
  });

  test('replaces a row by the one with the later time, and forgets with the history', () => {
    expect(dataset.version).toBe(history?.time?.column);
    if (!dataset.name.endsWith('_latest')) return;
    expect(dataset.pruning).toEqual({
      column: history?.time?.column,
      retentionDays: history?.time?.retentionDays,
    });
  });
});

const sources = DATASETS.flatMap((dataset) =>
  dataset.proton.map((source) => ({
    label: `${dataset.name} from ${source.object}`,
    dataset,
    source,
  })),
);

describe.each(sources)('$label', ({ dataset, source }) => {
  const theirs = columnsOfProton(source);
  const { renamed = {}, derived = {}, dropped = {}, added = [] } = source;

  test('speaks of columns that exist on their side', () => {
    expect(theirs.length).toBeGreaterThan(0);
    for (const name of [...Object.values(renamed), ...Object.keys(dropped)]) {
      expect(theirs).toContain(name);
    }
  });

  test('speaks of columns that a writer fills here', () => {
    const ours = writable(dataset).map(([name]) => name);
    for (const name of [...Object.keys(renamed), ...Object.keys(derived), ...added]) {
      expect(ours).toContain(name);
    }
  });

  test('says of every column here where its value comes from, or that it is ours', () => {
    const unsaid = writable(dataset)
      .map(([name]) => name)
      .filter((name) => !theirs.includes(name))
      .filter(
        (name) => ![...Object.keys(renamed), ...Object.keys(derived), ...added].includes(name),
      );
    expect(unsaid).toEqual([]);
  });

  test('calls no column ours that Proton has, and says no column twice', () => {
    for (const name of added) expect(theirs).not.toContain(name);
    const said = [...Object.keys(renamed), ...Object.keys(derived), ...added];
    expect(said.filter((name, index) => said.indexOf(name) !== index)).toEqual([]);
  });

  test('leaves no column without a value that must have one', () => {
    for (const name of added) {
      const column = dataset.columns[name];
      expect(column?.nullable === true || column?.fallback !== undefined, name).toBe(true);
    }
  });

  test('says of every column there where it went, or why it is gone', () => {
    const homeless = theirs
      .filter((name) => dataset.columns[name] === undefined)
      .filter((name) => !Object.values(renamed).includes(name))
      .filter((name) => dropped[name] === undefined);
    expect(homeless).toEqual([]);
    for (const reason of Object.values(dropped)) expect(reason).not.toBe('');
  });

  test('keeps what the mapping document keeps, as long as it says', () => {
    const object = OBJECTS.find((one) => one.name === source.object);
    if (dataset.kind === 'view') return;
    expect(ageOf(dataset)?.retentionDays ?? null).toBe(object?.seed.retentionDays ?? null);
  });
});

test('a dataset without a Proton object is a view, a latest state, a rollup, the list of events, the count of stalled hosts, or what the inventory concludes', () => {
  const orphans = DATASETS.filter((dataset) => dataset.proton.length === 0)
    .filter((dataset) => dataset.kind !== 'view' && dataset.latestOf === undefined)
    .filter((dataset) => dataset.rollup === undefined && dataset.area !== 'inventory')
    .map((dataset) => dataset.name);
  expect(orphans).toEqual(['sysmon_stalls', 'event_identities']);
});

describe('what is declared for readers that look for a few rows among many', () => {
  test.each(['cpu_metrics', 'memory_metrics', 'timeseries_metrics', 'otel_traces'] as const)(
    'the key of %s begins with what they ask for, not with the time',
    (name) => {
      expect(CATALOGUE[name].key[0]).not.toBe(CATALOGUE[name].time.column);
    },
  );

  test.each(['logs', 'netflow_metrics', 'otel_metrics', 'events'] as const)(
    'rows of %s, which have no identity, are told apart by their content in order of time',
    (name) => {
      expect(CATALOGUE[name].key).toEqual([CATALOGUE[name].time.column, 'row_key']);
    },
  );
});
