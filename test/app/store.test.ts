import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningStore, startStore } from '../../src/app/index.ts';
import {
  readConfig,
  requireSettings,
  type SettingName,
  thisMachine,
} from '../../src/config/index.ts';
import { readRetentionChanges, sql } from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { createTestRole, type TestRole } from '../support/role.ts';
import { changeUrl } from '../support/target.ts';
import { until } from '../support/until.ts';

interface Check {
  readonly name: string;
  readonly state: string;
  readonly message: string;
  readonly hint?: string;
}

describeEachEngine('a store', (engine) => {
  let db: TestDatabase;
  let store: RunningStore | undefined;
  const roles: TestRole[] = [];
  beforeEach(async () => {
    db = await createTestDatabase(engine, { migrated: false });
  });
  afterEach(async () => {
    await store?.stop();
    store = undefined;
    for (const role of roles.splice(0)) await role.drop();
    await db?.drop();
  });
  const start = async (flags: { readonly [Name in SettingName]?: string }) => {
    const all = {
      'database.url': db.url,
      'http.port': '0',
      'otlp.grpc_port': '0',
      'otlp.http_port': '0',
      'host_receiver.interval': '1s',
      'host_receiver.address': '192.0.2.1',
      'maintenance.interval': '1s',
      ...flags,
    };
    const reading = readConfig({
      flags: new Map(Object.entries(all) as [SettingName, string][]),
      environment: {},
      machine: thisMachine(),
    });
    store = await startStore(requireSettings(reading), { log: silentLogger });
    return store;
  };
  const check = async (name: string): Promise<Check> => {
    const answer = await fetch(`${store?.url}/readyz`);
    const { checks } = (await answer.json()) as { checks: Check[] };
    const found = checks.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no check ${name}`);
    return found;
  };

  test('takes a longer retention over, and leaves a shorter one to a person', async () => {
    await start({ 'retention.cpu_metrics': '7d', 'host_receiver.enabled': 'false' });
    expect((await readRetentionChanges(db.database))[0]).toMatchObject({
      dataset: 'cpu_metrics',
      days: 7,
      actor: expect.stringMatching(/^serve on /),
    });
    await until('all is well', async () => (await check('maintenance')).state === 'ok');
    expect(await check('retention')).toMatchObject({ state: 'ok' });
    await store?.stop();
    await start({ 'retention.cpu_metrics': '1d', 'host_receiver.enabled': 'false' });
    expect(await check('retention')).toMatchObject({
      state: 'degraded',
      message: expect.stringContaining('cpu_metrics is kept 7d, not 1d'),
      hint: expect.stringContaining('schema apply --confirm-shorter'),
    });
    expect(await readRetentionChanges(db.database)).toHaveLength(1);
  });

  test('works with a role for each of owner, writer and reader', async () => {
    const [writer, reader] = [await createTestRole(db), await createTestRole(db)];
    roles.push(writer, reader);
    const as = ({ name, password }: TestRole) => changeUrl(db.url, { username: name, password });
    await start({
      'database.writer_url': as(writer),
      'database.reader_url': as(reader),
      'roles.writer': writer.name,
      'roles.reader': reader.name,
    });
    const count = async () => {
      const answer = await fetch(`${store?.url}/api/storage?exact=true`);
      expect(answer.status).toBe(200);
      const { datasets } = (await answer.json()) as { datasets: { name: string; rows: number }[] };
      return datasets.find((one) => one.name === 'memory_metrics')?.rows ?? 0;
    };
    await until('rows were stored by the writer and counted by the reader', async () => {
      return (await count()) > 1;
    });
    await until('all is well', async () => (await check('maintenance')).state === 'ok');
    const used = await db.database.query<{ name: string }>(
      'test.roles',
      sql`select distinct usename as name from pg_stat_activity where datname = ${db.name}`,
    );
    expect(used.map((one) => one.name)).toEqual(expect.arrayContaining([writer.name, reader.name]));
  });

  test('without the rights of an owner stores rows and says that nobody maintains', async () => {
    await start({ 'host_receiver.enabled': 'false' }); // makes the schema
    await store?.stop();
    const writer = await createTestRole(db);
    roles.push(writer);
    await start({ 'roles.writer': writer.name, 'host_receiver.enabled': 'false' }); // grants
    await store?.stop();
    await db.database.script('test.forget', 'delete from radar.maintenance_jobs');
    await start({
      'database.url': changeUrl(db.url, { username: writer.name, password: writer.password }),
      'roles.writer': writer.name,
    });
    const maintenance = await check('maintenance');
    expect(maintenance.state).toBe('degraded');
    expect(maintenance.message).toContain('Not by this role');
    await until('rows are stored', async () => (await check('host_receiver')).state === 'ok');
  });
});
