import { afterEach, beforeEach, expect, test } from 'vitest';
import { delay } from '../../../src/core/index.ts';
import {
  applyReconcile,
  type Job,
  readJobs,
  refreshRollups,
  runJob,
  sql,
} from '../../../src/database/index.ts';
import { guardOf, LeadershipLost, takeEpoch } from '../../../src/database/maintenance/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import { cpuTimes, insertCpu } from '../../support/cpu-rows.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import { type Maintained, maintained } from '../../support/maintained.ts';
import { createTestRole } from '../../support/role.ts';
import { expectAllRollups } from '../../support/rollup-compare.ts';
import { createHistories } from '../../support/rollup-histories.ts';
import { seeded } from '../../support/rollup-rows.ts';
import { until } from '../../support/until.ts';

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;

describeEachEngine('maintenance survives', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let processes: Maintained;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-10T15:30:00Z');
    processes = maintained(db.database, clock);
  });
  afterEach(async () => {
    await processes?.stop();
    await db?.drop();
  });
  const epochOf = (holder: string) =>
    db.database.session('test.epoch', async (session) => {
      const number = await takeEpoch(db.database, session, holder);
      return { number, guard: guardOf(db.database, number) };
    });
  const run = (job: string, epoch?: Awaited<ReturnType<typeof epochOf>>) =>
    runJob(
      {
        database: db.database,
        clock,
        log: silentLogger,
        ...(epoch === undefined ? {} : { epoch }),
      },
      job,
    );
  /** Process ids of statements of a kind that are under way. */
  const backendsOf = async (name: string, waiting = false) => {
    const rows = await db.database.query<{ pid: number }>(
      'test.backends',
      sql`select pid from pg_stat_activity
           where datname = current_database() and starts_with(query, ${`/* ${name}`})
             and state = 'active' and (not ${waiting} or wait_event_type = 'Lock')`,
    );
    return rows.map((row) => row.pid);
  };
  /** Runs `work` while a table lets nobody else in. */
  const holding = async (table: string, work: () => Promise<void>) =>
    db.database.transaction('test.holding', async (session) => {
      await session.script('test.holding', `lock table radar.${table} in access exclusive mode`);
      await work();
    });

  test('a lost lock: a leader that was replaced changes nothing any more', async () => {
    const before = await epochOf('first');
    await insertCpu(db.database, [clock.now() - 2 * DAY]);
    await epochOf('second');
    clock.advance(3 * 86_400_000);
    for (const job of ['create_chunks', 'refresh_rollups', 'prune_tables', 'drop_chunks']) {
      const gone = db.database.engine.layout === 'hypertables' && job === 'create_chunks';
      if (!gone && job !== 'prune_tables') {
        await expect(run(job, before), job).rejects.toBeInstanceOf(LeadershipLost);
      }
    }
    await db.database.execute(
      'test.insert',
      sql`insert into radar.event_identities (row_key, event_timestamp) values ('\\x00', '2026-01-01')`,
    );
    await expect(run('prune_tables', before)).rejects.toBeInstanceOf(LeadershipLost);
    expect(await cpuTimes(db.database)).toHaveLength(1);
    expect((await readJobs(db.database)).filter((job) => job.last_error !== null)).toEqual([]);
  });

  test('a slow leader: the next one waits for the transaction of a job, and then leads', async () => {
    const before = await epochOf('first');
    let taken = false;
    let next: Promise<unknown> = Promise.resolve();
    await db.database.transaction('test.job', async (session) => {
      await before.guard(session);
      next = epochOf('second').then(() => {
        taken = true;
      });
      await until('the next one waits', async () => {
        return (await backendsOf('maintenance.take_epoch', true)).length === 1;
      });
      expect(taken).toBe(false);
    });
    await next;
    expect(taken).toBe(true);
  });

  test('a cancelled job: it is told, and the next run does the work', async () => {
    const rows = [clock.now() - 2 * HOUR];
    await insertCpu(db.database, rows);
    await holding('cpu_metrics_hourly', async () => {
      const refresh = run('refresh_rollups');
      await until('a statement of it was cancelled', async () => {
        const [pid] = await backendsOf('rollups.', true);
        if (pid === undefined) return false;
        await db.database.query('test.cancel', sql`select pg_cancel_backend(${pid})`);
        return true;
      });
      const report = await refresh;
      // A bucket that fails is told, and the others go on.
      expect(report.state).toBe('failed');
      expect(report.error).toContain('cancel');
    });
    expect(await run('refresh_rollups')).toMatchObject({ state: 'done', error: null });
  });

  test('a fail-over in the middle of a rollup refresh: nothing is lost and nothing counted twice', async () => {
    const histories = createHistories(db.database, clock);
    const random = seeded(11);
    const instants = Array.from(
      { length: 200 },
      () => clock.now() - HOUR - Math.floor(random() * 9 * HOUR),
    );
    await histories.add('cpu_metrics', instants, random);
    await histories.add('memory_metrics', instants, random);
    for (let round = 0; round < 3; round++) {
      const refresh = refreshRollups(db.database, { now: clock.now() }).catch(() => {});
      await until('it was under way and its connections ended', async () => {
        const pids = await backendsOf('rollups.');
        for (const pid of pids) {
          await db.database.query('test.kill', sql`select pg_terminate_backend(${pid})`);
        }
        return pids.length > 0 || (await Promise.race([refresh.then(() => true), delay(0)]));
      });
      await refresh;
    }
    const maintenance = processes.start();
    await processes.allRan();
    await until('a leader refreshed them', async () => {
      await run('refresh_rollups');
      return (await maintenance.check()).state === 'ok';
    });
    await expectAllRollups(db.database, histories.stored, { until: clock.now() - 60_000_000 });
  });

  test('a leader that is killed in the middle of a job: another takes over and finishes', async () => {
    await insertCpu(db.database, [clock.now() - 2 * DAY, clock.now()]);
    clock.advance(2 * 86_400_000);
    const first = processes.start();
    await holding('cpu_metrics_hourly', async () => {
      await until('the leader is at its work', async () => {
        return (await backendsOf('rollups.', true)).length > 0;
      });
      const second = processes.start();
      await until('every connection of the first ended, and the second leads', async () => {
        await db.database.query(
          'test.kill',
          sql`select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid()
                 and query not like '/* test.%'`,
        );
        return second.leading() || first.leading();
      });
    });
    await until('the old row is gone and everything is well', async () => {
      const [leader] = processes.leaders();
      return (
        leader !== undefined &&
        (await leader.check()).state === 'ok' &&
        (await cpuTimes(db.database)).length === 1
      );
    });
    const [row] = await db.database.query<{ samples: number }>(
      'test.samples',
      sql`select sum(sample_count)::bigint as samples from radar.cpu_metrics_hourly`,
    );
    expect(row?.samples).toBe(2); // of the row that went, and of the other
  });

  test('a server that became read-only: nobody leads, the reason is told, and it goes on afterwards', async () => {
    const name = `"${db.name}"`;
    await db.database.script(
      'test.read_only',
      `alter database ${name} set default_transaction_read_only = on`,
    );
    const other = await db.connect();
    const maintenance = processes.start({ database: other });
    const check = await until('it is told', async () => {
      const found = await maintenance.check();
      return found.state === 'degraded' && found;
    });
    expect(check.message).toContain('read-only');
    expect(maintenance.leading()).toBe(false);
    await db.database.script(
      'test.writable',
      `set default_transaction_read_only = off; alter database ${name} reset default_transaction_read_only;
       select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await until('it leads', () => maintenance.leading());
  });

  test('a role that owns nothing: it never leads, says why, and is refused to change anything', async () => {
    const role = await createTestRole(db, async (quoted) => {
      await db.database.script(
        'test.grant',
        `grant usage on schema radar to ${quoted}; grant select on all tables in schema radar to ${quoted}`,
      );
    });
    try {
      const maintenance = processes.start({ database: role.database });
      const check = await maintenance.check();
      expect(check).toMatchObject({ state: 'degraded' });
      expect(check.message).toContain('belongs to role');
      const refused = await expectRadarError(
        applyReconcile(role.database, {
          desired: { retention: new Map(), intervalMs: 60_000 },
          actor: 'a test',
          mayShorten: false,
          programVersion: 'test',
          log: silentLogger,
        }),
        'SCHEMA_FORBIDDEN',
      );
      expect(refused.hint).toContain('Connect as');
      await processes.runAll();
      expect((await maintenance.check()).state).toBe('ok');
      expect(maintenance.leading()).toBe(false);
      await maintenance.stop();
    } finally {
      await role.drop();
    }
  });

  test('a table that is gone: the other datasets are maintained all the same', async () => {
    const ran: string[] = [];
    const witness: Job = {
      name: 'witness',
      meaning: 'of a test',
      run: async () => {
        ran.push('ran');
        return { rows: 0, detail: {}, complete: true };
      },
    };
    const broken: Job = {
      name: 'broken',
      meaning: 'of a test',
      run: ({ database }) =>
        database.transaction('test.broken', async (session) => {
          await session.script('test.broken', 'select * from radar.no_such_table');
          return { rows: 0, detail: {}, complete: true };
        }),
    };
    const maintenance = processes.start({ jobs: [broken, witness], intervalMs: 5 });
    await until('the witness ran', () => ran.length > 0);
    expect((await maintenance.check()).message).toContain('no_such_table');
  });
});
