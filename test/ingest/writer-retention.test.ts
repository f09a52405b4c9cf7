import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewRow } from '../../src/catalogue/index.ts';
import type { Instant } from '../../src/core/index.ts';
import { type Database, quoteIdentifier, runJob } from '../../src/database/index.ts';
import { startWriter, type Writer } from '../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../src/observe/index.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { cpuTimes } from '../support/cpu-rows.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { keepDays } from '../support/retention.ts';
import { createTestRole } from '../support/role.ts';

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;

describeEachEngine('the writer', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let writers: Writer[];
  beforeEach(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-10T15:30:00Z');
    writers = [];
  });
  afterEach(async () => {
    await Promise.all(writers.map((writer) => writer.stop(5_000)));
    await db?.drop();
  });
  const start = (database: Database = db.database) => {
    const metrics = createMetrics('test');
    const writer = startWriter({ database, clock, metrics, log: silentLogger });
    writers.push(writer);
    return writer;
  };
  const write = async (writer: Writer, instants: readonly Instant[]) => {
    const rows = instants.map(
      (timestamp): NewRow<'cpu_metrics'> => ({
        timestamp,
        device_id: 'default:192.0.2.1',
        core_id: 0,
      }),
    );
    return (await writer.write({ rows: { cpu_metrics: rows } })).cpu_metrics;
  };

  test('takes older rows as soon as another process has a dataset kept longer', async () => {
    const writer = start();
    const old = clock.now() - 5 * DAY;
    const before = await write(writer, [old]);
    expect(before?.refused).toMatchObject([{ reason: 'too_old' }]);
    expect(before?.refused[0]?.message).toMatch(/is older than the 3 days that cpu_metrics keeps$/);
    await keepDays(db.database, 'cpu_metrics', 7);
    clock.advance(1_001);
    expect(await write(writer, [old])).toMatchObject({ stored: 1, refused: [] });
  });

  test('refuses rows that another process has kept no longer, and says who chose it', async () => {
    const writer = start();
    expect(await write(writer, [clock.now()])).toMatchObject({ stored: 1 });
    await keepDays(db.database, 'cpu_metrics', 0.5);
    clock.advance(10_001);
    const outcome = await write(writer, [clock.now() - 13 * HOUR, clock.now() - 11 * HOUR]);
    expect(outcome).toMatchObject({ stored: 1, refused: [{ index: 0, reason: 'too_old' }] });
    expect(outcome?.refused[0]?.message).toMatch(
      /older than the 12 hours that cpu_metrics keeps, as a test chose at 2/,
    );
  });

  test('refuses a row whose chunk is gone, though it had not heard of the change yet', async () => {
    if (db.database.engine.layout === 'hypertables') return; // it makes the chunk again, and drops it
    const writer = start();
    expect(await write(writer, [clock.now()])).toMatchObject({ stored: 1 });
    await keepDays(db.database, 'cpu_metrics', 0.5);
    await runJob({ database: db.database, clock, log: silentLogger }, 'drop_chunks');
    const outcome = await write(writer, [clock.now() - 2 * DAY, clock.now()]);
    expect(outcome).toMatchObject({ stored: 0, duplicate: 1, refused: [{ reason: 'too_old' }] });
  });

  test('without the right to make chunks stores what has one, and refuses only the rest', async () => {
    const maintain = { database: db.database, clock, log: silentLogger };
    await runJob(maintain, 'create_chunks');
    const role = await createTestRole(db, async (quoted) => {
      await db.database.script(
        'test.grant',
        `grant usage on schema radar to ${quoted};
         grant select on all tables in schema radar to ${quoted};
         grant insert on radar.cpu_metrics, radar.rollup_touched to ${quoted};
         grant connect on database ${quoteIdentifier(db.name)} to ${quoted}`,
      );
    });
    const writer = start(role.database);
    const rows = [clock.now(), clock.now() - 2 * DAY];
    const outcome = await write(writer, rows);
    if (db.database.engine.layout === 'hypertables') {
      expect(outcome).toMatchObject({ stored: 2, refused: [] });
    } else {
      expect(outcome).toMatchObject({ stored: 1, refused: [{ index: 1, reason: 'no_chunk' }] });
      expect(await cpuTimes(db.database)).toEqual([clock.now()]);
    }
    await writer.stop(1_000);
    await role.drop();
  });
});
