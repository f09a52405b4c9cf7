import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applySchema, type Drift, sql, verifySchema } from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { COLUMNS, INDEXES, PROGRAMMABLES, RELATIONS } from './drift-cases.ts';

const OPTIONS = { log: silentLogger, programVersion: 'test' };

describeEachEngine('drift', (engine) => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
  });
  afterEach(async () => db?.drop());

  describe.each([
    { what: 'of columns', cases: COLUMNS },
    { what: 'of keys and indexes', cases: INDEXES },
    { what: 'of relations', cases: RELATIONS },
    { what: 'of views and functions', cases: PROGRAMMABLES },
  ])('$what', ({ cases }) => {
    test.each(cases)('$title is named, and mended by its statement', async (one) => {
      await db.database.script('test.harm', one.harm);
      const { drifts, clean } = await verifySchema(db.database);
      expect(clean).toBe(false);
      const named = drifts.filter((drift) => drift.kind === one.kind && drift.name === one.name);
      expect(named).toHaveLength(1);
      expect(named[0]).toMatchObject({ severity: one.severity });
      expect(named[0]?.found).toMatch(one.found);
      expect(named[0]?.expected).not.toBe(named[0]?.found);
      // Whatever else is said follows from the same harm: views that read from it.
      const others = drifts.filter((drift) => !named.includes(drift));
      expect(others.filter((drift) => drift.kind !== 'view')).toEqual([]);
      await mend(drifts);
      const left = (await verifySchema(db.database)).drifts;
      expect(left.filter((drift) => drift.severity !== 'extra')).toEqual([]);
      if (one.severity === 'extra') expect(left).toEqual([]);
    });
  });

  test('of a table that is not ours is an extra, for which nothing is to be done', async () => {
    await db.database.script('test.harm', 'create table radar.notes (text text)');
    const { drifts } = await verifySchema(db.database);
    expect(drifts).toEqual([
      {
        kind: 'relation',
        name: 'radar.notes',
        severity: 'extra',
        expected: 'nothing',
        found: 'a table',
        mend: null,
      },
    ]);
  });

  test('of an index for searches is named once the server has the extension', async () => {
    const before = await verifySchema(db.database);
    expect(before.skipped.map((one) => one.check)).toContain(
      'index radar.idx_unified_devices_search',
    );
    await db.database.script('test.trgm', 'create extension pg_trgm schema public');
    const after = await verifySchema(db.database);
    const named = after.drifts.find((one) => one.name === 'radar.idx_unified_devices_search');
    expect(named).toMatchObject({ kind: 'index', severity: 'differs', found: 'nothing' });
    await mend(after.drifts);
    expect((await verifySchema(db.database)).drifts).toEqual([]);
  });

  test('of the engine is named, and that of every history with it', async () => {
    if (db.database.engine.layout === 'hypertables') {
      await db.database.script('test.harm', 'drop extension timescaledb cascade');
    } else {
      await db.database.script(
        'test.harm',
        "update radar.schema_migrations set layout = 'hypertables'",
      );
    }
    const pool = await db.connect({ maxConnections: 1 });
    const { drifts } = await verifySchema(pool);
    expect(drifts.find((drift) => drift.kind === 'engine')).toMatchObject({
      name: 'timescaledb',
      severity: 'broken',
      found: expect.stringMatching(/^nothing/),
    });
    expect(drifts.find((drift) => drift.name === 'radar.cpu_metrics')).toMatchObject({
      kind: 'relation',
      expected: 'a hypertable by timestamp',
    });
    await pool.close();
  });

  test('of an empty database is that nothing is applied', async () => {
    const empty = await createTestDatabase(engine, { migrated: false });
    try {
      expect(await verifySchema(empty.database)).toMatchObject({
        clean: false,
        drifts: [{ kind: 'migrations', found: 'nothing is applied' }],
      });
    } finally {
      await empty.drop();
    }
  });

  test('keeps the rows of a table that had to be made anew', async () => {
    const plain = RELATIONS.find((one) => one.name === 'radar.events');
    await db.database.script('test.harm', plain?.harm ?? '');
    await mend((await verifySchema(db.database)).drifts);
    const place = engine === 'postgres' ? 'radar_set_aside.events' : 'radar.events';
    const rows = await db.database.query('test.rows', sql`select row_key from radar.events`);
    const aside = await countRows(place);
    expect(aside).toBe(1);
    expect(rows).toHaveLength(engine === 'postgres' ? 0 : 1);
  });

  test('is looked for without changing anything, on a read-only database too', async () => {
    await db.database.script('test.harm', 'drop index radar.idx_logs_trace_id');
    await db.database.script(
      'test.read_only',
      `alter database "${db.name}" set default_transaction_read_only = on`,
    );
    const pool = await db.connect({ maxConnections: 1 });
    expect(pool.engine.readOnly).toBe(true);
    expect((await verifySchema(pool)).drifts.map((one) => one.name)).toEqual([
      'radar.idx_logs_trace_id',
    ]);
  });

  /** Runs every mending statement, then what it says: apply. */
  async function mend(drifts: readonly Drift[]): Promise<void> {
    for (const drift of drifts) {
      if (drift.mend !== null) await db.database.script('test.mend', drift.mend);
    }
    await applySchema(db.database, OPTIONS);
  }

  async function countRows(relation: string): Promise<number> {
    const rows = await db.database.query<{ count: number }>(
      'test.count',
      sql`select (xpath('/row/c/text()', query_to_xml(${`select count(*) as c from ${relation}`}, false, true, '')))[1]::text::integer as count`,
    );
    return rows[0]?.count ?? -1;
  }
});
