import { CATALOGUE } from '../../catalogue/index.ts';
import { type Clock, delay, type Instant } from '../../core/index.ts';
import type { Database } from '../../database/index.ts';
import type { LoadDataset } from '../../ingest/index.ts';
import {
  type Batch,
  COPY_APPLICATION,
  type Contestant,
  type Prepared,
  type Run,
} from './contest.ts';
import { type Delivery, raceClosed, raceOpen } from './race.ts';
import { measureUsage, type Processes } from './usage.ts';

export interface Measuring {
  readonly database: Database;
  readonly clock: Clock;
  readonly processes: Processes;
  readonly contestants: readonly Contestant[];
  /** Measured rounds; one more comes before them and does not count. */
  readonly rounds: number;
  /** Batches under way at any time. */
  readonly underWay: number;
  /** Time between two batches; undefined: as fast as it goes. */
  readonly intervalMs: number | undefined;
  /** Told what is done next; throws where nothing more is to be done. */
  progress(what: string): void;
}

/**
 * Lets the contestants store the same rows in the same table in turn, round by round, each beginning
 * another round, and counts the rows in the table after each. Throws when one stored another number
 * than it said.
 */
export async function measureDataset(
  measuring: Measuring,
  dataset: LoadDataset,
  batches: readonly Batch[],
): Promise<Run[]> {
  const taking = measuring.contestants.filter((one) => one.carries?.includes(dataset) ?? true);
  const prepared: [Contestant, Prepared][] = [];
  for (const one of taking) prepared.push([one, await one.prepare(dataset, batches)]);
  await makeChunks(measuring, dataset, batches);
  const runs: Run[] = [];
  for (let round = 0; round <= measuring.rounds; round++) {
    const turn = round % Math.max(1, prepared.length);
    for (const [contestant, start] of [...prepared.slice(turn), ...prepared.slice(0, turn)]) {
      measuring.progress(`${dataset}: ${contestant.name}, round ${round} of ${measuring.rounds}`);
      const run = await runOnce(measuring, dataset, { start, batches: batches.length });
      const place = taking.indexOf(contestant);
      if (round > 0) runs.push({ ...run, contestant: contestant.name, place, round });
    }
  }
  return runs;
}

interface Turn {
  readonly start: Prepared;
  readonly batches: number;
}

async function runOnce(
  measuring: Measuring,
  dataset: LoadDataset,
  { start, batches }: Turn,
): Promise<Omit<Run, 'contestant' | 'place' | 'round'>> {
  const { database, clock } = measuring;
  await empty(database, dataset);
  const walBefore = await walPosition(database);
  const ended = measureUsage(measuring.processes);
  const delivery = await deliver(measuring, clock, { start, batches });
  if ('whole' in start) await othersGone(database);
  const usage = ended();
  const walAfter = await walPosition(database);
  await checkCount(database, dataset, delivery.rows);
  return {
    delivery,
    usage,
    walBytes: walBefore === null || walAfter === null ? null : walAfter - walBefore,
  };
}

async function deliver(
  { underWay, intervalMs }: Measuring,
  clock: Clock,
  { start, batches }: Turn,
): Promise<Delivery> {
  if ('whole' in start) {
    const began = clock.elapsedMs();
    const rows = await start.whole();
    const seconds = (clock.elapsedMs() - began) / 1_000;
    return { seconds, rows, latenciesMs: [], turnedAway: 0 };
  }
  const race = { clock, batches, send: start.send };
  return intervalMs === undefined ? raceClosed(race, underWay) : raceOpen(race, intervalMs);
}

/** Plain PostgreSQL has no place for rows without a partition, and COPY makes none. */
async function makeChunks(
  { database }: Measuring,
  dataset: LoadDataset,
  batches: readonly Batch[],
): Promise<void> {
  const { ensureChunks } = await import('../../database/index.ts');
  const column = CATALOGUE[dataset].time.column;
  let [from, to]: [Instant, Instant] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of batches.flat()) {
    const at = (row as { readonly [name: string]: unknown })[column] as Instant;
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  if (from <= to) await ensureChunks(database, CATALOGUE[dataset], { from, to });
}

/** The same beginning for everybody: no rows, and no old pages that still have to be written. */
async function empty(database: Database, dataset: LoadDataset): Promise<void> {
  await database.execute('bench.empty', await relationSql(database, dataset, 'truncate'));
  // Not every role may; then everybody has the same disadvantage.
  await database.script('bench.checkpoint', 'checkpoint').catch(() => {});
}

/** How long the server may take to notice that a process of its own has ended. */
const REAPING_MS = 50;

/**
 * Waits until the connection of another program has ended: only then does the server know what its
 * process used.
 */
async function othersGone(database: Database): Promise<void> {
  const { sql } = await import('../../database/index.ts');
  const others = () =>
    database.query(
      'bench.others',
      sql`select from pg_stat_activity where application_name = ${COPY_APPLICATION} limit 1`,
    );
  while ((await others()).length > 0) await delay(REAPING_MS);
  await delay(REAPING_MS);
}

async function walPosition(database: Database): Promise<number | null> {
  const { sql } = await import('../../database/index.ts');
  try {
    const [row] = await database.query<{ bytes: string }>(
      'bench.wal',
      sql`select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as bytes`,
    );
    return row === undefined ? null : Number(row.bytes);
  } catch {
    return null; // a role without the right to know
  }
}

async function checkCount(database: Database, dataset: LoadDataset, said: number): Promise<void> {
  const [row] = await database.query<{ count: string }>(
    'bench.count',
    await relationSql(database, dataset, 'select count(*)::text as count from'),
  );
  if (Number(row?.count) === said) return;
  throw new Error(`${dataset} holds ${row?.count} rows where ${said} were told to be stored`);
}

async function relationSql(database: Database, dataset: LoadDataset, verb: string) {
  const { sql, trusted } = await import('../../database/index.ts');
  return sql`${trusted(verb)} ${database.relation(dataset)}`;
}
