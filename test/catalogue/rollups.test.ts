import { describe, expect, test } from 'vitest';
import {
  DATASETS,
  type Dataset,
  ROLLUPS,
  rollupDataset,
  timeOf,
} from '../../src/catalogue/index.ts';

const sourceOf = (name: string): Dataset => {
  const source = DATASETS.find((dataset) => dataset.name === name);
  if (source === undefined) throw new Error(`no dataset ${name}`);
  return source;
};

describe.each(ROLLUPS)('rollup $name', (rollup) => {
  const source = sourceOf(rollup.source);
  const dataset = rollupDataset(rollup);

  test('has buckets of whole five minutes, none of which lies in two chunks', () => {
    // What writers record is counted in five minutes; a bucket in two chunks could lose one of them.
    expect(rollup.bucketSeconds % 300).toBe(0);
    expect(((timeOf(source)?.chunkHours ?? 0) * 3_600) % rollup.bucketSeconds).toBe(0);
    expect((rollup.chunkHours * 3_600) % rollup.bucketSeconds).toBe(0);
    expect(rollup.chunkHours * 6).toBeLessThanOrEqual(rollup.retentionDays * 24);
  });

  test('is kept at least as long as the rows of its history', () => {
    expect(rollup.retentionDays).toBeGreaterThanOrEqual(timeOf(source)?.retentionDays ?? Infinity);
  });

  test('groups and measures columns of its history', () => {
    for (const group of rollup.groupBy.filter(({ of }) => of === undefined)) {
      expect(source.columns[group.name], group.name).toMatchObject({ type: group.type });
      // A group that cannot be NULL must come from a column that cannot.
      if (!group.nullable) expect(source.columns[group.name]?.nullable, group.name).toBe(false);
    }
    for (const [name, { of, type }] of Object.entries(rollup.measures)) {
      if (!of.startsWith('(')) expect(source.columns[of], name).toMatchObject({ type });
    }
  });

  test('keeps what can be merged: a sum never without its count', () => {
    for (const { states } of Object.values(rollup.measures)) {
      if (states.includes('sum')) expect(states).toContain('count');
    }
  });

  test('can be written by nobody but the owner, and has names that the server keeps whole', () => {
    expect(dataset.rights?.writer).toEqual(['select']);
    const names = [...Object.keys(dataset.columns), ...dataset.indexes.map(({ name }) => name)];
    for (const name of names) expect(name.length, name).toBeLessThanOrEqual(63);
    expect(new Set(Object.keys(dataset.columns)).size).toBe(
      2 +
        rollup.groupBy.length +
        Object.keys(rollup.tallies ?? {}).length +
        Object.values(rollup.measures).reduce(
          (sum, { states, histogram }) => sum + states.length + (histogram === undefined ? 0 : 1),
          0,
        ),
    );
  });
});

test('durations and latencies have a histogram', () => {
  const histograms = ROLLUPS.flatMap(({ name, measures }) =>
    Object.entries(measures)
      .filter(([, { histogram }]) => histogram !== undefined)
      .map(([measure]) => `${name}.${measure}`),
  );
  expect(histograms.sort()).toEqual([
    'otel_metrics_hourly.duration_ms',
    'otel_traces_hourly.duration_ms',
    'rperf_metrics_hourly.jitter_ms',
    'rperf_metrics_hourly.response_time_ms',
    'timeseries_metrics_hourly.value',
  ]);
});
