import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CATALOGUE, DATASETS, timeOf } from '../../src/catalogue/index.ts';
import { type Instant, requireInstant } from '../../src/core/index.ts';
import { slicesBetween } from '../../src/database/chunks/grid.ts';
import { createChunksAhead, dropExpiredChunks } from '../../src/database/chunks/index.ts';
import {
  type Database,
  ensureChunks,
  listPartitions,
  type Session,
  sql,
} from '../../src/database/index.ts';
import {
  createTestDatabase,
  describeEachEngine,
  ENGINES,
  type TestDatabase,
} from '../support/database.ts';
import { until } from '../support/until.ts';

const CPU = CATALOGUE.cpu_metrics;
const NOW = at('2026-03-10T15:30:00Z');
const DAY = 86_400_000_000;

describeEachEngine('chunks', (engine) => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
  });
  afterEach(async () => db?.drop());

  test('hold rows of the whole window once they were made ahead and on demand', async () => {
    await createChunksAhead(db.database, NOW);
    await ensureChunks(db.database, CPU, { from: NOW - 3 * DAY, to: NOW });
    for (const instant of [NOW - 3 * DAY, NOW - DAY, NOW, NOW + DAY]) {
      await insertSample(db.database, instant);
    }
    expect(await sampleTimes(db.database)).toEqual([NOW - 3 * DAY, NOW - DAY, NOW, NOW + DAY]);
  });

  test('go when all their rows are older than the retention, and not before', async () => {
    await ensureChunks(db.database, CPU, { from: NOW - 5 * DAY, to: NOW });
    const kept = at('2026-03-07T12:00:00Z'); // its chunk reaches beyond the cutoff at 15:30
    const old = at('2026-03-07T11:59:59Z');
    for (const instant of [NOW - 4 * DAY, old, kept, NOW]) await insertSample(db.database, instant);
    const dropped = await dropExpiredChunks(db.database, NOW);
    expect(dropped).not.toEqual([]);
    expect(await sampleTimes(db.database)).toEqual([kept, NOW]);
    expect(await dropExpiredChunks(db.database, NOW)).toEqual([]);
  });

  test('are dropped once, without a fault, by two processes that both think that they lead', async () => {
    await ensureChunks(db.database, CPU, { from: NOW - 9 * DAY, to: NOW });
    for (let day = 0; day < 9; day++) await insertSample(db.database, NOW - day * DAY);
    const pools = await Promise.all([db.connect(), db.connect(), db.connect()]);
    const dropped = await Promise.all(pools.map((pool) => dropExpiredChunks(pool, NOW)));
    const names = [...dropped.flat(), ...(await dropExpiredChunks(db.database, NOW))];
    expect(new Set(names).size).toBe(names.length);
    expect(await sampleTimes(db.database)).toEqual([NOW - 3 * DAY, NOW - 2 * DAY, NOW - DAY, NOW]);
  });
});

const plain = ENGINES.find((engine) => engine.name === 'postgres');

describe.skipIf(plain?.absent !== null)('partitions [postgres]', () => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await createTestDatabase('postgres');
  });
  afterEach(async () => db?.drop());
  const partitions = () => listPartitions(db.database, CPU);
  const names = async () => (await partitions()).map((one) => `${one.name} ${one.state}`);
  const ensure = (from: string, to: string) =>
    ensureChunks(db.database, CPU, { from: at(from), to: at(to) });

  test('are made for every dataset from now to a day ahead', async () => {
    const created = await createChunksAhead(db.database, NOW);
    const wanted = DATASETS.flatMap((dataset) => {
      const time = timeOf(dataset);
      return time === undefined ? [] : slicesBetween(time, NOW, NOW + DAY);
    });
    expect(created).toBe(wanted.length);
    expect(await names()).toEqual([
      'cpu_metrics_2026031012 attached',
      'cpu_metrics_2026031100 attached',
      'cpu_metrics_2026031112 attached',
    ]);
    expect(await createChunksAhead(db.database, NOW)).toBe(0);
  });

  test('are aligned to UTC in whatever zone the server is', async () => {
    await db.database.script(
      'test.zone',
      `alter database "${db.name}" set timezone = 'Asia/Tokyo'`,
    );
    const pool = await db.connect({ maxConnections: 1 });
    await ensureChunks(pool, CPU, { from: NOW, to: NOW });
    const [slice] = (await partitions()).map((one) => one.slice);
    expect(slice).toEqual({ from: at('2026-03-10T12:00:00Z'), to: at('2026-03-11T00:00:00Z') });
  });

  test('are made once by many that need the same one at the same time', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => ensureChunks(db.database, CPU, { from: NOW, to: NOW })),
    );
    expect(made.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await names()).toEqual(['cpu_metrics_2026031012 attached']);
  });

  test('have the key and the indexes of their table', async () => {
    await ensureChunks(db.database, CPU, { from: NOW, to: NOW });
    await insertSample(db.database, NOW);
    await expect(insertSample(db.database, NOW)).rejects.toMatchObject({ code: '23505' });
    const rows = await db.database.query<{ name: string }>(
      'test.indexes',
      sql`select indexname as name from pg_indexes where schemaname = 'radar_chunks'`,
    );
    expect(rows).toHaveLength(1 + CPU.indexes.length);
  });

  test('with a wider slice than the present one are used, and dropped by their own end', async () => {
    await db.database.script(
      'test.wide',
      `create table radar_chunks.cpu_metrics_2026030700 partition of radar.cpu_metrics
         for values from ('2026-03-07 00:00+00') to ('2026-03-08 00:00+00')`,
    );
    expect(await ensure('2026-03-07T13:00:00Z', '2026-03-07T14:00:00Z')).toBe(0);
    await dropExpiredChunks(db.database, NOW);
    expect(await names()).toEqual(['cpu_metrics_2026030700 attached']);
    await dropExpiredChunks(db.database, NOW + DAY);
    expect(await names()).toEqual([]);
  });

  test('that a reader uses wait for the next run, which drops all that are due', async () => {
    await ensure('2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z');
    await insertSample(db.database, at('2026-03-01T01:00:00Z'));
    await holding(db.database, async () => {
      expect(await dropExpiredChunks(db.database, NOW)).toEqual([]);
      expect((await names())[0]).toBe('cpu_metrics_2026030100 pending');
      expect(await dropExpiredChunks(db.database, NOW)).toEqual([]);
    });
    const due = ['cpu_metrics_2026030100', 'cpu_metrics_2026030112', 'cpu_metrics_2026030200'];
    expect(await dropExpiredChunks(db.database, NOW)).toEqual(due);
    expect(await names()).toEqual([]);
  });

  test('whose detach was interrupted come back with their rows when they are wanted again', async () => {
    await ensure('2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z');
    const instant = at('2026-03-01T01:00:00Z');
    await insertSample(db.database, instant);
    await interruptDetach(db.database, 'cpu_metrics_2026030100');
    expect(await names()).toEqual(['cpu_metrics_2026030100 pending']);
    expect(await ensure('2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z')).toBe(1);
    expect(await names()).toEqual(['cpu_metrics_2026030100 attached']);
    expect(await sampleTimes(db.database)).toEqual([instant]);
  });

  test('that were detached and not yet dropped go with the next run', async () => {
    await ensure('2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z');
    await db.database.script(
      'test.detach',
      'alter table radar.cpu_metrics detach partition radar_chunks.cpu_metrics_2026030100',
    );
    expect(await names()).toEqual(['cpu_metrics_2026030100 loose']);
    expect(await dropExpiredChunks(db.database, NOW)).toEqual(['cpu_metrics_2026030100']);
  });
});

function at(text: string): Instant {
  return requireInstant(text, 'the instant of a test');
}

async function insertSample(session: Session, instant: Instant): Promise<void> {
  await session.execute(
    'test.insert',
    sql`insert into radar.cpu_metrics ("timestamp", core_id, device_id)
        values (to_timestamp(${instant}::numeric / 1000000), 0, 'default:192.0.2.1')`,
  );
}

async function sampleTimes(session: Session): Promise<Instant[]> {
  const rows = await session.query<{ at: Instant }>(
    'test.times',
    sql`select "timestamp" as at from radar.cpu_metrics order by "timestamp"`,
  );
  return rows.map((row) => row.at);
}

/** Runs `work` while another transaction has read the table. */
async function holding(database: Database, work: () => Promise<void>): Promise<void> {
  await database.transaction('test.holding', async (session) => {
    await sampleTimes(session);
    await work();
  });
}

/** Leaves a partition in the state of a detach that was cancelled while it waited for a reader. */
async function interruptDetach(database: Database, name: string): Promise<void> {
  await holding(database, async () => {
    const detach = database.session('test.detach', (session) =>
      session.script(
        'test.detach',
        `alter table radar.cpu_metrics detach partition radar_chunks.${name} concurrently`,
      ),
    );
    detach.catch(() => {}); // looked at below
    await until('the detach waits', async () => {
      const [row] = await database.query<{ cancelled: boolean }>(
        'test.cancel',
        sql`select bool_or(pg_cancel_backend(pid)) as cancelled from pg_stat_activity
             where datname = current_database() and query like '/* test.detach%'
               and wait_event_type = 'Lock'`,
      );
      return row?.cancelled;
    });
    await expect(detach).rejects.toMatchObject({ code: '57014' });
  });
}
