import { describe, expect, test } from 'vitest';
import type { DatasetName } from '../../src/catalogue/index.ts';
import { type Database, identifier, sql } from '../../src/database/index.ts';
import { startWriter } from '../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../src/observe/index.ts';
import { manualClock } from '../support/clock.ts';
import { createTestDatabase } from '../support/database.ts';
import { chooseSeed } from '../support/random.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { RECEIVERS, type ReceiverUnderTest } from './receivers/index.ts';
import { NOW } from './record.ts';
import { cpuMsNow, progressOf, report } from './report.ts';
import { runFuzz, type Totals } from './run.ts';
import { writeToSink } from './sink.ts';

/*
 * Made-up records, good and broken, through every receiver. `npm run prove:fuzz` sends millions; here a
 * slice of them is sent. Each input is held against the books of what became of it, see `run.ts`.
 */

const proves = process.env.RADARSTORE_PROVE_FUZZ;
const seed = chooseSeed();

/** The number of the first input that is sent once memory has settled; a failure tells its own. */
const FIRST = Number(process.env.RADARSTORE_FUZZ_FIRST ?? 0);

/** Records through each receiver without a database, and with one; a slice also ends with its time. */
const RECORDS = Number(proves ?? 20_000);
const STORED = Math.max(1, Math.round(Number(proves ?? 50_000) / 100));
const BUDGET_MS = proves === undefined ? 1_200 : Number.POSITIVE_INFINITY;
const LONGEST_MS = proves === undefined ? 120_000 : 24 * 3_600_000;

/** A process that keeps what it was sent grows beyond this; one that does not, never does. */
const MOST_GROWTH_BYTES = 512 * 1_048_576;

const NAMED = RECEIVERS.map((one) => [one.name, one] as const);

/** Takes the place of the database where the writer is a sink. It knows no event. */
const NO_DATABASE = {
  query: async () => [],
  relation: identifier,
  // Nobody makes chunks here.
  capabilities: [],
  options: { schema: 'radar', statementTimeoutMs: 0 },
} as unknown as Database;

describe('of records, good and broken, every one is stored, told, or kept as a dead letter', () => {
  test.each(NAMED)(
    'by the receiver of %s',
    async (name, { make, besides = [] }) => {
      const ledger = createLedger({ write: writeToSink, besides, remembers: false });
      const receiver = await make({ write: ledger.write, database: NO_DATABASE });
      try {
        const run = { receiver, ledger, seed, budgetMs: BUDGET_MS };
        // What is made once is there before memory is looked at.
        await runFuzz({ ...run, records: Math.min(2_000, RECORDS / 100) });
        const before = process.memoryUsage.rss();
        const [began, cpu] = [performance.now(), cpuMsNow()];
        const totals = await runFuzz({
          ...run,
          records: RECORDS,
          first: FIRST,
          progress: progressOf(name, RECORDS),
        });
        const growth = process.memoryUsage.rss() - before;
        const times = { ms: performance.now() - began, cpuMs: cpuMsNow() - cpu };
        report({ name, seed, totals, ledger, growth, ...times });
        expectSum(totals);
        expect(totals.stored).toBeGreaterThan(0);
        expect(growth).toBeLessThan(MOST_GROWTH_BYTES);
      } finally {
        await receiver.close();
      }
    },
    LONGEST_MS,
  );
});

describe('of records, good and broken, the tables hold what the answers told', () => {
  test.each(NAMED)('by the receiver of %s', storesWhatItTells, LONGEST_MS);
});

async function storesWhatItTells(
  name: string,
  { make, besides = [] }: ReceiverUnderTest,
): Promise<void> {
  const db = await createTestDatabase('postgres');
  const metrics = createMetrics('test');
  const { database } = db;
  const parts = { database, clock: manualClock(NOW), metrics, log: silentLogger };
  const writer = startWriter(parts);
  const ledger = createLedger({ write: writer.write, besides, remembers: true });
  try {
    const receiver = await make({ write: ledger.write, database });
    const [began, cpu] = [performance.now(), cpuMsNow()];
    try {
      const totals = await runFuzz({
        ...{ receiver, ledger, seed, records: STORED, first: FIRST, budgetMs: BUDGET_MS },
        progress: progressOf(`${name}, stored`, STORED),
      });
      const times = { ms: performance.now() - began, cpuMs: cpuMsNow() - cpu };
      report({ name: `${name}, stored`, seed, totals, ledger, ...times });
      expectSum(totals);
    } finally {
      await receiver.close();
    }
    await expectTables(database, ledger);
    if (proves !== undefined) process.stderr.write(`fuzz ${name}: the tables hold what was told\n`);
  } finally {
    await writer.stop(10_000);
    await db.drop();
  }
}

/** No record is outside of all counts. */
function expectSum(totals: Totals): void {
  const { records, stored, duplicate, conflict, refused, letters, letterless, empty } = totals;
  const sum = (counts: ReadonlyMap<string, number>) =>
    [...counts.values()].reduce((a, b) => a + b, 0);
  const known = stored + duplicate + conflict + refused + letters + letterless + empty;
  expect(known - totals.moreRows + sum(totals.whole) + sum(totals.left)).toBe(records);
}

/** To these the store itself appends, for what observations and reports of services changed. */
const APPENDED: ReadonlySet<DatasetName> = new Set([
  'device_changes',
  'device_merge_audit',
  'service_registration_events',
  'poller_history',
  'events',
] as const);

/** As many rows as there were keys, and as many dead letters as there were different ones. */
async function expectTables(database: Database, ledger: Ledger): Promise<void> {
  const count = async (relation: string) => {
    const [row] = await database.query<{ readonly count: number }>(
      'test.count',
      sql`select count(*)::integer as count from ${database.relation(relation)}`,
    );
    return row?.count;
  };
  const counted = new Map<DatasetName, number | undefined>();
  const expected = new Map<DatasetName, number>();
  for (const [name, { size }] of ledger.keys) {
    const rows = await count(name);
    if (APPENDED.has(name)) expect(rows, name).toBeGreaterThanOrEqual(size);
    else {
      counted.set(name, rows);
      expected.set(name, size);
    }
  }
  expect(counted).toEqual(expected);
  expect(await count('dead_letters')).toBe(ledger.letters.size);
}
