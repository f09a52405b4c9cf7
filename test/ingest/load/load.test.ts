import { describe, expect, test } from 'vitest';
import { CATALOGUE, type NewRow } from '../../../src/catalogue/index.ts';
import { parseInstant } from '../../../src/core/index.ts';
import {
  LOAD_DATASETS,
  type LoadDataset,
  type LoadOptions,
  loadRows,
} from '../../../src/ingest/load/index.ts';

const FROM = parseInstant('2026-03-10T00:00:00Z') as number;
const OPTIONS: LoadOptions = { seed: 7, devices: 3, from: FROM };

function take<N extends LoadDataset>(dataset: N, count: number, options = OPTIONS): NewRow<N>[] {
  const rows: NewRow<N>[] = [];
  for (const row of loadRows(dataset, options)) {
    if (rows.push(row) === count) break;
  }
  return rows;
}

describe.each(LOAD_DATASETS)('the load of %s', (dataset) => {
  test('is the same for the same seed, and another for another', () => {
    expect(take(dataset, 200)).toEqual(take(dataset, 200));
    expect(take(dataset, 200, { ...OPTIONS, seed: 8 })).not.toEqual(take(dataset, 200));
  });

  test('has no key twice', () => {
    const keys = take(dataset, 5_000).map((row) =>
      CATALOGUE[dataset].key
        .map((name) => {
          const value = (row as { readonly [name: string]: unknown })[name];
          return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
        })
        .join('|'),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('the load of a processor follows the day: twice as busy at its peak as at night', () => {
  const hours = Array.from({ length: 24 }, () => [] as number[]);
  for (const row of loadRows('cpu_metrics', { ...OPTIONS, devices: 1 })) {
    const hour = Math.floor((row.timestamp - FROM) / 3_600e6);
    if (hour >= 24) break;
    hours[hour]?.push(row.usage_percent ?? Number.NaN);
  }
  const means = hours.map((list) => list.reduce((sum, one) => sum + one, 0) / list.length);
  expect(Math.max(...means)).toBeGreaterThan(2 * Math.min(...means));
  expect(Math.min(...hours.flat())).toBeGreaterThanOrEqual(0);
  expect(Math.max(...hours.flat())).toBeLessThanOrEqual(100);
});

test('counters only grow', () => {
  const latest = new Map<string, number>();
  for (const row of take('timeseries_metrics', 5_000)) {
    if (row.metric_type !== 'snmp') continue;
    const series = `${row.device_id} ${row.metric_name} ${row.if_index}`;
    expect(row.value).toBeGreaterThan(latest.get(series) ?? -1);
    latest.set(series, row.value as number);
  }
  expect(latest.size).toBeGreaterThan(3);
});

test('spans lie in one tree per trace', () => {
  const spans = take('otel_traces', 2_000);
  const ids = new Set(spans.map((span) => `${span.trace_id} ${span.span_id}`));
  for (const { trace_id, parent_span_id } of spans) {
    if (parent_span_id !== null) expect(ids.has(`${trace_id} ${parent_span_id}`)).toBe(true);
  }
  expect(spans.some((span) => span.parent_span_id === null)).toBe(true);
});
