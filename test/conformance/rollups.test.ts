import { afterAll, beforeAll, expect, test } from 'vitest';
import { CATALOGUE, type DatasetName, rollupsOf, timeOf } from '../../src/catalogue/index.ts';
import type { Instant } from '../../src/core/index.ts';
import { dropExpiredChunks } from '../../src/database/chunks/index.ts';
import { refreshBeforeDrop, refreshRollups, rollupState, sql } from '../../src/database/index.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { expectRollup } from '../support/rollup-compare.ts';
import { createHistories, type Histories } from '../support/rollup-histories.ts';
import { ROLLED_UP, seeded } from '../support/rollup-rows.ts';

/*
 * Days of synthetic rows over every history that has rollups, late ones among them, with refreshes
 * and drops between. What is stored at the end is compared with what was sent. `npm test` runs a
 * slice; `npm run prove:storage` a month.
 */
const DAYS = Number(process.env.RADARSTORE_PROVE_DAYS ?? 5);
const STEPS_PER_DAY = Number(process.env.RADARSTORE_PROVE_STEPS_PER_DAY ?? 4);
const ROWS_PER_STEP = Number(process.env.RADARSTORE_PROVE_ROWS_PER_STEP ?? 30);

const MINUTE = 60_000_000;
const DAY = 24 * 60 * MINUTE;
const STEP = DAY / STEPS_PER_DAY;
const RETENTION = 3 * DAY;
const CHUNK = DAY / 2;

describeEachEngine(`${DAYS} days of rows and their rollups`, (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let histories: Histories;
  let lastDrop: Instant | undefined;
  const sent = { stored: 0, refused: 0, expectedRefused: 0, late: 0 };
  let began: number;

  beforeAll(async () => {
    began = performance.now();
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-01T00:30:00Z');
    histories = createHistories(db.database, clock);
    const random = seeded(2026);
    for (let step = 0; step < DAYS * STEPS_PER_DAY; step++) {
      clock.advance(STEP / 1_000);
      await send(random);
      // A refresh may be left out, or end early.
      if (random() < 0.3) continue;
      const limit = random() < 0.2 ? { limit: 20 } : {};
      expect((await refreshRollups(db.database, { now: clock.now(), ...limit })).failed).toEqual(
        [],
      );
      await dropBehind();
    }
    await refreshRollups(db.database, { now: clock.now() });
    await dropBehind();
  }, 3_600_000);
  afterAll(async () => {
    await db?.drop();
    const seconds = Math.round((performance.now() - began) / 1_000);
    console.info(
      `rollups [${engine}]: ${DAYS} days, ${sent.stored} rows of ${ROLLED_UP.length} histories (${sent.late} late, ${sent.refused} refused), ${agreed} rows of rollups agree; ${seconds} s`,
    );
  });
  let agreed = 0;

  async function send(random: () => number): Promise<void> {
    const now = clock.now();
    for (const source of ROLLED_UP) {
      const instants = Array.from({ length: ROWS_PER_STEP }, () => instantAround(now, random));
      sent.late += instants.filter((at) => at < now - STEP && at >= now - RETENTION).length;
      sent.expectedRefused += instants.filter(
        (at) => at < now - RETENTION || at > now + DAY,
      ).length;
      const outcome = await histories.add(source, instants, random);
      sent.stored += outcome.stored;
      sent.refused += outcome.refused;
    }
  }

  /** What maintenance does: the rollups take in what is about to go, then it goes. */
  async function dropBehind(): Promise<void> {
    const before = keptFrom(clock.now());
    if (lastDrop !== undefined && keptFrom(lastDrop) === before) return;
    lastDrop = clock.now();
    for (const source of ROLLED_UP) {
      const outcome = await refreshBeforeDrop(db.database, {
        source,
        before,
        now: lastDrop,
      });
      expect(outcome.failed).toEqual([]);
    }
    await dropExpiredChunks(db.database, lastDrop);
  }

  test('rows that are too old or too new were refused, and only they', () => {
    expect(sent.refused).toBe(sent.expectedRefused);
    expect(sent.refused).toBeGreaterThan(0);
    expect(sent.late).toBeGreaterThan(0);
  });

  test.each(ROLLED_UP)(
    '%s holds the rows of its retention, and at most one chunk more',
    async (source) => {
      const { time, rows } = histories.stored.get(source) ?? { time: '', rows: [] };
      const kept = rows.filter((row) => (row[time] as Instant) >= keptFrom(lastDrop ?? 0));
      const [stored] = await db.database.query<{ rows: number; oldest: Instant }>(
        'test.kept',
        sql`select count(*)::integer as rows, min("timestamp") as oldest
            from ${db.database.relation(source)}`,
      );
      expect(stored?.rows).toBe(kept.length);
      expect(kept.length).toBeLessThan(rows.length);
      expect(timeOf(CATALOGUE[source as DatasetName])).toMatchObject({
        retentionDays: 3,
        chunkHours: 12,
      });
      expect((lastDrop ?? 0) - (stored?.oldest ?? 0)).toBeLessThanOrEqual(RETENTION + CHUNK);
    },
  );

  const rollups = ROLLED_UP.flatMap(rollupsOf);
  test.each(rollups)('$name agrees with all rows that ever were stored', async (rollup) => {
    const history = histories.stored.get(rollup.source) ?? { time: '', rows: [] };
    // Of the parts of the summary, which are kept no longer than the rows, what is still kept.
    const from = rollup.retentionDays <= 3 ? { from: clock.now() - RETENTION } : {};
    const rows = await expectRollup(db.database, rollup, {
      ...history,
      ...from,
      until: clock.now() - MINUTE,
    });
    expect(rows).toBeGreaterThan(0);
    agreed += rows;
  });

  test('no rollup had to leave a bucket as it was, and all are complete', async () => {
    for (const state of await rollupState(db.database, clock.now())) {
      expect(state, state.rollup).toMatchObject({ skippedBuckets: 0 });
      expect(state.completeTo, state.rollup).toBeGreaterThanOrEqual(clock.now() - 61 * MINUTE);
    }
  });
});

/** Begin of the oldest chunk that is not wholly older than the retention. */
function keptFrom(now: Instant): Instant {
  return Math.floor((now - RETENTION) / CHUNK) * CHUNK;
}

/** Mostly of the last step, some late, some ahead, a few too old and too new. */
function instantAround(now: Instant, random: () => number): Instant {
  const kind = random();
  const within = (from: Instant, to: Instant) => from + Math.floor(random() * (to - from));
  if (kind < 0.7) return within(now - STEP, now);
  if (kind < 0.9) return within(now - RETENTION, now - STEP);
  if (kind < 0.95) return within(now, now + DAY);
  return kind < 0.98
    ? within(now - 9 * DAY, now - RETENTION)
    : within(now + DAY + 1, now + 9 * DAY);
}
