import { afterAll, beforeAll, expect, test } from 'vitest';
import { CATALOGUE, type Dataset } from '../../src/catalogue/index.ts';
import { systemClock } from '../../src/core/index.ts';
import {
  applySchema,
  diagnoseDatabase,
  MAINTENANCE_JOBS,
  planSchema,
  runJob,
  sql,
  verifySchema,
} from '../../src/database/index.ts';
import { startWriter } from '../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../src/observe/index.ts';
import { pairsAt, WRITABLE } from '../ingest/pairs.ts';
import {
  createTestDatabase,
  describeOlderServers,
  type TestDatabase,
} from '../support/database.ts';

const PROGRAM = { log: silentLogger, programVersion: 'test' };

describeOlderServers('everything that a store does with its database', (server) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase(server, { migrated: false });
  });
  afterAll(async () => db?.drop());

  test('is of the version that its name says, and of the engine postgres', () => {
    const { engine } = db.database;
    expect(engine.name).toBe('postgres');
    expect(`postgres-${engine.serverVersion.split('.')[0]}`).toBe(server);
  });

  test('works: its schema is made, is settled the second time, and is what is declared', async () => {
    expect((await applySchema(db.database, PROGRAM)).applied.length).toBeGreaterThan(0);
    expect((await planSchema(db.database, PROGRAM)).steps).toEqual([]);
    expect((await applySchema(db.database, PROGRAM)).applied).toEqual([]);
    expect((await verifySchema(db.database)).drifts).toEqual([]);
  });

  test('works: rows of every dataset are stored, and stored once', async () => {
    const writer = startWriter({
      database: db.database,
      clock: systemClock,
      metrics: createMetrics('test'),
      log: silentLogger,
    });
    try {
      const pairs = pairsAt(systemClock.now());
      const rows = Object.fromEntries(WRITABLE.map((name) => [name, pairs[name]]));
      for (const stored of [2, 0]) {
        const outcome = await writer.write({ rows });
        for (const name of WRITABLE) {
          expect(outcome[name], name).toMatchObject({ stored, duplicate: 2 - stored, refused: [] });
        }
      }
    } finally {
      await writer.stop(1_000);
    }
    for (const name of WRITABLE) {
      const dataset: Dataset = CATALOGUE[name];
      const [row] = await db.database.query<{ rows: number }>(
        'test.count',
        sql`select count(*) as rows from ${db.database.relation(dataset.name)}`,
      );
      // A latest state also follows from its history.
      if (dataset.latestOf === undefined) expect(row?.rows, name).toBe(2);
      else expect(row?.rows, name).toBeGreaterThanOrEqual(2);
    }
  });

  test.each(MAINTENANCE_JOBS)('works: the job $name of maintenance', async ({ name }) => {
    const options = { database: db.database, clock: systemClock, log: silentLogger };
    expect(await runJob(options, name)).toMatchObject({ state: 'done', error: null });
  });

  test('works: the doctor finds nothing that keeps the store from working', async () => {
    const findings = await diagnoseDatabase({
      database: db.database,
      clock: systemClock,
      maintenanceIntervalMs: 600_000,
    });
    expect(findings.filter((one) => one.state === 'failed')).toEqual([]);
    expect(findings.filter((one) => one.message.startsWith('This could not'))).toEqual([]);
    expect((await verifySchema(db.database)).drifts).toEqual([]);
  });
});
