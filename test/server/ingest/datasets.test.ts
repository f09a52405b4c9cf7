import { afterAll, beforeAll, expect, test } from 'vitest';
import { CATALOGUE, type Dataset, type DatasetName } from '../../../src/catalogue/index.ts';
import { formatInstant } from '../../../src/core/index.ts';
import { INGESTIBLE } from '../../../src/ingest/index.ts';
import { fieldsOf } from '../../../src/ingest/records/index.ts';
import { type Pairs, pairsAt } from '../../ingest/pairs.ts';
import { count, post, type Served, serve } from './sender.ts';

let served: Served;
let pairs: Pairs;
beforeAll(async () => {
  served = await serve();
  pairs = pairsAt(served.clock.now() - 60_000_000);
});
afterAll(async () => served?.close());

/** A row as somebody sends it: what the store computes left out, instants as text, all digits kept. */
function recordOf(dataset: Dataset, row: object): string {
  const fields = fieldsOf(dataset).flatMap((name) => {
    const value = (row as { readonly [name: string]: unknown })[name];
    if (value === undefined) return [];
    const instant = dataset.columns[name]?.type === 'timestamp with time zone';
    return [
      `${JSON.stringify(name)}:${textOf(instant && value !== null ? formatInstant(value as number) : value)}`,
    ];
  });
  return `{${fields.join(',')}}`;
}

function textOf(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`;
  return JSON.stringify(value);
}

/** The store itself looks at what is sent there, and keeps what it makes of it. */
const NORMALISED = new Set<DatasetName>(['device_updates']);

test.each(INGESTIBLE)(
  'rows of %s can be sent, and are the same rows when they come again',
  async (name) => {
    const body = pairs[name as keyof Pairs]
      .map((row: object) => recordOf(CATALOGUE[name], row))
      .join('\n');
    const url = `/api/ingest/${name}`;
    // Rows of other datasets led to some.
    const before = await count(served, name);
    const { body: first } = await post(served.app, url, body);
    expect(first).toMatchObject({ rejected: [], conflicts: 0 });
    expect(Number(first.accepted) + Number(first.duplicates)).toBe(2);
    expect((await count(served, name)) - before).toBe(Number(first.accepted));
    if (NORMALISED.has(name)) return;
    expect((await post(served.app, url, body)).body).toMatchObject({ accepted: 0, duplicates: 2 });
  },
);

test('every hypertable that is not made here takes rows', () => {
  const hypertables = Object.values<Dataset>(CATALOGUE).filter(({ kind }) => kind === 'hypertable');
  const closed = hypertables
    .map(({ name }) => name)
    .filter((name) => !INGESTIBLE.includes(name as DatasetName));
  expect(closed.sort()).toEqual(['ocsf_observable_statistics', 'ocsf_search_performance']);
});
