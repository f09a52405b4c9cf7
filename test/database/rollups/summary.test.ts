import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Instant, requireInstant } from '../../../src/core/index.ts';
import { refreshRollups, sql } from '../../../src/database/index.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { createHistories, type Histories } from '../../support/rollup-histories.ts';
import type { RawRow } from '../../support/rollup-model.ts';
import { seeded } from '../../support/rollup-rows.ts';

const NOW = at('2026-03-10T15:32:00Z');
const MINUTE = 60_000_000;
const WINDOW = 5 * MINUTE;

const WHO = { device_id: 'default:192.0.2.1', poller_id: 'p', agent_id: 'a', partition: 'default' };

describeEachEngine('device_metrics_summary', (engine) => {
  let db: TestDatabase;
  let clock: ManualClock;
  let histories: Histories;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
    clock = manualClock('2026-03-10T15:32:00Z');
    histories = createHistories(db.database, clock);
  });
  afterEach(async () => db?.drop());
  const refresh = () => refreshRollups(db.database, { now: clock.now() });

  test('counts each kind of sample by itself, and sums the latest of each mount point', async () => {
    const window = at('2026-03-10T15:00:00Z');
    const later = window + MINUTE;
    await histories.store('cpu_metrics', [
      { ...WHO, timestamp: window, core_id: 0, usage_percent: 10 },
      { ...WHO, timestamp: window, core_id: 1, usage_percent: 20 },
      { ...WHO, timestamp: later, core_id: 0, usage_percent: 60 },
      { ...WHO, timestamp: later, core_id: 1, usage_percent: null },
    ]);
    await histories.store('disk_metrics', [
      { ...WHO, timestamp: window, mount_point: '/', total_bytes: 1_000, used_bytes: 999 },
      { ...WHO, timestamp: later, mount_point: '/', total_bytes: 1_000, used_bytes: 100 },
      { ...WHO, timestamp: window, mount_point: '/var', total_bytes: 500, used_bytes: 450 },
    ]);
    await histories.store('memory_metrics', [
      { ...WHO, timestamp: window, total_bytes: 64, used_bytes: 32 },
      { ...WHO, timestamp: later, total_bytes: 64, used_bytes: 16 },
    ]);
    const expected = [
      {
        ...WHO,
        window_time: window,
        avg_cpu_usage: 30,
        total_disk_bytes: 1_500,
        used_disk_bytes: 550,
        total_memory_bytes: 64,
        used_memory_bytes: 16,
        metric_count: 4,
        disk_sample_count: 3,
        memory_sample_count: 2,
      },
    ];
    expect(await readSummary(db)).toEqual(expected);
    await refresh();
    expect(await readSummary(db)).toEqual(expected);
  });

  test('has a row for a device that lacks a kind of sample, or says not who measured', async () => {
    const window = at('2026-03-10T15:00:00Z');
    await histories.store('disk_metrics', [
      { device_id: 'x', timestamp: window, mount_point: '/', total_bytes: 7, used_bytes: 3 },
    ]);
    await histories.store('memory_metrics', [
      { device_id: 'x', poller_id: '', timestamp: window, total_bytes: 9, used_bytes: 5 },
    ]);
    await refresh();
    expect(await readSummary(db)).toMatchObject([
      {
        device_id: 'x',
        poller_id: '',
        agent_id: '',
        partition: 'default',
        avg_cpu_usage: null,
        metric_count: 0,
        total_disk_bytes: 7,
        total_memory_bytes: 9,
      },
    ]);
  });

  test('survives file systems of absurd size', async () => {
    const greatest = 9_223_372_036_854_775_807n;
    const mount = (mount_point: string) => ({
      ...WHO,
      timestamp: NOW,
      mount_point,
      total_bytes: greatest,
      used_bytes: 1,
    });
    await histories.store('disk_metrics', [mount('/a'), mount('/b')]);
    expect(await readSummary(db)).toMatchObject([
      { total_disk_bytes: greatest, used_disk_bytes: 2 },
    ]);
  });

  test('is the same before, between and after refreshes, late rows included', async () => {
    const random = seeded(5);
    for (let round = 0; round < 4; round++) {
      for (const source of ['cpu_metrics', 'disk_metrics', 'memory_metrics']) {
        const instants = Array.from(
          { length: 60 },
          () => clock.now() - Math.floor(random() * 12 * WINDOW),
        );
        await histories.add(source, instants, random);
      }
      await expectSummary();
      await refreshRollups(db.database, { now: clock.now(), limit: 7 });
      await expectSummary();
      await refresh();
      await expectSummary();
      clock.advance(7 * 60_000);
    }
  });

  test('lets a condition on the time reach its parts', async () => {
    for (const source of ['cpu_metrics', 'disk_metrics', 'memory_metrics']) {
      await histories.add(source, [NOW - 60 * MINUTE], seeded(1));
    }
    await refresh();
    const rows = await db.database.query<{ 'QUERY PLAN': string }>(
      'test.plan',
      sql`explain select * from radar.device_metrics_summary
           where window_time >= '2026-03-10 12:00+00' and device_id = 'x'`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    const conditions = plan.match(/bucket >= '2026-03-10/g) ?? [];
    expect(conditions.length, plan).toBeGreaterThanOrEqual(3);
  });

  async function expectSummary(): Promise<void> {
    const expected = modelSummary(histories);
    const stored = await readSummary(db);
    expect(stored.map(withoutMean)).toEqual(expected.map(withoutMean));
    stored.forEach((row, index) => {
      const mean = expected[index]?.avg_cpu_usage;
      if (typeof mean !== 'number') expect(row.avg_cpu_usage).toBe(mean);
      else expect(Math.abs(Number(row.avg_cpu_usage) - mean)).toBeLessThanOrEqual(1e-12 * mean);
    });
  }
});

function at(text: string): Instant {
  return requireInstant(text, 'the instant of a test');
}

const withoutMean = ({ avg_cpu_usage: _, ...row }: RawRow) => row;

async function readSummary(db: TestDatabase): Promise<RawRow[]> {
  return db.database.query<RawRow>(
    'test.summary',
    sql`select window_time, device_id, poller_id, agent_id, partition, avg_cpu_usage,
               total_disk_bytes, used_disk_bytes, total_memory_bytes, used_memory_bytes,
               metric_count, disk_sample_count, memory_sample_count
          from radar.device_metrics_summary
         order by window_time, device_id, poller_id, agent_id, partition`,
  );
}

/** The summary computed from the stored rows alone. */
function modelSummary(histories: Histories): RawRow[] {
  const rowsOf = (source: string) => histories.stored.get(source)?.rows ?? [];
  const windows = new Map<string, { readonly who: readonly unknown[]; readonly parts: Parts }>();
  for (const part of ['cpu', 'disk', 'memory'] as const) {
    for (const row of rowsOf(`${part}_metrics`)) {
      const who = [
        Math.floor((row.timestamp as Instant) / WINDOW) * WINDOW,
        row.device_id,
        row.poller_id ?? '',
        row.agent_id ?? '',
        row.partition ?? 'default',
      ];
      const window = windows.get(String(who)) ?? { who, parts: { cpu: [], disk: [], memory: [] } };
      windows.set(String(who), window);
      window.parts[part].push(row);
    }
  }
  return [...windows.values()]
    .sort((a, b) => compareLists(a.who, b.who))
    .map(({ who, parts: { cpu, disk, memory } }) => {
      const usage = cpu.flatMap((row) => (row.usage_percent ?? []) as number[]);
      const mounts = [...groupBy(disk, (row) => row.mount_point).values()];
      return {
        window_time: who[0],
        device_id: who[1],
        poller_id: who[2],
        agent_id: who[3],
        partition: who[4],
        avg_cpu_usage: usage.length === 0 ? null : usage.reduce((a, b) => a + b, 0) / usage.length,
        total_disk_bytes: total(mounts.map((rows) => last(rows, 'total_bytes'))),
        used_disk_bytes: total(mounts.map((rows) => last(rows, 'used_bytes'))),
        total_memory_bytes: last(memory, 'total_bytes'),
        used_memory_bytes: last(memory, 'used_bytes'),
        metric_count: cpu.length,
        disk_sample_count: disk.length,
        memory_sample_count: memory.length,
      };
    });
}

interface Parts {
  readonly cpu: RawRow[];
  readonly disk: RawRow[];
  readonly memory: RawRow[];
}

function groupBy(rows: readonly RawRow[], key: (row: RawRow) => unknown): Map<unknown, RawRow[]> {
  const groups = new Map<unknown, RawRow[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return groups;
}

function last(rows: readonly RawRow[], column: string): unknown {
  const known = rows.filter((row) => row[column] !== null && row[column] !== undefined);
  return (
    known
      .toSorted(
        (a, b) =>
          (a.timestamp as number) - (b.timestamp as number) ||
          Number(BigInt(a[column] as number) - BigInt(b[column] as number)),
      )
      .at(-1)?.[column] ?? null
  );
}

function total(values: readonly unknown[]): unknown {
  const known = values.filter((value) => value !== null).map((value) => BigInt(value as number));
  if (known.length === 0) return null;
  const sum = known.reduce((a, b) => a + b, 0n);
  const shown = sum > 2n ** 63n - 1n ? 2n ** 63n - 1n : sum;
  return Number.isSafeInteger(Number(shown)) ? Number(shown) : shown;
}

function compareLists(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [index, value] of a.entries()) {
    if (value === b[index]) continue;
    return (value as string) < (b[index] as string) ? -1 : 1;
  }
  return 0;
}
