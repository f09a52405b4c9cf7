import { describe, expect, test } from 'vitest';
import {
  CATALOGUE,
  DATASETS,
  isDatasetName,
  keyColumns,
  timeOf,
  writableColumns,
} from '../../src/catalogue/index.ts';

describe('the catalogue', () => {
  test('knows each dataset by its own name', () => {
    for (const [name, dataset] of Object.entries(CATALOGUE)) expect(dataset.name).toBe(name);
    expect(isDatasetName('cpu_metrics')).toBe(true);
    expect(isDatasetName('toString')).toBe(false);
  });

  test('no two datasets have an index of one name, nor an index the name of a dataset', () => {
    const names = DATASETS.flatMap(({ name, indexes }) => [
      name,
      ...indexes.map((one) => one.name),
    ]);
    expect(new Set(names).size).toBe(names.length);
  });

  describe.each(DATASETS.map((dataset) => [dataset.name, dataset] as const))('%s', (_, dataset) => {
    test('names a title, what its key keeps apart and its Proton sources', () => {
      expect(dataset.title).not.toBe('');
      expect(dataset.keepsApart).not.toBe('');
      expect(dataset.protonSources.length).toBeGreaterThan(0);
    });

    test('declares every column of its key, each once, and writes them', () => {
      expect(keyColumns(dataset).map(([name]) => name)).toEqual(dataset.key);
      expect(new Set(dataset.key).size).toBe(dataset.key.length);
      const written = writableColumns(dataset).map(([name]) => name);
      for (const name of dataset.key) expect(written).toContain(name);
    });

    test('declares every column of its indexes', () => {
      for (const { columns } of dataset.indexes) {
        for (const column of columns) {
          expect(Object.keys(dataset.columns)).toContain(column.split(' ')[0]);
        }
      }
    });

    test('says of every column what it means, in words that need no capital', () => {
      for (const column of Object.values(dataset.columns)) {
        expect(column.meaning).toMatch(/^\S.*[^.]$/s);
      }
    });

    test('gives a unit to every measure', () => {
      for (const [name, column] of Object.entries(dataset.columns)) {
        if (/_(percent|bytes|hz|speed|usage)$/.test(name))
          expect(column, name).toHaveProperty('unit');
      }
    });

    test('names columns in lower case, within the length of an identifier', () => {
      for (const name of Object.keys(dataset.columns))
        expect(name).toMatch(/^[a-z][a-z0-9_]{0,62}$/);
    });
  });

  describe.each(
    DATASETS.filter((one) => one.kind === 'hypertable').map((one) => [one.name, one] as const),
  )('the time of %s', (_, dataset) => {
    const time = timeOf(dataset);

    test('is a column that has a value, and part of the key', () => {
      expect(dataset.columns[time?.column ?? '']).toMatchObject({
        type: 'timestamp with time zone',
        nullable: false,
      });
      expect(dataset.key).toContain(time?.column);
    });

    test('is cut into chunks that divide a day and are at most a sixth of the retention', () => {
      expect(24 % (time?.chunkHours ?? Number.NaN)).toBe(0);
      expect((time?.chunkHours ?? Number.NaN) * 6).toBeLessThanOrEqual(
        (time?.retentionDays ?? 0) * 24,
      );
    });
  });

  test('an ordinary table has no time slices', () => {
    expect(timeOf(CATALOGUE.unified_devices)).toBeUndefined();
  });

  test('a key column that is not declared is a fault of the program', () => {
    expect(() => keyColumns({ ...CATALOGUE.cpu_metrics, key: ['core'] })).toThrow(
      'cpu_metrics: key column core is not declared',
    );
  });
});
