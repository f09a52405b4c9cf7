import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CATALOGUE } from '../../../src/catalogue/index.ts';
import { type Instant, requireInstant } from '../../../src/core/index.ts';
import { listChunks, runJob, sql } from '../../../src/database/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { manualClock } from '../../support/clock.ts';
import { cpuTimes, insertCpu } from '../../support/cpu-rows.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { keepDays } from '../../support/retention.ts';

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
const BEGIN = requireInstant('2026-03-10T15:30:00Z', 'the begin');
const CPU = CATALOGUE.cpu_metrics;

/** One step of a life: another retention, then some time, then a run of maintenance. */
const steps = fc.array(
  fc.record({
    hours: fc.integer({ min: 6, max: 24 * 12 }),
    passMinutes: fc.integer({ min: 1, max: 60 * 60 }),
    intervalMinutes: fc.integer({ min: 1, max: 90 }),
    ages: fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 3, maxLength: 12 }),
  }),
  { minLength: 2, maxLength: 4 },
);

describeEachEngine('retention', (engine) => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
  });
  afterEach(async () => db?.drop());

  test('is never below the declared one, and at most a chunk and an interval above', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 0, max: 10_000 }), async (life, shift) => {
        await db.database.script('test.empty', 'delete from radar.cpu_metrics');
        const clock = manualClock(BEGIN + shift * MINUTE);
        const stored = new Set<Instant>();
        for (const { hours, passMinutes, intervalMinutes, ages } of life) {
          await keepDays(db.database, 'cpu_metrics', hours / 24);
          const rows = ages.map((age) => clock.now() - Math.floor((age / 1_000) * hours * HOUR));
          // On both sides of where the line will be drawn, where a mistake would show.
          const line = clock.now() + passMinutes * MINUTE - hours * HOUR;
          const edges = [-HOUR, -1, 0, 1, MINUTE, HOUR].map((distance) => line + distance);
          const writable = edges.filter(
            (instant) => instant <= clock.now() && instant >= clock.now() - hours * HOUR,
          );
          const fresh = [...new Set([...rows, ...writable])].filter(
            (instant) => !stored.has(instant),
          );
          const present = new Set(await cpuTimes(db.database));
          const missing = fresh.filter((instant) => !present.has(instant));
          await insertCpu(db.database, missing);
          for (const instant of missing) stored.add(instant);
          const widest = await widestChunk();
          // Maintenance runs once per interval, so its last run is at most an interval ago.
          clock.advance(passMinutes * 60_000);
          await maintain(clock);
          await expectBound({ now: clock.now(), hours, widest, intervalMinutes: 0, stored });
          clock.advance(intervalMinutes * 60_000);
          await expectBound({ now: clock.now(), hours, widest, intervalMinutes, stored });
        }
      }),
      { numRuns: 5, endOnFailure: true },
    );
  }, 300_000);

  const widestChunk = async () => {
    const chunks = await listChunks(db.database, CPU);
    return Math.max(0, ...chunks.map((chunk) => chunk.to - chunk.from));
  };

  const maintain = async (clock: ReturnType<typeof manualClock>) => {
    for (const job of ['create_chunks', 'drop_chunks']) {
      const report = await runJob({ database: db.database, clock, log: silentLogger }, job);
      expect(report).toMatchObject({ state: 'done', error: null });
    }
  };

  async function expectBound(at: {
    readonly now: Instant;
    readonly hours: number;
    readonly widest: number;
    readonly intervalMinutes: number;
    readonly stored: Set<Instant>;
  }): Promise<void> {
    const times = await cpuTimes(db.database);
    const present = new Set(times);
    // Since the last run nothing was dropped, so what must be there is told by that moment.
    const lastRun = at.now - at.intervalMinutes * MINUTE;
    for (const instant of at.stored) {
      if (present.has(instant)) continue;
      expect(instant, 'a row younger than the declared retention is gone').toBeLessThan(
        lastRun - at.hours * HOUR,
      );
      at.stored.delete(instant);
    }
    const most = at.hours * HOUR + at.widest + at.intervalMinutes * MINUTE;
    for (const instant of times) {
      expect(at.now - instant, 'a row has outlived the bound').toBeLessThanOrEqual(most);
    }
  }

  test('of chunks of any widths leaves no gap and no overlap', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 6, max: 200 }), fc.integer({ min: 0, max: 200 })), {
          minLength: 2,
          maxLength: 5,
        }),
        async (choices) => {
          await db.database.script('test.empty', 'delete from radar.cpu_metrics');
          const rows = new Set<Instant>();
          for (const [hours, age] of choices) {
            await keepDays(db.database, 'cpu_metrics', hours / 24);
            const instant = BEGIN - age * HOUR;
            if (rows.has(instant)) continue;
            rows.add(instant);
            await insertCpu(db.database, [instant]);
          }
          expect(await cpuTimes(db.database)).toEqual([...rows].sort((a, b) => a - b));
          const chunks = [...(await listChunks(db.database, CPU))].sort((a, b) => a.from - b.from);
          chunks.slice(1).forEach((chunk, index) => {
            expect(chunk.from).toBeGreaterThanOrEqual(chunks[index]?.to ?? 0);
          });
        },
      ),
      { numRuns: 8, endOnFailure: true },
    );
    const [row] = await db.database.query<{ count: number }>(
      'test.count',
      sql`select count(*) as count from radar.dataset_retention`,
    );
    expect(row?.count).toBeGreaterThan(0);
  }, 300_000);
});
