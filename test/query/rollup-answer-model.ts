/**
 * Answers from rollups, computed from all samples that were stored and apart from the SQL of the
 * program: the model of each rollup over steps instead of buckets, and then groups put together.
 */
import { expect } from 'vitest';
import type { Histogram } from '../../src/core/index.ts';
import type { RollupQuestion, RollupSeries } from '../../src/query/index.ts';
import { modelRollup, type RawRow, type RollupRow } from '../support/rollup-model.ts';

type Asked = Pick<RollupQuestion, 'rollup' | 'range' | 'stepMicros' | 'where' | 'by'>;

/** A point with all states, and the group of its series as text. */
export interface ExpectedPoint {
  readonly series: string;
  readonly timestamp: number;
  readonly states: RollupRow;
}

/** The points of a question, from the samples of its range. */
export function expectedPoints(
  asked: Asked,
  rows: readonly RawRow[],
  time: string,
): ExpectedPoint[] {
  const { rollup, range, stepMicros, where, by } = asked;
  const inside = rows.filter((row) => {
    const at = row[time] as number;
    return at >= range.start && at < range.end;
  });
  const stepped = { ...rollup, bucketSeconds: stepMicros / 1e6 };
  const points = new Map<string, ExpectedPoint>();
  for (const states of modelRollup(stepped, inside, time)) {
    const differs = Object.entries(where).some(
      ([name, value]) => plain(states[name]) !== plain(value),
    );
    if (differs) continue;
    const series = seriesName(by, states);
    const timestamp = Math.max(states.bucket as number, range.start);
    const key = `${series} ${timestamp}`;
    const known = points.get(key);
    points.set(key, {
      series,
      timestamp,
      states: known === undefined ? states : both(known.states, states),
    });
  }
  return [...points.values()];
}

const plain = (value: unknown) => (value === undefined || value === null ? null : String(value));

export const seriesName = (by: readonly string[], group: { readonly [name: string]: unknown }) =>
  JSON.stringify(by.map((name) => plain(group[name])));

/** Two groups in one step together. */
function both(one: RollupRow, other: RollupRow): RollupRow {
  const names = Object.keys(one);
  return Object.fromEntries(
    names.map((name) => {
      const [a, b] = [one[name], other[name]];
      if (a === null || b === null || a === undefined || b === undefined) return [name, a ?? b];
      if (name.endsWith('_histogram')) return [name, histograms(a as Histogram, b as Histogram)];
      if (/_min$/.test(name)) return [name, less(a, b) ? a : b];
      if (/_max$/.test(name)) return [name, less(a, b) ? b : a];
      if (/(_count|_sum|_magnitude)$/.test(name)) return [name, sum(a, b)];
      return [name, a];
    }),
  );
}

type Number64 = number | bigint;
const less = (a: unknown, b: unknown) => (a as Number64) < (b as Number64);
const sum = (a: unknown, b: unknown) =>
  typeof a === 'bigint' && typeof b === 'bigint' ? a + b : Number(a) + Number(b);

function histograms(a: Histogram, b: Histogram): Histogram {
  const all = { ...a };
  for (const [bin, count] of Object.entries(b)) all[bin] = (all[bin] ?? 0) + count;
  return all as Histogram;
}

/** Compares counts and extremes exactly, sums and averages to 1e-12 of what was added. */
export function expectAnswer(
  series: readonly RollupSeries[],
  points: readonly ExpectedPoint[],
  by: readonly string[],
): void {
  const found = series.flatMap((one) =>
    Array.from(one.at, (timestamp, place) => ({
      series: seriesName(by, one.group),
      timestamp,
      values: new Map([...one.columns].map(([name, numbers]) => [name, numbers[place]])),
    })),
  );
  const order = (list: readonly { readonly series: string; readonly timestamp: number }[]) =>
    list.map((one) => `${one.series} ${one.timestamp}`).sort();
  expect(order(found)).toEqual(order(points));
  const wanted = new Map(points.map((point) => [`${point.series} ${point.timestamp}`, point]));
  for (const point of found) {
    const { states } = wanted.get(`${point.series} ${point.timestamp}`) as ExpectedPoint;
    for (const [name, value] of point.values) expectValue(name, value, states);
  }
}

function expectValue(name: string, value: unknown, states: RollupRow): void {
  const measure = name.replace(/_(avg|sum)$/, '');
  const count = Number(states[`${measure}_count`] ?? 0);
  const given = typeof value === 'number' && Number.isNaN(value) ? null : value;
  const isSum = name.endsWith('_sum') && typeof given === 'number';
  if (count > 0 && (isSum || name.endsWith('_avg'))) {
    const parts = isSum ? 1 : count;
    const wanted = Number(states[`${measure}_sum`]) / parts;
    const most = (1e-12 * Number(states[`${measure}_magnitude`])) / parts;
    expect(Math.abs(Number(given) - wanted), name).toBeLessThanOrEqual(most);
  } else {
    // Zero and minus zero are one value.
    const text = (one: unknown) => plain(one === 0 ? 0 : one);
    expect(text(given), name).toBe(text(states[name]));
  }
}
