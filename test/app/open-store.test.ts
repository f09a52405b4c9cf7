import { afterEach, beforeEach, expect, expectTypeOf, test } from 'vitest';
import { type LibraryRow, type LibraryStore, openStore } from '../../src/app/index.ts';
import { sql } from '../../src/database/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { expectRadarError } from '../support/expect-error.ts';

const NOW = Date.now() * 1_000;

describeEachEngine('a store in another program', (engine) => {
  let db: TestDatabase;
  let store: LibraryStore | undefined;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
  });
  afterEach(async () => {
    await store?.close();
    store = undefined;
    await db.drop();
  });

  test('takes rows of a dataset by a URL, and says what became of each', async () => {
    store = await openStore(db.url);
    const row = (core: number, more: object = {}): LibraryRow<'cpu_metrics'> => ({
      timestamp: NOW,
      device_id: 'default:192.0.2.1',
      core_id: core,
      ...more,
    });
    expect(await store.write('cpu_metrics', [row(0), row(1), row(0)])).toEqual({
      accepted: 2,
      duplicates: 1,
      conflicts: 0,
      rejected: [],
    });
    const bad = row(3, { usage_percent: Number.POSITIVE_INFINITY });
    expect(await store.write('cpu_metrics', [row(1), bad, row(2)])).toEqual({
      accepted: 1,
      duplicates: 1,
      conflicts: 0,
      rejected: [
        {
          index: 1,
          field: 'usage_percent',
          reason: 'not_finite',
          message: 'usage_percent is Infinity, not a finite number of its type',
        },
      ],
    });
    const stored = await db.database.query(
      'test.read',
      sql`select core_id from radar.cpu_metrics order by 1`,
    );
    expect(stored).toEqual([{ core_id: 0 }, { core_id: 1 }, { core_id: 2 }]);
  });

  test('takes more rows than a transaction, each with its place', async () => {
    store = await openStore(db.url);
    const rows = Array.from({ length: 21_000 }, (_, n) => ({
      timestamp: NOW - n,
      device_id: 'default:192.0.2.1',
      core_id: n === 17_003 ? 0.5 : 0,
    }));
    const outcome = await store.write('cpu_metrics', rows);
    expect(outcome).toMatchObject({ accepted: 20_999, duplicates: 0 });
    expect(outcome.rejected.map(({ index }) => index)).toEqual([17_003]);
  });

  test('makes the hash that tells a row apart, so that the same row is one', async () => {
    store = await openStore(db.url);
    const line = { timestamp: NOW, severity_class: 'info', body: 'up' };
    const outcome = await store.write('logs', [line, { ...line, body: 'down' }, { ...line }]);
    expect(outcome).toEqual({ accepted: 2, duplicates: 1, conflicts: 0, rejected: [] });
  });

  test('knows at compile time what a row is', () => {
    type Cpu = LibraryRow<'cpu_metrics'>;
    expectTypeOf<{ timestamp: number; device_id: string; core_id: number }>().toExtend<Cpu>();
    expectTypeOf<{ timestamp: number; device_id: string }>().not.toExtend<Cpu>();
    expectTypeOf<{ timestamp: number; severity_class: string }>().toExtend<LibraryRow<'logs'>>();
    type Names = Parameters<LibraryStore['write']>[0];
    expectTypeOf<'cpu_metrics'>().toExtend<Names>();
    expectTypeOf<'otel_spans_enriched'>().not.toExtend<Names>();
  });

  test('stores what waits when it is closed, and takes nothing more', async () => {
    store = await openStore(db.url);
    const waiting = store.write('poller_history', [
      { timestamp: NOW, poller_id: 'p', is_healthy: true },
    ]);
    await store.close();
    expect(await waiting).toMatchObject({ accepted: 1 });
    await expectRadarError(store.write('poller_history', []), 'STOPPING');
  });

  test('is not opened on a database without the schema', async () => {
    const empty = await createTestDatabase(engine, { migrated: false });
    try {
      await expectRadarError(openStore(empty.url), 'SCHEMA_BEHIND');
    } finally {
      await empty.drop();
    }
  });
});
