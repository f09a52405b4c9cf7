import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROLLUPS, type Rollup } from '../../../src/catalogue/index.ts';
import { refreshRollups } from '../../../src/database/index.ts';
import { manualClock } from '../../support/clock.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { expectAllRollups, readRollup } from '../../support/rollup-compare.ts';
import { createHistories, type Histories } from '../../support/rollup-histories.ts';
import type { RawRow } from '../../support/rollup-model.ts';
import { seeded, syntheticRow } from '../../support/rollup-rows.ts';

/** Texts that some server somewhere holds for equal, or sorts in another order. */
const LIKE_TEXTS = ['a', 'A', 'á', 'a\u0301', 'a ', 'ß', 'ss', 'ı', 'I', 'i'];

describeEachEngine('the groups of rollups', (engine) => {
  let db: TestDatabase;
  let histories: Histories;
  const clock = manualClock('2026-03-10T15:30:00Z');
  beforeEach(async () => {
    db = await createTestDatabase(engine);
    histories = createHistories(db.database, clock);
  });
  afterEach(async () => db?.drop());

  /** Rows of a history in one hour, with each of the texts in each of the columns. */
  const add = async (source: string, columns: readonly string[]) => {
    const random = seeded(5);
    const rows = LIKE_TEXTS.flatMap((text) =>
      columns.map((column, index): RawRow => {
        const at = clock.now() - 7_200_000_000 + Math.floor(random() * 600_000_000) + index;
        return { ...syntheticRow(source, { time: 'timestamp', at, random }), [column]: text };
      }),
    );
    expect((await histories.store(source, rows)).stored).toBe(rows.length);
  };
  /** A person, or the locale of a server, may have made the columns of a history compare like this. */
  const alter = (statements: string) =>
    db.database.script(
      'test.collation',
      `drop schema ${db.database.names.grafanaSchema} cascade; ${statements}`,
    );
  const compare = async () => {
    expect((await refreshRollups(db.database, { now: clock.now() })).failed).toEqual([]);
    return expectAllRollups(db.database, histories.stored, { until: clock.now() - 60_000_000 });
  };

  test('keep texts apart that differ in anything, in every history', async () => {
    await add('netflow_metrics', ['sampler_address', 'partition']);
    await add('process_metrics', ['name']);
    await add('disk_metrics', ['mount_point', 'device_id']);
    await add('timeseries_metrics', ['metric_name', 'unit']);
    await add('rperf_metrics', ['service_name', 'target']);
    await add('otel_metrics', ['service_name', 'span_name', 'unit', 'level']);
    await add('otel_traces', ['service_name', 'name']);
    await add('logs', ['service_name']);
    expect(await compare()).toBeGreaterThan(100);
  });

  test('keep them apart where the server compares a column by another rule', async () => {
    await alter(
      `create collation public.loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
       alter table radar.process_metrics alter column name type text collate public.loose;
       alter table radar.otel_metrics alter column span_name type text collate public.loose;`,
    );
    await add('process_metrics', ['name']);
    await add('otel_metrics', ['span_name']);
    await compare();
    const rows = await readRollup(db.database, rollupNamed('process_metrics_hourly'));
    const names = new Set(rows.map((row) => row.name));
    expect(LIKE_TEXTS.filter((text) => !names.has(text))).toEqual([]);
  });

  test('count errors by the same letters whatever language a server speaks', async () => {
    await alter(`alter table radar.otel_metrics alter column level type text collate "tr-x-icu"`);
    const levels = ['CRITICAL', 'Critical', 'critical', 'CRİTİCAL', 'crıtıcal', 'INFO'];
    const random = seeded(5);
    const rows = levels.map((level, index): RawRow => {
      const at = clock.now() - 7_200_000_000 + index;
      const row = syntheticRow('otel_metrics', { time: 'timestamp', at, random });
      return { ...row, level, http_status_code: null, grpc_status_code: null };
    });
    await histories.store('otel_metrics', rows);
    await compare();
    const stored = await readRollup(db.database, rollupNamed('otel_metrics_hourly'));
    expect(stored.reduce((sum, row) => sum + Number(row.error_count), 0)).toBe(3);
  });
});

function rollupNamed(name: string): Rollup {
  const rollup = ROLLUPS.find((one) => one.name === name);
  if (rollup === undefined) throw new Error(`no rollup ${name}`);
  return rollup;
}
