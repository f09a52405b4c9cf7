import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CATALOGUE, DATASETS, type Dataset } from '../../../src/catalogue/index.ts';
import {
  applyReconcile,
  type Database,
  planReconcile,
  quoteIdentifier,
  type Session,
  sql,
} from '../../../src/database/index.ts';
import {
  columnstore,
  conversionDifference,
  enableStatement,
  settingDifference,
} from '../../../src/database/reconcile/columnstore.ts';
import { readPolicies } from '../../../src/database/reconcile/policy.ts';
import {
  policyDifference,
  RETENTION_POLICY,
} from '../../../src/database/reconcile/retention-policy.ts';
import { DECLARED } from '../../../src/database/retention/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { createTestDatabase, ENGINES, type TestDatabase } from '../../support/database.ts';
import { expectGolden } from '../../support/golden.ts';
import { keepDays } from '../../support/retention.ts';

/** As much of a database as statements are made from. */
const NAMED = {
  options: { schema: 'radar' },
  engine: { extensionSchema: 'public' },
} as unknown as Database;
const SUBJECT = { database: NAMED, retentions: DECLARED, intervalMs: 600_000 };
const CPU: Dataset = CATALOGUE.cpu_metrics;
const EVENTS: Dataset = CATALOGUE.events;
const LIVE = { hypertable: 'events', everySeconds: 600, afterSeconds: 259_200, scheduled: true };

describe('what the Community edition is told', () => {
  test('is this, for every hypertable that has nothing yet', async () => {
    const statements = DATASETS.flatMap((dataset) => [
      ...(policyDifference(SUBJECT, dataset, undefined)?.sql ?? []),
      ...[
        ...settingDifference(SUBJECT, dataset, undefined),
        ...conversionDifference(SUBJECT, dataset, undefined),
      ].flatMap((one) => one.sql),
    ]);
    await expectGolden('reconcile/community.sql', statements.map((one) => `${one};\n`).join(''));
  });

  test('is nothing where everything is as declared', () => {
    expect(policyDifference(SUBJECT, EVENTS, LIVE)).toBeUndefined();
    const live = { enabled: true, segmentBy: 'subject', orderBy: 'event_timestamp DESC' };
    expect(settingDifference(SUBJECT, EVENTS, live)).toEqual([]);
    const converts = { ...LIVE, everySeconds: 43_200, afterSeconds: 43_200 };
    expect(conversionDifference(SUBJECT, EVENTS, converts)).toEqual([]);
  });

  test('is to take a policy away before the declared one is added, never to add it if missing', () => {
    const changed = policyDifference(SUBJECT, EVENTS, { ...LIVE, everySeconds: 86_400 });
    expect(changed?.sql).toEqual([
      `select "public".remove_retention_policy('"radar"."events"'::regclass)`,
      `select "public".add_retention_policy('"radar"."events"'::regclass, drop_after => interval '259200 seconds', schedule_interval => interval '600 seconds')`,
    ]);
    expect(changed?.destructive).toBe(false);
    expect(changed?.sql.join()).not.toContain('if_not_exists');
  });

  test.each([
    ['drops earlier than declared', { ...LIVE, afterSeconds: 86_400 }, true],
    ['drops by another rule', { ...LIVE, afterSeconds: null }, true],
    ['drops later than declared', { ...LIVE, afterSeconds: 999_999 }, false],
    ['is switched off', { ...LIVE, afterSeconds: 86_400, scheduled: false }, false],
  ])('is to take away a policy that %s, at once', (_, live, destructive) => {
    const found = policyDifference(SUBJECT, EVENTS, live);
    expect(found).toMatchObject({ destructive, needsConfirmation: false });
    expect(found?.sql).toHaveLength(2);
  });

  test('is to leave maintenance an interval where it has rollups to bring up to date first', () => {
    expect(policyDifference(SUBJECT, CPU, undefined)?.sql[0]).toContain(
      "interval '259800 seconds'",
    );
  });

  test('is to turn closed chunks into columns wherever that is declared, also where a key may lack a value', async () => {
    const database = {
      ...NAMED,
      engine: { ...NAMED.engine, layout: 'hypertables' },
      capabilities: [{ name: 'columnstore', present: true }],
    } as unknown as Database;
    const session = { query: async () => [] } as unknown as Session;
    const hypertables = new Map(DATASETS.map(({ name }) => [name, 43_200]));
    const findings = await columnstore.find({ ...SUBJECT, database, session, hypertables });
    const declared = DATASETS.filter((dataset) => dataset.columnstore !== undefined);
    for (const fact of ['columnstore', 'columnstore policy']) {
      const told = findings.differences.filter((one) => one.fact === fact);
      expect(told.map(({ object }) => object)).toEqual(declared.map(({ name }) => name));
    }
    const blank = DATASETS.filter(({ kind, key, columns }) => {
      return kind === 'hypertable' && key.some((name) => columns[name]?.blank === true);
    });
    expect(blank).toHaveLength(11);
    expect(declared).toEqual(expect.arrayContaining(blank));
    expect(findings.unavailable).toBeUndefined();
  });

  test('names columns so that a reserved word is one too', () => {
    expect(enableStatement(NAMED, CATALOGUE.logs)).toContain(`orderby = '"timestamp" desc'`);
  });
});

const community = ENGINES.find((one) => one.name === 'timescale');

describe.skipIf(community?.absent !== null)('the Community edition [timescale]', () => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await createTestDatabase('timescale');
  });
  afterEach(async () => db?.drop());
  const desired = { retention: new Map(), intervalMs: 600_000 };
  const apply = () =>
    applyReconcile(db.database, {
      desired,
      actor: 'a test',
      mayShorten: false,
      programVersion: 'test',
      log: silentLogger,
    });
  const policies = () => readPolicies(db.database, db.database, RETENTION_POLICY);

  test('does everything that is declared, and is asked for nothing twice', async () => {
    expect((await apply()).failed).toEqual([]);
    expect((await planReconcile(db.database, desired)).differences).toEqual([]);
    expect((await policies()).get('events')).toMatchObject({ afterSeconds: 259_200 });
  });

  test('has policies changed with the retention, and foreign ones taken away', async () => {
    await apply();
    await keepDays(db.database, 'events', 7);
    await db.database.script(
      'test.foreign',
      `select public.remove_retention_policy('radar.logs');
       select public.add_retention_policy('radar.logs', interval '1 hour')`,
    );
    const { differences } = await planReconcile(db.database, desired);
    expect(differences.map(({ object, destructive }) => [object, destructive])).toEqual(
      expect.arrayContaining([
        ['events', false],
        ['logs', true],
      ]),
    );
    await apply();
    expect((await planReconcile(db.database, desired)).differences).toEqual([]);
    expect((await policies()).get('events')).toMatchObject({ afterSeconds: 604_800 });
  });

  test('reads the device summary from continuous aggregates, and from tables without them', async () => {
    await apply();
    const kinds = await db.database.query<{ name: string }>(
      'test.aggregates',
      sql`select view_name as name from timescaledb_information.continuous_aggregates
           where view_schema = ${db.database.options.schema} order by 1`,
    );
    expect(kinds).toHaveLength(3);
    await db.database.script(
      'test.read',
      `select count(*) from ${quoteIdentifier(db.database.options.schema)}.device_metrics_summary`,
    );
    // Raw rows are kept for less than the summary: then its refresh would destroy it.
    await keepDays(db.database, 'cpu_metrics', 1);
    await apply();
    expect((await planReconcile(db.database, desired)).differences).toEqual([]);
  });
});

const apache = ENGINES.find((one) => one.name === 'timescale-apache');

describe.skipIf(apache?.absent !== null)('what is read of policies [timescale-apache]', () => {
  test('can be read under the licence that has none', async () => {
    const db = await createTestDatabase('timescale-apache');
    try {
      expect(await readPolicies(db.database, db.database, RETENTION_POLICY)).toEqual(new Map());
      const plan = await planReconcile(db.database, { retention: new Map(), intervalMs: 600_000 });
      expect(plan.differences.filter((one) => one.how === 'person')).toEqual([]);
    } finally {
      await db.drop();
    }
  });
});
