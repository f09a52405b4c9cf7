import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Job, sql } from '../../../src/database/index.ts';
import { isFirstRound } from '../../../src/database/maintenance/health.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { INTERVAL_MS, type Maintained, maintained } from '../../support/maintained.ts';
import { until } from '../../support/until.ts';

test('a leader has two intervals and a minute for its first round; without a leader nothing is waited for', () => {
  expect(isFirstRound(0, 600_000)).toBe(true);
  expect(isFirstRound(1_260_000, 600_000)).toBe(true);
  expect(isFirstRound(1_260_001, 600_000)).toBe(false);
  expect(isFirstRound(null, 600_000)).toBe(false);
});

describeEachEngine('the first round of maintenance', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let processes: Maintained;
  let release: () => void;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-10T15:30:00Z');
    processes = maintained(db.database, clock);
  });
  afterEach(async () => {
    release?.();
    await processes?.stop();
    await db?.drop();
  });

  /** Two jobs, the second of which does not end before `release`. */
  const jobsThatWait = (): readonly Job[] => {
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const job = (name: string, ready: Promise<void>): Job => ({
      name,
      meaning: 'of a test',
      run: async () => {
        await ready;
        return { rows: 0, detail: {}, complete: true };
      },
    });
    return [job('quick', Promise.resolve()), job('slow', released)];
  };
  const ledSince = (ms: number) =>
    db.database.execute(
      'test.led_since',
      sql`update radar.maintenance_epoch set taken_at = now() - make_interval(secs => ${ms / 1_000})`,
    );

  test('is no fault: the store is well from the first moment on', async () => {
    const { check } = processes.start({ jobs: jobsThatWait() });
    expect((await check()).state).toBe('ok');
    await processes.allRan([{ name: 'quick' } as Job]);
    clock.advance(10_000);
    expect(await check()).toEqual({
      name: 'maintenance',
      state: 'ok',
      message: 'Maintenance has just begun; still to run: slow.',
    });
    release();
    await until('all ran', async () => /^All 2 jobs/.test((await check()).message));
  });

  test('is one when it takes longer than a leader has for it', async () => {
    const { check } = processes.start({ jobs: jobsThatWait() });
    await processes.allRan([{ name: 'quick' } as Job]);
    clock.advance(10_000);
    await ledSince(2 * INTERVAL_MS + 61_000);
    expect(await check()).toMatchObject({
      state: 'degraded',
      message: 'Overdue for more than 3m: slow.',
    });
  });

  test('is granted anew to a leader that takes over after a long rest, and to nobody else', async () => {
    const jobs = jobsThatWait();
    const first = processes.start({ jobs });
    await processes.allRan([{ name: 'quick' } as Job]);
    release();
    await processes.allRan(jobs);
    await first.stop();
    clock.advance(24 * 3_600_000);
    expect((await first.check()).message).toMatch(/^No process has maintained/);
    const second = processes.start({ jobs: jobsThatWait() });
    expect((await second.check()).state).toBe('ok');
    await until('it leads', () => second.leading());
    clock.advance(10_000);
    expect((await second.check()).state).toBe('ok');
  });
});
