import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CATALOGUE, ROLLUPS, type Rollup } from '../../../src/catalogue/index.ts';
import { type Instant, requireInstant } from '../../../src/core/index.ts';
import {
  type Database,
  ensureChunks,
  refreshRollups,
  type Session,
  sql,
} from '../../../src/database/index.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { hooked } from '../../support/hooked.ts';
import { expectAllRollups, readRollup } from '../../support/rollup-compare.ts';
import { createHistories, type Histories } from '../../support/rollup-histories.ts';
import { seeded } from '../../support/rollup-rows.ts';
import { until } from '../../support/until.ts';

const START = '2026-03-10T15:30:00Z';
const NOW: Instant = requireInstant(START, 'the time of the test');
const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
const BUCKET = Math.floor(NOW / HOUR) * HOUR - 2 * HOUR;
const SHORTEST_DAYS = Math.min(...ROLLUPS.map(({ retentionDays }) => retentionDays));
const HOURLY = ROLLUPS.find(({ name }) => name === 'cpu_metrics_hourly') as Rollup;

describeEachEngine('rollups that are refreshed while rows arrive', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let histories: Histories;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock(START);
    histories = createHistories(db.database, clock);
    await ensureChunks(db.database, CATALOGUE.cpu_metrics, { from: BUCKET, to: NOW });
    await ensureChunks(db.database, CATALOGUE.memory_metrics, { from: BUCKET, to: NOW });
  });
  afterEach(async () => db?.drop());
  const refresh = (database: Database = db.database) =>
    refreshRollups(database, { now: clock.now() });
  const hourlySamples = async (session: Session = db.database) => {
    const [row] = await session.query<{ samples: number }>(
      'test.samples',
      sql`select coalesce(sum(sample_count), 0)::integer as samples from radar.cpu_metrics_hourly`,
    );
    return row?.samples ?? 0;
  };

  test('lose no row that is committed and collected by another, at whichever statement', async () => {
    await insertRow(db.database, BUCKET);
    const statements: string[] = [];
    await refresh(hooked(db.database, async (name) => void statements.push(name)));
    expect(statements).toContain('rollups.insert');
    let rows = 1;
    for (const place of statements.keys()) {
      // One row makes the bucket pending, another is under way all along.
      await insertRow(db.database, BUCKET + rows++);
      const writer = await openTransaction(db.database);
      await insertRow(writer.session, BUCKET + rows++);
      let passed = 0;
      let collected: Promise<unknown> = Promise.resolve();
      await refresh(
        hooked(db.database, async () => {
          if (passed++ !== place) return;
          await writer.commit();
          collected = refreshRollups(db.database, { now: clock.now(), limit: 0 });
          await endOrWait(db.database, collected);
        }),
      );
      await writer.commit();
      await collected;
      await refresh();
      expect(await hourlySamples(), `committed before ${statements[place]}`).toBe(rows);
    }
  });

  test('show every reader all rows at every moment, together with the raw rows after them', async () => {
    const random = seeded(3);
    const add = (count: number) =>
      histories.add(
        'cpu_metrics',
        Array.from({ length: count }, () => BUCKET + Math.floor(random() * (NOW - BUCKET))),
        random,
      );
    await add(60);
    const seen = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const { rows } = histories.stored.get('cpu_metrics') ?? { rows: [] };
      await refresh(
        hooked(db.database, async () => {
          const { combined, complete } = await readCombined(db.database);
          expect(combined).toBe(rows.length);
          seen.add(String(complete));
        }),
      );
      await add(20);
    }
    expect(seen.size).toBeGreaterThan(2);
  });

  test('are the old ones or the new ones when the refresh is killed', async () => {
    await insertRow(db.database, BUCKET);
    await refresh();
    const before = await readRollup(db.database, HOURLY);
    let rows = 1;
    for (const killedAt of ['rollups.take', 'rollups.delete', 'rollups.insert', 'rollups.commit']) {
      await insertRow(db.database, BUCKET + rows++);
      const killing = hooked(db.database, async (name, session) => {
        if (name === killedAt) await killBackend(db.database, session);
      });
      await expect(refresh(killing)).rejects.toThrow();
      expect(await readRollup(db.database, HOURLY)).toEqual(before);
      expect((await readCombined(db.database)).combined).toBe(rows);
    }
    await refresh();
    expect(await hourlySamples()).toBe(rows);
  });

  test('are right after many writers and two maintainers at once', async () => {
    const random = seeded(11);
    let writing = true;
    const write = async () => {
      for (let batch = 0; batch < 15; batch++) {
        for (const source of ['cpu_metrics', 'memory_metrics']) {
          const instants = Array.from(
            { length: 10 },
            () => BUCKET + Math.floor(random() * (NOW - BUCKET)),
          );
          await histories.add(source, instants, random);
        }
      }
    };
    const maintain = async () => {
      while (writing) await refresh();
    };
    const maintainers = [maintain(), maintain()];
    await Promise.all([write(), write(), write()]).finally(() => {
      writing = false;
    });
    await Promise.all(maintainers);
    await refresh();
    await expectAllRollups(db.database, histories.stored, { until: NOW - MINUTE });
  });

  test('are right for rows in any order, late or not, and refreshes at any time', async () => {
    const step = fc.oneof(
      fc.record({
        hoursAgo: fc.double({ min: 0, max: 60, noNaN: true }),
        rows: fc.integer({ min: 1, max: 20 }),
        seed: fc.nat(),
      }),
      fc.record({ limit: fc.option(fc.integer({ min: 1, max: 4 })) }),
      fc.record({ advanceMinutes: fc.integer({ min: 1, max: 240 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        for (const one of steps) {
          if ('advanceMinutes' in one) clock.advance(one.advanceMinutes * 60_000);
          else if ('limit' in one) {
            const limit = one.limit === null ? {} : { limit: one.limit };
            await refreshRollups(db.database, { now: clock.now(), ...limit });
          } else {
            const random = seeded(one.seed);
            const end = clock.now() - Math.floor(one.hoursAgo * HOUR);
            const instants = Array.from({ length: one.rows }, () =>
              Math.floor(end - random() * 30 * MINUTE),
            );
            await histories.add('disk_metrics', instants, random);
          }
        }
        await refresh();
        // A bucket that ages past what the rollup keeps before anybody computes it, is not computed.
        const kept = clock.now() - SHORTEST_DAYS * 24 * HOUR;
        await expectAllRollups(db.database, histories.stored, {
          from: Math.ceil(kept / HOUR) * HOUR,
          until: clock.now() - MINUTE,
        });
      }),
      // Rows and refreshes pile up in one database, so later runs start from what earlier ones left.
      { numRuns: 8, endOnFailure: true },
    );
  });
});

async function insertRow(session: Session, instant: Instant): Promise<void> {
  await session.execute(
    'test.insert',
    sql`insert into radar.cpu_metrics ("timestamp", core_id, device_id, usage_percent)
        values (to_timestamp(${instant}::numeric / 1000000), 0, 'default:192.0.2.1', 1)`,
  );
  await session.execute(
    'test.touched',
    sql`insert into radar.rollup_touched (source, bucket)
        values ('cpu_metrics', to_timestamp(${instant - (instant % (5 * MINUTE))}::numeric / 1000000))`,
  );
}

/** A transaction on a connection of its own, which stays open until it is told to commit. */
async function openTransaction(database: Database) {
  let commit = () => {};
  const toldToCommit = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let opened = (_: Session) => {};
  const session = new Promise<Session>((resolve) => {
    opened = resolve;
  });
  const ended = database.transaction('test.writer', async (own) => {
    opened(own);
    await toldToCommit;
  });
  return {
    session: await session,
    commit: async () => {
      commit();
      await ended;
    },
  };
}

/** Until a refresh has ended, or waits for a lock. */
async function endOrWait(database: Database, work: Promise<unknown>): Promise<void> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  work.then(end, end);
  await until('the other refresh ended or waits', async () => {
    const [row] = await database.query<{ waits: boolean }>(
      'test.waits',
      sql`select exists (select from pg_stat_activity
                          where datname = current_database() and wait_event_type = 'Lock'
                            and query like '/* rollups.%') as waits`,
    );
    return ended || row?.waits;
  });
}

/** What a reader gets who asks the rollup up to where it is complete, and raw rows from there on. */
async function readCombined(database: Database) {
  const [row] = await database.query<{ combined: number; complete: Instant | null }>(
    'test.combined',
    sql`with open as (
          select coalesce((select coalesce(open_from, 'infinity') from radar.rollup_status
                            where rollup = 'cpu_metrics_hourly'), '-infinity') as open_from
        )
        select ((select coalesce(sum(sample_count), 0) from radar.cpu_metrics_hourly
                  where bucket < (select open_from from open))
              + (select count(*) from radar.cpu_metrics
                  where "timestamp" >= (select open_from from open)))::integer as combined,
               (select complete_to from radar.rollup_status
                 where rollup = 'cpu_metrics_hourly') as complete`,
  );
  return { combined: row?.combined, complete: row?.complete };
}

async function killBackend(database: Database, session: Session): Promise<void> {
  const [row] = await session.query<{ pid: number }>(
    'test.pid',
    sql`select pg_backend_pid() as pid`,
  );
  await database.query('test.kill', sql`select pg_terminate_backend(${row?.pid})`);
  await until('the backend is gone', async () => {
    const [left] = await database.query<{ count: number }>(
      'test.gone',
      sql`select count(*)::integer as count from pg_stat_activity where pid = ${row?.pid}`,
    );
    return left?.count === 0;
  });
}
