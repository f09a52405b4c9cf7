import { afterEach, beforeEach, expect, test } from 'vitest';
import { CATALOGUE } from '../../../src/catalogue/index.ts';
import {
  chooseRetention,
  createRetentionCache,
  type Database,
  readRetentionChanges,
  readRetentions,
  sql,
} from '../../../src/database/index.ts';
import { manualClock } from '../../support/clock.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { expectRadarError } from '../../support/expect-error.ts';

describeEachEngine('choosing a retention', (engine) => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
  });
  afterEach(async () => db?.drop());
  const choose = (dataset: string, days: number | null, mayShorten = false, actor = 'alice') =>
    chooseRetention(db.database, { wanted: new Map([[dataset, days]]), actor, mayShorten });
  const daysOf = async (database: Database = db.database) =>
    (await readRetentions(database)).slicing(CATALOGUE.cpu_metrics)?.retentionDays;

  test('takes a longer one at once, and keeps who chose it and when', async () => {
    expect((await choose('cpu_metrics', 7)).taken).toMatchObject([{ fromDays: 3, toDays: 7 }]);
    expect(await daysOf()).toBe(7);
    const chosen = (await readRetentions(db.database)).chosen(CATALOGUE.cpu_metrics);
    expect(chosen).toMatchObject({ actor: 'alice', days: 7 });
    expect(chosen?.changedAt).toBeGreaterThan(0);
    expect(await choose('cpu_metrics', 7)).toEqual({ taken: [], held: [] });
  });

  test('holds a shorter one back until it may be taken', async () => {
    expect(await choose('cpu_metrics', 1)).toMatchObject({ taken: [], held: [{ toDays: 1 }] });
    expect(await daysOf()).toBe(3);
    expect((await choose('cpu_metrics', 1, true)).taken).toHaveLength(1);
    expect(await daysOf()).toBe(1);
  });

  test('goes back to what the catalogue declares, and keeps every change', async () => {
    await choose('cpu_metrics', 7);
    await choose('cpu_metrics', 14, false, 'bob');
    expect((await choose('cpu_metrics', null)).held).toHaveLength(1);
    await choose('cpu_metrics', null, true, 'carol');
    expect(await daysOf()).toBe(3);
    expect(await readRetentionChanges(db.database)).toMatchObject([
      { dataset: 'cpu_metrics', days: null, actor: 'carol' },
      { dataset: 'cpu_metrics', days: 14, actor: 'bob' },
      { dataset: 'cpu_metrics', days: 7, actor: 'alice' },
    ]);
  });

  test('by many processes at once never makes it shorter than the longest of them', async () => {
    const days = [5, 9, 4, 8, 6, 7];
    await Promise.all(days.map((one) => choose('cpu_metrics', one, false, `process ${one}`)));
    expect(await daysOf()).toBe(9);
  });

  test('is refused for a dataset that does not exist or does not age, with a suggestion', async () => {
    const wrong = await expectRadarError(choose('cpu_metric', 7), 'CONFIG_INVALID');
    expect(wrong.message).toContain('did you mean cpu_metrics?');
    const ageless = await expectRadarError(choose('unified_devices', 7), 'CONFIG_INVALID');
    expect(ageless.message).toContain('stay for ever');
  });

  test('is refused by the database below the least, whoever stores it', async () => {
    const insert = db.database.execute(
      'test.insert',
      sql`insert into radar.dataset_retention (change, dataset, retention, actor)
          values (1, 'cpu_metrics', interval '5 hours', 'psql')`,
    );
    await expect(insert).rejects.toMatchObject({ code: '23514' });
  });

  test('reaches other processes within ten seconds', async () => {
    const other = await db.connect();
    const clock = manualClock();
    const cache = createRetentionCache(other, clock);
    const seen = async () => (await cache.current()).slicing(CATALOGUE.cpu_metrics)?.retentionDays;
    expect(await seen()).toBe(3);
    await choose('cpu_metrics', 7);
    expect(await seen()).toBe(3);
    clock.advance(10_001);
    expect(await seen()).toBe(7);
  });
});
