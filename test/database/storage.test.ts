import { afterEach, beforeEach, expect, test } from 'vitest';
import { CATALOGUE, DATASETS } from '../../src/catalogue/index.ts';
import { ensureChunks, readStorage, runJob, type Storage, sql } from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
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
    for (const job of ['create_chunks', 'drop_chunks'] as const) {
      await runJob({ database: db.database, clock, log: silentLogger }, job);
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
