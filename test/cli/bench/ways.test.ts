import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CATALOGUE, writableColumns } from '../../../src/catalogue/index.ts';
import type { Batch, Contestant } from '../../../src/cli/bench/contest.ts';
import {
  httpContestant,
  passThroughContestant,
  writerContestant,
} from '../../../src/cli/bench/contestants/index.ts';
import { measureDataset } from '../../../src/cli/bench/measure.ts';
import type { Scratch } from '../../../src/cli/bench/scratch.ts';
import { parseInstant, systemClock } from '../../../src/core/index.ts';
import { sql, trusted } from '../../../src/database/index.ts';
import { LOAD_DATASETS, type LoadDataset, loadRows } from '../../../src/ingest/index.ts';
import { NOW, type Served, serve } from '../../server/served.ts';

const ROWS = 120;
const BATCH = 50;

let served: Served;
let scratch: Scratch;
let ways: Contestant[];

beforeAll(async () => {
  served = await serve();
  const { database, target, url } = served.db;
  const folder = await mkdtemp(join(tmpdir(), 'radarstore-ways-'));
  await chmod(folder, 0o755);
  const { schema } = database.options;
  scratch = { database, target, url, schema, folder, serverPid: null, description: 'test' };
  const base = await served.app.listen({ host: '127.0.0.1', port: 0 });
  ways = [
    passThroughContestant(scratch),
    writerContestant(served.parts.ingest.writer),
    httpContestant(base),
  ];
});

afterAll(async () => {
  await served?.close();
  if (scratch !== undefined) await rm(scratch.folder, { recursive: true, force: true });
});

function batchesOf(dataset: LoadDataset): Batch[] {
  const rows: object[] = [];
  const from = (parseInstant(NOW) as number) - 3_600e6;
  for (const row of loadRows(dataset, { seed: 3, devices: 4, from })) {
    if (rows.push(row) === ROWS) break;
  }
  return [0, 1, 2].map((i) => rows.slice(i * BATCH, (i + 1) * BATCH));
}

/** All that the table holds but what the server fills in. */
async function contents(dataset: LoadDataset): Promise<string[]> {
  const columns = writableColumns(CATALOGUE[dataset]).map(([name]) => `"${name}"`);
  const rows = await served.db.database.query<{ row: string }>(
    'test.contents',
    sql`select row(${trusted(columns.join(', '))})::text as row
          from ${served.db.database.relation(dataset)} order by 1`,
  );
  return rows.map(({ row }) => row);
}

test.each(LOAD_DATASETS)('every way stores the same rows of %s', async (dataset) => {
  const batches = batchesOf(dataset);
  const left: string[][] = [];
  for (const way of ways) {
    const runs = await measureDataset(
      {
        database: served.db.database,
        clock: systemClock,
        processes: { serve: null, database: null },
        contestants: [way],
        rounds: 1,
        underWay: 2,
        intervalMs: undefined,
        progress: () => {},
      },
      dataset,
      batches,
    );
    expect(runs).toMatchObject([{ round: 1, place: 0, delivery: { rows: ROWS, turnedAway: 0 } }]);
    left.push(await contents(dataset));
  }
  const [copied, ...others] = left;
  expect(copied).toHaveLength(ROWS);
  for (const other of others) expect(other).toEqual(copied);
});

test('a way that stores another number of rows than it says does not pass', async () => {
  const liar: Contestant = { name: 'liar', prepare: async () => ({ whole: async () => 5 }) };
  const measured = measureDataset(
    {
      database: served.db.database,
      clock: systemClock,
      processes: { serve: null, database: null },
      contestants: [liar],
      rounds: 1,
      underWay: 1,
      intervalMs: undefined,
      progress: () => {},
    },
    'memory_metrics',
    batchesOf('memory_metrics'),
  );
  await expect(measured).rejects.toThrow('memory_metrics holds 0 rows where 5 were told');
});
