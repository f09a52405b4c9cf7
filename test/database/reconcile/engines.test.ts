import { afterEach, beforeEach, expect, test } from 'vitest';
import { CATALOGUE } from '../../../src/catalogue/index.ts';
import {
  applyReconcile,
  type Database,
  type Desired,
  planReconcile,
  readRetentions,
  reconcileJob,
  runJob,
  sql,
} from '../../../src/database/index.ts';
import { createLogger, silentLogger } from '../../../src/observe/index.ts';
import { manualClock } from '../../support/clock.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { keepDays } from '../../support/retention.ts';
import { until } from '../../support/until.ts';

describeEachEngine('the reconciler', (engine) => {
  let db: TestDatabase;
  let database: Database;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
    database = db.database;
  });
  afterEach(async () => db?.drop());
  const desired = (retention: Record<string, number | null> = {}): Desired => ({
    retention: new Map(Object.entries(retention)),
    intervalMs: 600_000,
  });
  const apply = (wanted: Desired, mayShorten = false) =>
    applyReconcile(database, {
      desired: wanted,
      actor: 'alice',
      mayShorten,
      programVersion: 'test',
      log: silentLogger,
    });
  const facts = async (wanted: Desired) =>
    (await planReconcile(database, wanted)).differences.map(
      ({ object, fact }) => `${fact} ${object}`,
    );
  const kept = async () => (await readRetentions(database)).slicing(CATALOGUE.cpu_metrics);

  test('finds nothing to do after it was applied, whatever was to be done', async () => {
    await apply(desired());
    expect(await facts(desired())).toEqual([]);
    const wanted = desired({ cpu_metrics: 7, logs: 1, event_identities: null });
    const result = await apply(wanted, true);
    expect(result).toMatchObject({ held: [], failed: [], remaining: [], busy: false });
    expect(await facts(wanted)).toEqual([]);
    expect(await apply(wanted)).toMatchObject({ applied: [], remaining: [] });
  });

  test('extends a retention by itself, and shortens it only when that was confirmed', async () => {
    await apply(desired());
    const longer = await apply(desired({ cpu_metrics: 7 }));
    expect(longer.applied).toContainEqual(
      expect.objectContaining({ object: 'cpu_metrics', fact: 'retention', destructive: false }),
    );
    expect(await kept()).toMatchObject({ retentionDays: 7, chunkHours: 12 });
    const wanted = desired({ cpu_metrics: 1 });
    const plan = await planReconcile(database, wanted);
    expect(plan.differences[0]).toMatchObject({
      object: 'cpu_metrics',
      fact: 'retention',
      declared: '1d',
      live: expect.stringMatching(/^7d \(chosen by alice at 20/),
      destructive: true,
      needsConfirmation: true,
    });
    const held = await apply(wanted);
    expect(held.held).toMatchObject([{ object: 'cpu_metrics' }]);
    expect(await kept()).toMatchObject({ retentionDays: 7 });
    expect((await apply(wanted, true)).held).toEqual([]);
    expect(await kept()).toMatchObject({ retentionDays: 1, chunkHours: 4 });
  });

  test('names what stands beside a dataset and is kept as long', async () => {
    const { differences } = await planReconcile(database, desired({ events: 7 }));
    expect(differences[0]?.action).toContain('event_identities');
  });

  test('sets the width of the chunks to come, and sets back one that somebody changed', async () => {
    await apply(desired());
    if (database.engine.layout === 'partitions') {
      expect(await facts(desired({ cpu_metrics: 0.5 }))).toEqual(['retention cpu_metrics']);
      return;
    }
    const width = async () => {
      const [row] = await database.query<{ hours: number }>(
        'test.width',
        sql`select (extract(epoch from time_interval) / 3600)::float8 as hours
              from timescaledb_information.dimensions
             where hypertable_schema = 'radar' and hypertable_name = 'cpu_metrics'`,
      );
      return row?.hours;
    };
    await apply(desired({ cpu_metrics: 0.5 }), true);
    expect(await width()).toBe(2);
    await database.script(
      'test.change',
      "select public.set_chunk_time_interval('radar.cpu_metrics', interval '1 day')",
    );
    expect(await facts(desired())).toContain('chunk width cpu_metrics');
    await apply(desired());
    expect(await width()).toBe(2);
  });

  test('tells what cannot be had here, and why', async () => {
    const { unavailable } = await planReconcile(database, desired());
    for (const one of unavailable) {
      expect(one.what).not.toBe('');
      expect(one.reason).toMatch(/^\S.*/);
    }
    if (database.engine.name === 'timescale-apache') {
      expect(unavailable.map((one) => one.what)).toContain('columnstore');
    }
  });

  test('makes the indexes for searches inside of text, and one whose making was interrupted again', async () => {
    const [offer] = await database.query<{ offered: boolean }>(
      'test.offer',
      sql`select exists (select from pg_available_extensions where name = 'pg_trgm') as offered`,
    );
    if (offer?.offered !== true) {
      const { unavailable } = await planReconcile(database, desired());
      expect(unavailable.map((one) => one.what).join()).toContain('idx_unified_devices_search');
      return;
    }
    await database.script(
      'test.extension',
      'create extension if not exists pg_trgm with schema public',
    );
    expect(await facts(desired())).toContain('index idx_unified_devices_search');
    expect((await apply(desired())).failed).toEqual([]);
    expect((await facts(desired())).filter((one) => one.startsWith('index'))).toEqual([]);
    await database.script(
      'test.interrupt',
      `update pg_index set indisvalid = false where indexrelid = 'radar.idx_unified_devices_search'::regclass`,
    );
    expect(await facts(desired())).toContain('index idx_unified_devices_search');
    expect((await apply(desired())).failed).toEqual([]);
    expect(await facts(desired())).toEqual([]);
  });

  test('tells how far an index is, which does not keep writers waiting', async () => {
    const [offer] = await database.query<{ offered: boolean }>(
      'test.offer',
      sql`select exists (select from pg_available_extensions where name = 'pg_trgm') as offered`,
    );
    if (offer?.offered !== true) return;
    await database.script('test.extension', 'create extension if not exists pg_trgm');
    await apply(desired());
    await database.script('test.drop', 'drop index radar.idx_unified_devices_search');
    const device = (id: string) =>
      `insert into radar.unified_devices (device_id, partition, field_origins, source_details, metadata_by_source) values ('${id}', 'default', '{}', '{}', '{}')`;
    const lines: string[] = [];
    const log = createLogger({ level: 'info', format: 'json', write: (line) => lines.push(line) });
    const holder = await db.connect({ maxConnections: 1 });
    await holder.script('test.hold', `begin; ${device('a')}`);
    const applied = applyReconcile(database, {
      desired: desired(),
      actor: 'alice',
      mayShorten: false,
      programVersion: 'test',
      log,
      tellEveryMs: 20,
    });
    try {
      await until('the index waits for the writer, and says so', async () =>
        lines.some((line) => /idx_unified_devices_search.*waiting for writers/.test(line)),
      );
      await database.script('test.write', device('b'));
    } finally {
      await holder.script('test.hold', 'rollback');
    }
    expect((await applied).failed).toEqual([]);
    expect(await facts(desired())).toEqual([]);
  });

  test('goes on after a difference that cannot be applied, and tells it', async () => {
    if (database.engine.layout === 'partitions') return;
    await apply(desired());
    await keepDays(database, 'cpu_metrics', 0.5);
    await keepDays(database, 'logs', 0.5);
    await database.session('test.hold', async (session) => {
      await session.script('test.hold', 'begin');
      await session.query(
        'test.hold',
        sql`select from _timescaledb_catalog.dimension
             where hypertable_id = (select id from _timescaledb_catalog.hypertable
                                     where schema_name = 'radar' and table_name = 'cpu_metrics')
               for update`,
      );
      const result = await apply(desired());
      expect(result.failed.map(({ difference }) => difference.object)).toEqual(['cpu_metrics']);
      expect(result.applied.map(({ object }) => object)).toContain('logs');
      expect(result.remaining.map(({ object }) => object)).toEqual(['cpu_metrics']);
    });
    expect((await apply(desired())).remaining).toEqual([]);
  });

  test('is left to the process that is at it already', async () => {
    await database.session('test.hold', async (session) => {
      await session.query(
        'test.hold',
        sql`select pg_advisory_lock(hashtextextended('radarstore reconcile radar', 0))`,
      );
      expect(await apply(desired({ cpu_metrics: 7 }))).toMatchObject({ busy: true, applied: [] });
    });
    expect(await kept()).toMatchObject({ retentionDays: 3 });
  });

  test('as a job of the leader brings back what somebody changed, and never shortens', async () => {
    const job = reconcileJob({
      desired: desired({ cpu_metrics: 1, logs: 7 }),
      actor: 'serve',
      programVersion: 'test',
    });
    const clock = manualClock();
    const run = () => runJob({ database, clock, log: silentLogger, jobs: [job] }, 'reconcile');
    expect(await run()).toMatchObject({ state: 'done', error: null });
    expect(await kept()).toMatchObject({ retentionDays: 3 });
    expect((await readRetentions(database)).slicing(CATALOGUE.logs)?.retentionDays).toBe(7);
    expect(await run()).toMatchObject({ state: 'done', rows: 0 });
  });
});
