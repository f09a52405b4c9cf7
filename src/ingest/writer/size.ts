import type { DatasetName } from '../../catalogue/index.ts';
import { datasetsOf, type WriteBatch } from './batch.ts';

/** What rows take of a queue. */
export interface Size {
  readonly rows: number;
  /** Estimate of the memory that the values hold. */
  readonly bytes: number;
}

/** What a batch takes: in all, and of each dataset. */
export interface BatchSize extends Size {
  readonly datasets: readonly (readonly [DatasetName, Size])[];
}

/** Measures a batch. One that is only work alongside counts as a row. */
export function sizeOf(batch: WriteBatch): BatchSize {
  const datasets = datasetsOf(batch.rows).map(
    ([name, list]) => [name, { rows: list.length, bytes: bytesOf(list, 0) }] as const,
  );
  const sizes = datasets.map(([, size]) => size);
  const letters = (batch.deadLetters ?? []).reduce((sum, one) => sum + one.original.length, 0);
  return {
    rows: Math.max(
      1,
      sizes.reduce((sum, { rows }) => sum + rows, 0),
    ),
    bytes: letters + sizes.reduce((sum, { bytes }) => sum + bytes, 0),
    datasets,
  };
}

/** What V8 needs for a small value or a field, roughly. */
const SMALL_BYTES = 16;

/** Deeper values are refused by their column; here they must not exhaust the stack. */
const MOST_DEPTH = 200;

function bytesOf(value: unknown, depth: number): number {
  if (typeof value === 'string') return SMALL_BYTES + value.length;
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return SMALL_BYTES;
  if (value instanceof Uint8Array) return SMALL_BYTES + value.byteLength;
  let sum = SMALL_BYTES;
  if (Array.isArray(value)) {
    for (const member of value) sum += bytesOf(member, depth + 1);
    return sum;
  }
  const object = value as { readonly [name: string]: unknown };
  for (const name in object) sum += bytesOf(object[name], depth + 1);
  return sum;
}
