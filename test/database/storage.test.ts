import { afterEach, beforeEach, expect, test } from 'vitest';
import { CATALOGUE, DATASETS } from '../../src/catalogue/index.ts';
import {
  ensureChunks,
  MAINTENANCE_JOBS,
  readStorage,
  runJob,
  type Storage,
  sql,
} from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { keepDays } from '../support/retention.ts';
import { createTestRole } from '../support/role.ts';
import { until } from '../support/until.ts';

const ROWS = 500;
const HOUR_SECONDS = 3_600;
const INTERVAL_MS = 600_000;

describeEachEngine('the storage report', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-10T15:30:00Z');
  });
  afterEach(async () => db?.drop());
  const report = (exact: boolean) =>
    readStorage(db.database, { exact, maintenanceIntervalMs: INTERVAL_MS, now: clock.now() });
  const reportOf = async (name: string, exact: boolean): Promise<Storage['datasets'][number]> => {
    const found = (await report(exact)).datasets.find((one) => one.dataset.name === name);
    if (found === undefined) throw new Error(`no dataset ${name}`);
    return found;
  };
  const maintain = async () => {
    for (const { name } of MAINTENANCE_JOBS) {
      await runJob({ database: db.database, clock, log: silentLogger }, name);
    }
  };
  const insertRows = async () => {
    const to = clock.now();
    const from = to - ROWS * 60_000_000;
    await ensureChunks(db.database, CATALOGUE.cpu_metrics, { from, to });
    await db.database.execute(
      'test.insert',
      sql`insert into radar.cpu_metrics ("timestamp", core_id, device_id)
          select to_timestamp(${to}::numeric / 1000000) - minute * interval '1 minute', 0, 'default:192.0.2.1'
            from generate_series(1, ${ROWS}::integer) as minute`,
    );
    return { oldest: from, newest: to - 60_000_000 };
  };

  test('has every dataset of the catalogue, empty at first', async () => {
    const storage = await report(true);
    expect(storage.datasets.map((one) => one.dataset.name)).toEqual(
      DATASETS.map((dataset) => dataset.name),
    );
    for (const one of storage.datasets) {
      expect(one).toMatchObject({ rows: 0, rowsExact: true, oldest: null, newest: null });
    }
    expect(storage.databaseBytes).toBeGreaterThan(1_000_000);
    expect(storage.schemaVersion).toBeGreaterThan(0);
  });

  test('counts rows when asked to, and tells the oldest and newest and the space', async () => {
    const empty = await reportOf('cpu_metrics', true);
    const edges = await insertRows();
    const filled = await reportOf('cpu_metrics', true);
    expect(filled).toMatchObject({ rows: ROWS, rowsExact: true, ...edges });
    expect(filled.size.bytes).toBeGreaterThan(empty.size.bytes);
    expect(filled.size.chunks).toBeGreaterThan(0);
  });

  test('estimates rows otherwise, and says that it does', async () => {
    await insertRows();
    const estimated = await until('the server has counted', async () => {
      const found = await reportOf('cpu_metrics', false);
      return found.rows > 0 && found;
    });
    expect(estimated).toMatchObject({ rows: ROWS, rowsExact: false });
  });

  test('says nothing of chunks and retention for an ordinary table', async () => {
    const devices = await reportOf('unified_devices', true);
    expect(devices.size.chunks).toBeNull();
    expect(devices).toMatchObject({ declaredSeconds: null, effectiveSeconds: null });
  });

  test('shows the declared retention as effective only while maintenance runs', async () => {
    const declaredSeconds = 72 * HOUR_SECONDS;
    expect(await reportOf('cpu_metrics', true)).toMatchObject({
      declaredSeconds,
      effectiveSeconds: null,
      enforcedBy: null,
      reason: 'no process has run maintenance lately',
    });
    await maintain();
    expect(await reportOf('cpu_metrics', true)).toMatchObject({
      declaredSeconds,
      effectiveSeconds: declaredSeconds + 12 * HOUR_SECONDS + INTERVAL_MS / 1_000,
      enforcedBy: 'maintenance',
    });
    clock.advance(3 * INTERVAL_MS);
    expect(await reportOf('cpu_metrics', true)).toMatchObject({ effectiveSeconds: null });
  });

  test('tells the retention that was chosen, by whom and when, and the width that follows', async () => {
    await keepDays(db.database, 'cpu_metrics', 0.5);
    await maintain();
    expect(await reportOf('cpu_metrics', true)).toMatchObject({
      declaredSeconds: 12 * HOUR_SECONDS,
      catalogueSeconds: 72 * HOUR_SECONDS,
      chosen: { actor: 'a test', changedAt: expect.any(Number) },
      chunkSeconds: 2 * HOUR_SECONDS,
      effectiveSeconds: 14 * HOUR_SECONDS + INTERVAL_MS / 1_000,
    });
  });

  test('counts on the widest chunk that is there, since it keeps its width', async () => {
    await insertRows();
    await keepDays(db.database, 'cpu_metrics', 0.5);
    await maintain();
    expect(await reportOf('cpu_metrics', true)).toMatchObject({
      chunkSeconds: 2 * HOUR_SECONDS,
      effectiveSeconds: (12 + 12) * HOUR_SECONDS + INTERVAL_MS / 1_000,
    });
  });

  test('tells of an ordinary table how long its rows stay, and its oldest one', async () => {
    await db.database.execute(
      'test.insert',
      sql`insert into radar.event_identities (row_key, event_timestamp)
          values ('\\x00', '2026-03-09 00:00+00')`,
    );
    await maintain();
    expect(await reportOf('event_identities', true)).toMatchObject({
      declaredSeconds: 72 * HOUR_SECONDS,
      effectiveSeconds: 72 * HOUR_SECONDS + INTERVAL_MS / 1_000,
      enforcedBy: 'maintenance',
      chunkSeconds: null,
      oldest: Date.UTC(2026, 2, 9) * 1_000,
    });
  });

  test('tells who leads maintenance, and each job with its next run', async () => {
    await maintain();
    const { maintenance } = await report(false);
    expect(maintenance).toMatchObject({ led: false, epoch: 0, lastRun: clock.now() });
    const drops = maintenance.jobs.find(({ job }) => job === 'drop_chunks');
    expect(drops).toMatchObject({
      state: 'ok',
      record: { next_run_at: clock.now() + INTERVAL_MS * 1_000, last_rows: 0 },
    });
  });

  test('leaves out what a role may not read, and tells the rest', async () => {
    const role = await createTestRole(db, async (quoted) => {
      await db.database.script(
        'test.grant',
        `grant usage on schema radar to ${quoted}; grant select on all tables in schema radar to ${quoted};
         revoke select on radar.users from ${quoted}`,
      );
    });
    try {
      const options = { exact: true, maintenanceIntervalMs: INTERVAL_MS, now: clock.now() };
      const { datasets } = await readStorage(role.database, options);
      const find = (name: string) => datasets.find((one) => one.dataset.name === name);
      expect(find('users')).toMatchObject({ rowsExact: false, oldest: null });
      expect(find('cpu_metrics')).toMatchObject({ rowsExact: true, rows: 0 });
    } finally {
      await role.drop();
    }
  });

  test('gives the fault of a failing job as the reason', async () => {
    await maintain();
    await db.database.execute(
      'test.fault',
      sql`update radar.maintenance_jobs set last_error = 'disk on fire' where job = 'drop_chunks'`,
    );
    expect(await reportOf('cpu_metrics', true)).toMatchObject({
      effectiveSeconds: null,
      reason: 'disk on fire',
    });
  });
});
