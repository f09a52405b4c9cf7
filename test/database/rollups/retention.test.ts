import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROLLUPS, type Rollup } from '../../../src/catalogue/index.ts';
import { refreshRollups } from '../../../src/database/index.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { keepDays } from '../../support/retention.ts';
import { readRollup } from '../../support/rollup-compare.ts';
import { createHistories, type Histories } from '../../support/rollup-histories.ts';
import { seeded } from '../../support/rollup-rows.ts';

const DAY = 86_400_000_000;
const SUMMARY = rollupNamed('device_metrics_summary_memory');
const HOURLY = rollupNamed('memory_metrics_hourly');

describeEachEngine('a rollup whose retention somebody chose', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let histories: Histories;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-10T15:30:00Z');
    histories = createHistories(db.database, clock);
  });
  afterEach(async () => db?.drop());
  const buckets = async (rollup: Rollup) => (await readRollup(db.database, rollup)).length;

  test('takes in rows as far back as that, beyond what the catalogue declares', async () => {
    await keepDays(db.database, 'memory_metrics', 10);
    await keepDays(db.database, SUMMARY.name, 8);
    const ages = [1, 5, 9];
    await histories.add(
      'memory_metrics',
      ages.map((days) => clock.now() - days * DAY),
      seeded(1),
    );
    const outcome = await refreshRollups(db.database, { now: clock.now() });
    expect(outcome).toMatchObject({ skipped: 0, failed: [] });
    expect(await buckets(HOURLY)).toBe(3);
    expect(await buckets(SUMMARY)).toBe(2);
  });

  test('leaves out what is older than a shorter one', async () => {
    await keepDays(db.database, HOURLY.name, 1);
    const ages = [0.5, 2];
    await histories.add(
      'memory_metrics',
      ages.map((days) => clock.now() - days * DAY),
      seeded(1),
    );
    await refreshRollups(db.database, { now: clock.now() });
    expect(await buckets(HOURLY)).toBe(1);
    expect(await buckets(SUMMARY)).toBe(2);
  });
});

function rollupNamed(name: string): Rollup {
  const rollup = ROLLUPS.find((one) => one.name === name);
  if (rollup === undefined) throw new Error(`no rollup ${name}`);
  return rollup;
}
