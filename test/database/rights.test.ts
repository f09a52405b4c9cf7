import { afterEach, beforeEach, expect, test } from 'vitest';
import { applySchema, runJob, schemaStatus, sql } from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { manualClock } from '../support/clock.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { expectRadarError } from '../support/expect-error.ts';
import { createTestRole, type TestRole } from '../support/role.ts';

const OPTIONS = { log: silentLogger, programVersion: 'test' };

describeEachEngine('a role that does not own the schema', (engine) => {
  let db: TestDatabase;
  let role: TestRole | undefined;
  beforeEach(async () => {
    db = await createTestDatabase(engine, { migrated: false });
  });
  afterEach(async () => {
    await role?.drop();
    role = undefined;
    await db?.drop();
  });
  const run = (text: string) => db.database.script('test.grant', text);

  test('cannot make the schema, and is told what to do', async () => {
    role = await createTestRole(db);
    const fault = await expectRadarError(applySchema(role.database, OPTIONS), 'SCHEMA_FORBIDDEN');
    expect(fault.sentence).toContain('schema print');
  });

  test('that may not even look into the schema is told so', async () => {
    await applySchema(db.database, OPTIONS);
    role = await createTestRole(db);
    const fault = await expectRadarError(applySchema(role.database, OPTIONS), 'SCHEMA_FORBIDDEN');
    expect(fault.message).toContain('permission denied for schema radar');
  });

  test('starts on a current schema that it may read', async () => {
    await applySchema(db.database, OPTIONS);
    role = await createTestRole(db, (quoted) =>
      run(`grant usage on schema radar to ${quoted};
           grant select on all tables in schema radar to ${quoted}`),
    );
    expect((await applySchema(role.database, OPTIONS)).applied).toEqual([]);
    expect((await schemaStatus(role.database)).state).toBe('current');
  });

  test('needs only the right to create in the database to become the owner', async () => {
    role = await createTestRole(db, (quoted) =>
      run(`grant create on database "${db.name}" to ${quoted}`),
    );
    expect((await applySchema(role.database, OPTIONS)).applied).not.toEqual([]);
    const clock = manualClock();
    for (const job of ['create_chunks', 'drop_chunks'] as const) {
      await runJob({ database: role.database, clock, log: silentLogger }, job);
    }
    const failed = await db.database.query(
      'test.failed',
      sql`select job, last_error from radar.maintenance_jobs where last_error is not null`,
    );
    expect(failed).toEqual([]);
  });
});
