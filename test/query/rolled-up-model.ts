/**
 * Points of long series, computed from all samples that ever were stored and apart from the SQL of
 * the program.
 */
import { expect } from 'vitest';
import type { SeriesRow } from '../../src/query/index.ts';
import type { RawRow } from '../support/rollup-model.ts';

const HOUR = 3_600_000_000;

export interface Wanted {
  readonly range: { readonly start: number; readonly end: number };
  readonly step: number;
}

export interface Point {
  readonly timestamp: number;
  readonly series: unknown;
  readonly samples: number;
  readonly values: { readonly [column: string]: number | bigint | null };
}

type Kind = 'cpu' | 'memory' | 'disk';

const SERIES = { cpu: 'core_id', memory: undefined, disk: 'mount_point' } as const;

/** The points of one device, newest first. An hour at an end of the range needs its raw rows. */
export function expectedSeries(
  rows: readonly RawRow[],
  given: Wanted & { readonly kind: Kind; readonly deviceId: string; readonly rawFrom: number },
): Point[] {
  const { range, step, kind, deviceId, rawFrom } = given;
  const bins = new Map<string, RawRow[]>();
  for (const row of rows) {
    const at = row.timestamp as number;
    if (row.device_id !== deviceId || at < range.start || at >= range.end) continue;
    const hour = Math.floor(at / HOUR) * HOUR;
    const whole = hour >= range.start && hour + HOUR <= range.end;
    if (!whole && at < rawFrom) continue;
    const begin = Math.max(Math.floor(at / step) * step, range.start);
    const key = JSON.stringify([begin, seriesOf(kind, row)]);
    bins.set(key, [...(bins.get(key) ?? []), row]);
  }
  const points = [...bins].map(([key, members]): Point => {
    const [timestamp, series] = JSON.parse(key) as [number, unknown];
    return { timestamp, series, samples: members.length, values: valuesOf(kind, members) };
  });
  return points.sort(
    (a, b) => b.timestamp - a.timestamp || (String(a.series) < String(b.series) ? -1 : 1),
  );
}

function seriesOf(kind: Kind, row: { readonly [column: string]: unknown }): unknown {
  const column = SERIES[kind];
  return column === undefined ? null : row[column];
}

function valuesOf(kind: Kind, rows: readonly RawRow[]): Point['values'] {
  const usage = numbers(rows, 'usage_percent');
  const common = {
    usage_percent: mean(usage),
    usage_percent_min: usage.length === 0 ? null : Math.min(...usage),
    usage_percent_max: usage.length === 0 ? null : Math.max(...usage),
  };
  if (kind === 'cpu') return { ...common, frequency_hz: mean(numbers(rows, 'frequency_hz')) };
  const [total, used] = [wholeMean(rows, 'total_bytes'), wholeMean(rows, 'used_bytes')];
  const left = total === null || used === null ? null : total - used;
  return {
    ...common,
    total_bytes: total,
    used_bytes: used,
    available_bytes: left !== null && left < 0n ? 0n : left,
  };
}

function numbers(rows: readonly RawRow[], column: string): number[] {
  return rows.flatMap((row) => (typeof row[column] === 'number' ? [row[column] as number] : []));
}

const mean = (list: readonly number[]) =>
  list.length === 0 ? null : list.reduce((sum, one) => sum + one, 0) / list.length;

/** Rounded as numeric is: a half away from zero; bytes are never negative here. */
function wholeMean(rows: readonly RawRow[], column: string): bigint | null {
  const values = rows.flatMap((row) => {
    const value = row[column];
    return typeof value === 'number' || typeof value === 'bigint' ? [BigInt(value)] : [];
  });
  if (values.length === 0) return null;
  const count = BigInt(values.length);
  return (2n * values.reduce((sum, one) => sum + one, 0n) + count) / (2n * count);
}

/** Compares: numbers of samples and extremes exactly, bytes exactly, averages to 1e-12. */
export function expectSeries(
  kind: Kind,
  rows: readonly SeriesRow[],
  points: readonly Point[],
): void {
  const exact = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
  expect(
    rows.map((row) => [
      row.timestamp,
      seriesOf(kind, row),
      row.sample_count,
      row.usage_percent_min,
      row.usage_percent_max,
    ]),
  ).toEqual(
    points.map(({ timestamp, series, samples, values }) => [
      timestamp,
      series,
      samples,
      values.usage_percent_min,
      values.usage_percent_max,
    ]),
  );
  rows.forEach((row, index) => {
    for (const [column, value] of Object.entries(points[index]?.values ?? {})) {
      const found = row[column];
      if (value === null || typeof value === 'bigint') {
        expect(found === null ? null : String(found), column).toBe(
          value === null ? null : String(value),
        );
      } else {
        expect(Math.abs(Number(exact(found)) - value), column).toBeLessThanOrEqual(
          1e-12 * Math.abs(value),
        );
      }
    }
  });
}
