import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  applySchema,
  checkUsable,
  type Database,
  planSchema,
  printSchema,
  readMigrations,
  schemaStatus,
  sql,
} from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { expectRadarError } from '../support/expect-error.ts';
import { type MigrationsFolder, migrationsWith } from '../support/migrations.ts';
import { dumpSchema } from '../support/schema-dump.ts';
import { until } from '../support/until.ts';

const OPTIONS = { log: silentLogger, programVersion: '9.9.9' };
const STARTERS = 20;

describeEachEngine('schema migrations', (engine) => {
  let db: TestDatabase;
  let folder: MigrationsFolder | undefined;
  let newest: number;
  beforeEach(async () => {
    db = await createTestDatabase(engine, { migrated: false });
    newest = (await readMigrations(db.database.engine.layout)).length;
  });
  afterEach(async () => {
    await folder?.remove();
    folder = undefined;
    await db?.drop();
  });
  const all = () => Array.from({ length: newest }, (_, index) => index + 1);

  test('are applied to an empty database, and a second time there is nothing to do', async () => {
    expect(await schemaStatus(db.database)).toMatchObject({ state: 'empty', version: 0 });
    const first = await applySchema(db.database, OPTIONS);
    expect(first).toEqual({ applied: all(), programmables: true, version: newest });
    const second = await applySchema(db.database, OPTIONS);
    expect(second).toEqual({ applied: [], programmables: false, version: newest });
    const status = await schemaStatus(db.database);
    expect(status).toMatchObject({ state: 'current', version: newest, latest: newest });
    expect(status.migrations.every((one) => one.appliedAt !== null)).toBe(true);
    expect(() => checkUsable(db.database, status)).not.toThrow();
  });

  test('record which program applied them', async () => {
    await applySchema(db.database, OPTIONS);
    const rows = await db.database.query(
      'test.record',
      sql`select distinct program_version, layout from radar.schema_migrations`,
    );
    expect(rows).toEqual([{ program_version: '9.9.9', layout: db.database.engine.layout }]);
  });

  test(`of ${STARTERS} programs that start at once, one migrates and all succeed`, async () => {
    const pools = await Promise.all(
      Array.from({ length: STARTERS }, () => db.connect({ maxConnections: 1 })),
    );
    const results = await Promise.all(pools.map((pool) => applySchema(pool, OPTIONS)));
    expect(results.map((result) => result.version)).toEqual(pools.map(() => newest));
    expect(results.filter((result) => result.applied.length > 0)).toEqual([
      { applied: all(), programmables: true, version: newest },
    ]);
    expect(results.filter((result) => result.programmables)).toHaveLength(1);
  });

  test('go on where an older program stopped', async () => {
    await applySchema(db.database, OPTIONS);
    folder = await migrationsWith({ more: 'create table :schema.more (id int);' });
    const behind = await schemaStatus(db.database, { folder: folder.url });
    expect(behind).toMatchObject({ state: 'behind', version: newest, latest: newest + 1 });
    await expectRadarError(() => checkUsable(db.database, behind), 'SCHEMA_BEHIND');
    const result = await applySchema(db.database, { ...OPTIONS, folder: folder.url });
    expect(result.applied).toEqual(folder.added);
  });

  test('are refused by a program that is older than the schema', async () => {
    folder = await migrationsWith({ future: 'create table :schema.future (id int);' });
    await applySchema(db.database, { ...OPTIONS, folder: folder.url });
    const refused = await expectRadarError(applySchema(db.database, OPTIONS), 'SCHEMA_TOO_NEW');
    expect(refused.message).toContain('_future');
  });

  test('are refused when a file was altered after it was applied', async () => {
    folder = await migrationsWith({ changed: 'create table :schema.changed (id int);' });
    await applySchema(db.database, { ...OPTIONS, folder: folder.url });
    const altered = await migrationsWith({ changed: 'create table :schema.changed (id bigint);' });
    try {
      const late = applySchema(db.database, { ...OPTIONS, folder: altered.url });
      expect((await expectRadarError(late, 'SCHEMA_CHECKSUM')).message).toContain('_changed');
    } finally {
      await altered.remove();
    }
  });

  test('that fail are rolled back whole, and those before them stay', async () => {
    folder = await migrationsWith({
      broken: 'create table :schema.half (id int);\nselect 1 / 0;',
    });
    const attempt = applySchema(db.database, { ...OPTIONS, folder: folder.url });
    const failed = await expectRadarError(attempt, 'SCHEMA_MIGRATION_FAILED');
    expect(failed.sentence).toMatch(/_broken failed: division by zero\. It was rolled back/);
    expect(await relationExists(db.database, 'half')).toBe(false);
    const { version, migrations } = await schemaStatus(db.database);
    expect(version).toBe(newest);
    expect(migrations.every((one) => one.state === 'applied')).toBe(true);
  });

  test('cut off by a lost connection leave nothing, and the next start completes them', async () => {
    const gate = 'select pg_sleep(60) from gate.closed;';
    folder = await migrationsWith({ slow: `create table :schema.slow (id int);\n${gate}` });
    await db.database.script('test.gate', 'create schema gate; create table gate.closed ()');
    await db.database.script('test.gate', 'insert into gate.closed default values');
    const attempt = applySchema(db.database, { ...OPTIONS, folder: folder.url });
    attempt.catch(() => {}); // looked at below
    await until('the migration has been cut off', async () => {
      const [row] = await db.database.query<{ cut: boolean }>(
        'test.cut',
        sql`select bool_or(pg_terminate_backend(pid)) as cut from pg_stat_activity
             where datname = current_database() and query like '%gate.closed%'
               and query like '/* schema.slow%' and pid <> pg_backend_pid()`,
      );
      return row?.cut === true;
    });
    await expect(attempt).rejects.toMatchObject({ code: 'SCHEMA_MIGRATION_FAILED' });
    expect(await relationExists(db.database, 'slow')).toBe(false);
    await db.database.script('test.gate', 'delete from gate.closed');
    const result = await applySchema(db.database, { ...OPTIONS, folder: folder.url });
    expect(result.applied).toEqual(folder.added);
  });

  test('cancelled half-way leave nothing, and the next start completes them', async () => {
    const gate = 'select pg_sleep(60) from gate.closed;';
    folder = await migrationsWith({ slow: `create table :schema.slow (id int);\n${gate}` });
    await db.database.script('test.gate', 'create schema gate; create table gate.closed ()');
    await db.database.script('test.gate', 'insert into gate.closed default values');
    const attempt = applySchema(db.database, { ...OPTIONS, folder: folder.url });
    attempt.catch(() => {}); // looked at below
    await until('the migration has been cancelled', async () => {
      const [row] = await db.database.query<{ cancelled: boolean }>(
        'test.cancel',
        sql`select bool_or(pg_cancel_backend(pid)) as cancelled from pg_stat_activity
             where datname = current_database() and wait_event = 'PgSleep'
               and query like '/* schema.slow%'`,
      );
      return row?.cancelled === true;
    });
    const failed = await expectRadarError(attempt, 'SCHEMA_MIGRATION_FAILED');
    expect(failed.sentence).toContain('It was rolled back');
    expect(await relationExists(db.database, 'slow')).toBe(false);
    await db.database.script('test.gate', 'delete from gate.closed');
    const result = await applySchema(db.database, { ...OPTIONS, folder: folder.url });
    expect(result.applied).toEqual(folder.added);
  });

  test('without a transaction resume after the last finished step', async () => {
    const first = 'create table :schema.ran (step int);\ninsert into :schema.ran values (1);';
    folder = await migrationsWith({
      stepwise: [
        '--! no-transaction',
        first,
        '--! step',
        'create index concurrently if not exists ran_step on :schema.ran (step);',
        '--! step',
        'insert into :schema.ran select 3 / count(*) from gate.open;',
      ].join('\n'),
    });
    await db.database.script('test.gate', 'create schema gate; create table gate.open ()');
    const options = { ...OPTIONS, folder: folder.url };
    const failed = await expectRadarError(
      applySchema(db.database, options),
      'SCHEMA_MIGRATION_FAILED',
    );
    expect(failed.hint).toContain('Its finished steps remain');
    const status = await schemaStatus(db.database, { folder: folder.url });
    expect(status.state).toBe('interrupted');
    expect(status.migrations.at(-1)?.state).toBe('interrupted');
    await db.database.script('test.gate', 'insert into gate.open default values');
    expect((await applySchema(db.database, options)).applied).toEqual(folder.added);
    const rows = await db.database.query('test.ran', sql`select step from radar.ran order by step`);
    expect(rows).toEqual([{ step: 1 }, { step: 3 }]);
  });

  test('are planned without being applied, and the plan is empty afterwards', async () => {
    const plan = await planSchema(db.database);
    expect(plan.steps.map((step) => step.sql).join('\n')).toContain('create table "radar".cpu');
    expect((await schemaStatus(db.database)).state).toBe('empty');
    await applySchema(db.database, OPTIONS);
    expect((await planSchema(db.database)).steps).toEqual([]);
  });

  test('run by hand from the plan give the same schema', async () => {
    const plan = await planSchema(db.database);
    for (const step of plan.steps) await db.database.script('test.plan', step.sql);
    const byHand = await dumpSchema(db.database);
    const other = await createTestDatabase(engine);
    try {
      expect(byHand).toBe(await dumpSchema(other.database));
    } finally {
      await other.drop();
    }
  });

  test('work in a schema of another name', async () => {
    const pool = await db.connect({ schema: 'Netz "Süd"' });
    expect((await applySchema(pool, OPTIONS)).applied).toEqual(all());
    expect((await schemaStatus(pool)).state).toBe('current');
    expect((await schemaStatus(db.database)).state).toBe('empty');
  });

  test('are refused by name on a read-only database, which a current schema is not', async () => {
    const readOnly = async () => {
      const pool = await db.connect({ maxConnections: 1 });
      expect(pool.engine.readOnly).toBe(true);
      return applySchema(pool, OPTIONS);
    };
    const set = (value: string) =>
      db.database.script(
        'test.read_only',
        `alter database "${db.name}" set default_transaction_read_only = ${value}`,
      );
    await set('on');
    expect((await expectRadarError(readOnly(), 'SCHEMA_FORBIDDEN')).message).toContain('read-only');
    await set('off');
    await applySchema(db.database, OPTIONS);
    await set('on');
    expect((await readOnly()).applied).toEqual([]);
  });
});

describeEachEngine('the storage layout of a schema', (engine) => {
  test('is never changed in place', async () => {
    const db = await createTestDatabase(engine);
    try {
      const other = await otherLayout(db);
      const refused = await expectRadarError(applySchema(other, OPTIONS), 'ENGINE_CHANGED');
      expect(refused.hint).toContain('pg_dump');
      const status = await schemaStatus(other);
      await expectRadarError(() => checkUsable(other, status), 'ENGINE_CHANGED');
    } finally {
      await db.drop();
    }
  });
});

test('what is printed leaves the transaction for a step that cannot be in one', async () => {
  const folder = await migrationsWith({
    stepwise: '--! no-transaction\ncreate index concurrently i on :schema.cpu_metrics (label);',
  });
  try {
    const options = { layout: 'partitions', schema: 'radar', programVersion: '1' } as const;
    const text = await printSchema({ ...options, folder: folder.url });
    expect(text.replace(/\n+/g, '\n')).toMatch(
      /^begin;[\s\S]*\ncommit;\n-- migration \d+_stepwise\ncreate index concurrently [^;]*;\nbegin;\n[\s\S]*\ncommit;\n$/,
    );
  } finally {
    await folder.remove();
  }
});

async function relationExists(database: Database, name: string): Promise<boolean> {
  const [row] = await database.query<{ exists: boolean }>(
    'test.exists',
    sql`select to_regclass(${`radar.${name}`}) is not null as exists`,
  );
  return row?.exists === true;
}

/** The same schema, met by a server that offers the other layout. */
async function otherLayout(db: TestDatabase): Promise<Database> {
  if (db.database.engine.layout === 'hypertables') {
    await db.database.script('test.drop', 'drop extension timescaledb cascade');
  } else {
    const made = await readMigrations('hypertables');
    for (const { number, checksum } of made) {
      await db.database.execute(
        'test.layout',
        sql`update radar.schema_migrations set layout = 'hypertables', checksum = ${checksum}
             where number = ${number}`,
      );
    }
  }
  return db.connect({ maxConnections: 1 });
}
