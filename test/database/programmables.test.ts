import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  applySchema,
  type Database,
  planSchema,
  schemaStatus,
  sql,
} from '../../src/database/index.ts';
import { createLogger, silentLogger } from '../../src/observe/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { expectRadarError } from '../support/expect-error.ts';
import { createTestRole, type TestRole } from '../support/role.ts';
import { until } from '../support/until.ts';

const OPTIONS = { log: silentLogger, programVersion: '2.0.0' };
const FORGET = 'delete from radar.schema_programmables';

describeEachEngine('views, functions, comments and grants', (engine) => {
  let db: TestDatabase;
  let role: TestRole | undefined;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
  });
  afterEach(async () => {
    await role?.drop();
    role = undefined;
    await db?.drop();
  });
  const run = (text: string) => db.database.script('test.sql', text);
  const state = async (pool: Database = db.database) =>
    (await schemaStatus(pool)).programmables.state;

  test('are made once, and left alone while nothing changed', async () => {
    const before = await recordedAt();
    const second = await applySchema(db.database, OPTIONS);
    expect(second).toMatchObject({ applied: [], programmables: false });
    expect(await recordedAt()).toBe(before);
    expect((await planSchema(db.database)).steps).toEqual([]);
  });

  test('are made anew when their text changed, which a plan tells', async () => {
    await run(
      "update radar.schema_programmables set checksum = 'older', program_version = '1.9.9'",
    );
    expect(await state()).toBe('outdated');
    const titles = (await planSchema(db.database)).steps.map((step) => step.title);
    expect(titles.every((title) => title.startsWith('programmables: '))).toBe(true);
    expect(titles).toContain('programmables: 10_views');
    expect(await applySchema(db.database, OPTIONS)).toMatchObject({ programmables: true });
    expect(await state()).toBe('current');
  });

  test('are made anew after a migration, which may have dropped some', async () => {
    await run('update radar.schema_programmables set migration = 1');
    expect(await state()).toBe('outdated');
    expect(await applySchema(db.database, OPTIONS)).toMatchObject({ programmables: true });
  });

  test('of a newer program are not undone by an older one', async () => {
    await run(
      "update radar.schema_programmables set checksum = 'newer', program_version = '10.0.0'",
    );
    expect(await applySchema(db.database, OPTIONS)).toMatchObject({ programmables: false });
    const newer = await applySchema(db.database, { ...OPTIONS, programVersion: '10.0.1' });
    expect(newer).toMatchObject({ programmables: true });
  });

  test('replace a view that has other columns, and those of ours that read from it', async () => {
    await run(`drop view radar.poller_statuses cascade;
               create view radar.poller_statuses as select poller_id as old_name from radar.pollers;
               create view radar_grafana.poller_statuses as select old_name from radar.poller_statuses;
               ${FORGET}`);
    expect((await schemaStatus(db.database)).state).toBe('behind');
    await applySchema(db.database, OPTIONS);
    for (const schema of ['radar', 'radar_grafana']) {
      expect(await columnsOf(`${schema}.poller_statuses`)).toContain('is_healthy');
    }
  });

  test('leave a view of somebody else alone while ours keep their columns', async () => {
    await run(`create view public.mine as select poller_id from radar.poller_statuses; ${FORGET}`);
    await applySchema(db.database, OPTIONS);
    expect(await columnsOf('public.mine')).toEqual(['poller_id']);
  });

  test('refuse to drop a view of somebody else, and name it', async () => {
    await run(`drop view radar.poller_statuses cascade;
               create view radar.poller_statuses as select poller_id as old_name from radar.pollers;
               create view public.mine as select old_name from radar.poller_statuses; ${FORGET}`);
    const fault = await expectRadarError(
      applySchema(db.database, OPTIONS),
      'SCHEMA_MIGRATION_FAILED',
    );
    expect(fault.message).toContain('view public.mine depends on view');
    expect(await columnsOf('public.mine')).toEqual(['old_name']);
    await run('drop view public.mine');
    expect(await applySchema(db.database, OPTIONS)).toMatchObject({ programmables: true });
  });

  test('take a view in the place of a rollup for what it is, as a continuous aggregate is one', async () => {
    const rollup = 'radar.device_metrics_summary_memory';
    await run(`create table public.kept (like ${rollup}); drop table ${rollup} cascade;
               create view ${rollup} as select * from public.kept; ${FORGET}`);
    await applySchema(db.database, OPTIONS);
    expect(await commentOn(rollup)).toContain('Memory part of the device summary');
    expect(await columnsOf('radar.device_metrics_summary')).toContain('window_time');
  });

  test('that are no more are dropped', async () => {
    await run(`create view radar.former as select 1 as one;
               update radar.schema_programmables
                  set checksum = 'older', objects = objects || '{"view \\"radar\\".\\"former\\"": "x"}'`);
    await applySchema(db.database, OPTIONS);
    expect(await columnsOf('radar.former')).toEqual([]);
  });

  test('in whose way something stands are rolled back whole, and made once it is gone', async () => {
    await run(`drop view radar.otel_spans_enriched cascade; create table radar.otel_spans_enriched ();
               comment on table radar.agents is 'of somebody'; ${FORGET}`);
    const fault = await expectRadarError(
      applySchema(db.database, OPTIONS),
      'SCHEMA_MIGRATION_FAILED',
    );
    expect(fault.message).toContain('otel_spans_enriched');
    expect(await commentOn('radar.agents')).toBe('of somebody');
    await run('drop table radar.otel_spans_enriched');
    await applySchema(db.database, OPTIONS);
    expect(await state()).toBe('current');
    expect(await commentOn('radar.agents')).toMatch(/^Agents\. Key: agent_id\.$/);
  });

  test('cancelled half-way leave nothing, and the next start makes them', async () => {
    await run(FORGET);
    const attempt = await db.database.transaction('test.block', async (blocker) => {
      await blocker.script('test.block', 'lock table radar.cpu_metrics in access exclusive mode');
      const blocked = applySchema(db.database, OPTIONS);
      blocked.catch(() => {}); // looked at below
      await cancel('programmables.apply');
      return blocked.then(
        () => undefined,
        (fault: unknown) => fault,
      );
    });
    expect(attempt).toMatchObject({ code: 'SCHEMA_MIGRATION_FAILED' });
    expect(await state()).toBe('missing');
    await applySchema(db.database, OPTIONS);
    expect(await state()).toBe('current');
  });

  test('give rights to a role that is made later, at the next start of the owner', async () => {
    role = await createTestRole(db);
    const roles = { writer: null, reader: role.name };
    const before = await db.connect({ roles: { writer: null, reader: 'not_made_yet' } });
    await applySchema(before, OPTIONS);
    await run(`update radar.schema_programmables set roles = '{}'`);
    const pool = await db.connect({ roles });
    expect(await state(pool)).toBe('outdated');
    await applySchema(pool, OPTIONS);
    expect(await state(pool)).toBe('current');
    await role.database.script('test.read', 'select * from radar.cpu_metrics');
    // The role went and came again: the text is the same, and it has no rights.
    await run(`drop owned by ${role.quoted}; update radar.schema_programmables set roles = '{}'`);
    expect(await state(pool)).toBe('roles-changed');
    expect((await schemaStatus(pool)).state).toBe('current');
    expect(await applySchema(pool, OPTIONS)).toMatchObject({ programmables: true });
    await role.database.script('test.read', 'select * from radar.cpu_metrics');
  });

  test('that only lack rights of a new role keep nobody from starting who cannot give them', async () => {
    role = await createTestRole(db);
    const roles = { writer: role.name, reader: null };
    await applySchema(await db.connect({ roles }), OPTIONS);
    await run(`update radar.schema_programmables set roles = '{}'`);
    const warnings: string[] = [];
    const log = createLogger({
      level: 'warn',
      format: 'json',
      write: (line) => warnings.push(line),
    });
    const url = role.database.options.target;
    const writer = await db.connect({ target: url, roles });
    expect(await applySchema(writer, { ...OPTIONS, log })).toMatchObject({ programmables: false });
    expect(warnings.join()).toContain('radarstore schema apply');
    await writer.close();
  });

  test('that changed stop whoever cannot make them, who is told', async () => {
    role = await createTestRole(db);
    const roles = { writer: role.name, reader: null };
    await applySchema(await db.connect({ roles }), OPTIONS);
    await run("update radar.schema_programmables set checksum = 'older'");
    const writer = await db.connect({ target: role.database.options.target, roles });
    await expectRadarError(applySchema(writer, OPTIONS), 'SCHEMA_FORBIDDEN');
    await writer.close();
  });

  test('are made in schemas of other names, or not at all for Grafana', async () => {
    const named = await db.connect({ grafanaSchema: 'dashboards' });
    await applySchema(named, OPTIONS);
    expect(await columnsOf('dashboards.cpu_metrics')).toContain('time');
    expect(await columnsOf('radar_grafana.cpu_metrics')).toEqual([]);
    const without = await db.connect({ grafanaSchema: null });
    await applySchema(without, OPTIONS);
    expect(await columnsOf('dashboards.cpu_metrics')).toEqual([]);
    expect(await state(without)).toBe('current');
  });

  async function recordedAt(): Promise<unknown> {
    const [row] = await db.database.query<{ at: unknown }>(
      'test.record',
      sql`select applied_at as at from radar.schema_programmables`,
    );
    return row?.at;
  }

  async function columnsOf(relation: string): Promise<string[]> {
    const rows = await db.database.query<{ name: string }>(
      'test.columns',
      sql`select attname as name from pg_attribute
           where attrelid = to_regclass(${relation}) and attnum > 0 order by attnum`,
    );
    return rows.map((row) => row.name);
  }

  async function commentOn(relation: string): Promise<string | null | undefined> {
    const [row] = await db.database.query<{ text: string | null }>(
      'test.comment',
      sql`select obj_description(${relation}::regclass) as text`,
    );
    return row?.text;
  }

  /** Cancels the statement of this name as soon as it waits for a lock. */
  async function cancel(name: string): Promise<void> {
    await until(`${name} was cancelled`, async () => {
      const [row] = await db.database.query<{ cancelled: boolean | null }>(
        'test.cancel',
        sql`select bool_or(pg_cancel_backend(pid)) as cancelled from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock'
               and starts_with(query, ${`/* ${name} */`})`,
      );
      return row?.cancelled === true;
    });
  }
});

describe('a schema of Apache AGE that comes first for everybody', () => {
  describeEachEngine('with tables of our names', (engine) => {
    test('gets nothing of what radarstore makes', async () => {
      const db = await createTestDatabase(engine, { migrated: false });
      try {
        await db.database.script(
          'test.age',
          `create schema ag_catalog;
           create table ag_catalog.cpu_metrics (id integer);
           create table ag_catalog.schema_migrations (id integer);
           create table ag_catalog.schema_programmables (id integer);
           create function ag_catalog.rollup_group(value text) returns text language sql return 'wrong';
           alter database "${db.name}" set search_path = ag_catalog, "$user", public`,
        );
        const pool = await db.connect({ maxConnections: 1 });
        await applySchema(pool, OPTIONS);
        const rows = await pool.query<{ name: string }>(
          'test.made',
          sql`select relname as name from pg_class
               where relnamespace = 'ag_catalog'::regnamespace and relkind = 'r' order by relname`,
        );
        expect(rows.map((row) => row.name)).toEqual([
          'cpu_metrics',
          'schema_migrations',
          'schema_programmables',
        ]);
        const [view] = await pool.query<{ definition: string }>(
          'test.view',
          sql`select pg_get_viewdef('radar_grafana.cpu_metrics'::regclass) as definition`,
        );
        expect(view?.definition).not.toContain('ag_catalog');
        expect((await schemaStatus(pool)).state).toBe('current');
        await pool.close();
      } finally {
        await db.drop();
      }
    });
  });
});
