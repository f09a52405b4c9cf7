import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Rollup, rollupDataset } from '../../../src/catalogue/index.ts';
import { requireInstant } from '../../../src/core/index.ts';
import { identifier, join, refreshRollups, sql, trusted } from '../../../src/database/index.ts';
import {
  CONTINUOUS_AGGREGATES,
  type ContinuousState,
  fillStatement,
  installStatements,
  readContinuous,
  removeStatements,
  settingStatements,
  wantedContinuous,
} from '../../../src/database/rollups/index.ts';
import { manualClock } from '../../support/clock.ts';
import { createTestDatabase, ENGINES, type TestDatabase } from '../../support/database.ts';
import { expectGolden } from '../../support/golden.ts';
import { readRollup } from '../../support/rollup-compare.ts';
import { createHistories } from '../../support/rollup-histories.ts';
import { seeded } from '../../support/rollup-rows.ts';

const NAMES = {
  schema: 'radar',
  chunkSchema: 'radar_chunks',
  extensionSchema: 'public',
  grafanaSchema: null,
  roles: { writer: null, reader: null },
};
const CPU = CONTINUOUS_AGGREGATES[0] as Rollup;
const WANTED = wantedContinuous(CPU);

describe('continuous aggregates', () => {
  test('stand in for the parts of the device summary alone', () => {
    expect(CONTINUOUS_AGGREGATES.map(({ name }) => name)).toEqual([
      'device_metrics_summary_cpu',
      'device_metrics_summary_disk',
      'device_metrics_summary_memory',
    ]);
  });

  test('are made by these statements', async () => {
    const text = CONTINUOUS_AGGREGATES.flatMap((rollup) => [
      ...installStatements(rollup, NAMES),
      ...removeStatements(rollup, NAMES),
    ]);
    await expectGolden('rollups/continuous.sql', text.map((one) => `${one};\n`).join('\n'));
  });

  test('that do what is wanted need no statement', () => {
    expect(settingStatements(CPU, NAMES, WANTED)).toEqual([]);
  });

  test('change a policy by taking it away first, since one that is there stays as it is', () => {
    const live: ContinuousState = {
      ...WANTED,
      refresh: { startSeconds: 1, endSeconds: 2, everySeconds: 3 },
      dropAfterSeconds: 7 * 86_400,
    };
    expect(settingStatements(CPU, NAMES, live).map((one) => one.split('(')[0])).toEqual([
      'select "public".remove_continuous_aggregate_policy',
      'select "public".add_continuous_aggregate_policy',
      'select "public".remove_retention_policy',
      'select "public".add_retention_policy',
    ]);
    const none: ContinuousState = {
      ...WANTED,
      refresh: null,
      dropAfterSeconds: null,
      jobs: { refresh: 0, retention: 0 },
    };
    expect(settingStatements(CPU, NAMES, none).map((one) => one.split('(')[0])).toEqual([
      'select "public".add_continuous_aggregate_policy',
      'select "public".add_retention_policy',
    ]);
  });

  test('turn real-time reads on where somebody turned them off', () => {
    expect(settingStatements(CPU, NAMES, { ...WANTED, realTime: false })).toEqual([
      'alter materialized view "radar"."device_metrics_summary_cpu" set (timescaledb.materialized_only = false)',
    ]);
  });

  test('are filled from whole buckets that raw rows still cover', () => {
    const range = (from: string, to: string) => ({
      from: requireInstant(from, 'from'),
      to: requireInstant(to, 'to'),
    });
    expect(fillStatement(CPU, NAMES, range('2026-03-07T12:00:01Z', '2026-03-10T15:32:00Z'))).toBe(
      `call "public".refresh_continuous_aggregate('"radar"."device_metrics_summary_cpu"', timestamptz '2026-03-07T12:05:00.000Z', timestamptz '2026-03-10T15:30:00.000Z')`,
    );
    expect(
      fillStatement(CPU, NAMES, range('2026-03-10T15:31:00Z', '2026-03-10T15:33:00Z')),
    ).toBeUndefined();
  });
});

describe('what continuous aggregates do', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    // The views of TimescaleDB, made up where it is not: no engine here makes the aggregates.
    db = await createTestDatabase('postgres');
    await db.database.script(
      'test.information',
      `create schema timescaledb_information;
       create table timescaledb_information.continuous_aggregates
         (view_schema name, view_name name, materialized_only boolean,
          materialization_hypertable_schema name, materialization_hypertable_name name);
       create table timescaledb_information.dimensions
         (hypertable_schema name, hypertable_name name, time_interval interval);
       create table timescaledb_information.jobs
         (proc_name name, hypertable_schema name, hypertable_name name, schedule_interval interval,
          config jsonb, scheduled boolean default true);
       insert into timescaledb_information.continuous_aggregates values
         ('radar', '${CPU.name}', false, '_timescaledb_internal', '_materialized_hypertable_7'),
         ('radar', 'bare', true, '_timescaledb_internal', '_materialized_hypertable_8'),
         ('elsewhere', '${CPU.name}', false, '_timescaledb_internal', '_materialized_hypertable_9');
       insert into timescaledb_information.dimensions
       select materialization_hypertable_schema, materialization_hypertable_name, interval '12 hours'
         from timescaledb_information.continuous_aggregates;`,
    );
  });
  afterAll(async () => db?.drop());

  test.each([
    ['the aggregate, as TimescaleDB has it since 2.20', 'radar', CPU.name],
    [
      'the hypertable of its rows, as TimescaleDB 2.19 has it',
      '_timescaledb_internal',
      '_materialized_hypertable_7',
    ],
  ])('is read where jobs name %s', async (_, schema, name) => {
    await db.database.script(
      'test.jobs',
      `delete from timescaledb_information.jobs;
       insert into timescaledb_information.jobs values
         ('policy_refresh_continuous_aggregate', '${schema}', '${name}', interval '5 minutes',
          '{"start_offset": "3 days", "end_offset": "00:10:00"}'),
         ('policy_retention', '${schema}', '${name}', interval '1 hour', '{"drop_after": "3 days"}'),
         ('policy_retention', 'elsewhere', '${CPU.name}', interval '1 hour', '{"drop_after": "1 day"}'),
         ('policy_retention', '_timescaledb_internal', '_materialized_hypertable_9', interval '1 hour', '{}');`,
    );
    const live = await readContinuous(db.database, { schema: 'radar' });
    expect([...live.keys()].sort()).toEqual(['bare', CPU.name]);
    expect(live.get(CPU.name)).toEqual(WANTED);
    expect(settingStatements(CPU, NAMES, live.get(CPU.name))).toEqual([]);
    expect(live.get('bare')).toMatchObject({
      realTime: false,
      refresh: null,
      jobs: { refresh: 0, retention: 0 },
    });
  });

  const calls = (statements: readonly string[]) => statements.map((one) => one.split('(')[0]);

  test('is put right where a second job refreshes, or one is switched off', async () => {
    const insert = `insert into timescaledb_information.jobs values
      ('policy_refresh_continuous_aggregate', 'radar', '${CPU.name}', interval '5 minutes',
       '{"start_offset": "3 days", "end_offset": "00:10:00"}')`;
    const drop = `insert into timescaledb_information.jobs values
      ('policy_retention', 'radar', '${CPU.name}', interval '1 hour', '{"drop_after": "3 days"}', false)`;
    await db.database.script(
      'test.jobs',
      `delete from timescaledb_information.jobs; ${insert}; ${insert}; ${drop};`,
    );
    const live = (await readContinuous(db.database, { schema: 'radar' })).get(CPU.name);
    expect(live).toMatchObject({
      refresh: null,
      dropAfterSeconds: null,
      jobs: { refresh: 2, retention: 1 },
    });
    // A policy that is there would refuse another; all go, then the declared one comes.
    expect(calls(settingStatements(CPU, NAMES, live))).toEqual([
      'select "public".remove_continuous_aggregate_policy',
      'select "public".add_continuous_aggregate_policy',
      'select "public".remove_retention_policy',
      'select "public".add_retention_policy',
    ]);
  });
});

// The Apache edition makes no continuous aggregate, but it has the function that their query needs.
const apache = ENGINES.find((engine) => engine.name === 'timescale-apache');

describe.skipIf(apache?.absent !== null)('their queries [timescale-apache]', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase('timescale-apache');
  });
  afterAll(async () => db?.drop());

  test('give the rows of the tables for which they stand in, from immutable expressions', async () => {
    const clock = manualClock('2026-03-10T15:30:00Z');
    const histories = createHistories(db.database, clock);
    const random = seeded(9);
    for (const source of ['cpu_metrics', 'disk_metrics', 'memory_metrics']) {
      const instants = Array.from(
        { length: 300 },
        () => clock.now() - 360_000_000 - Math.floor(random() * 7_200_000_000),
      );
      await histories.add(source, instants, random);
    }
    await refreshRollups(db.database, { now: clock.now() });
    for (const rollup of CONTINUOUS_AGGREGATES) {
      const query = queryIn(installStatements(rollup, NAMES));
      const rows = await db.database.query(
        'test.continuous',
        sql`select * from (${trusted(query)}) as aggregate
             order by ${join(rollupDataset(rollup).key.map(identifier))}`,
      );
      const stored = await readRollup(db.database, rollup);
      expect(rows.length).toBeGreaterThan(10);
      expect(rows.map(roundSums)).toEqual(stored.map(roundSums));
      await expectImmutable(rollup, query);
    }
  });

  /** An index takes immutable expressions only, as a continuous aggregate does. */
  async function expectImmutable(rollup: Rollup, query: string): Promise<void> {
    const expressions = query.match(/array\[.*?\](?=\))|coalesce\([^()]*\)/g) ?? [];
    expect(expressions.length).toBeGreaterThan(2);
    for (const expression of expressions) {
      await db.database.script(
        'test.immutable',
        `create index on radar.${rollup.source} ((${expression}))`,
      );
    }
  }
});

function queryIn(statements: readonly string[]): string {
  const create = statements.find((one) => one.startsWith('create materialized view')) ?? '';
  return create.slice(create.indexOf('select '), create.indexOf('\n  with no data'));
}

/** Sums differ in their last digits by the order of adding. */
function roundSums(row: object): object {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      name.endsWith('_sum') && typeof value === 'number' ? value.toPrecision(12) : value,
    ]),
  );
}
