import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DatasetUse } from '../../src/catalogue/index.ts';
import { systemClock } from '../../src/core/index.ts';
import {
  MAINTENANCE_JOBS,
  type MappedObject,
  mapObjects,
  readMapping,
  runJob,
  sql,
} from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';

const LATER = ['writer', 'reader', 'query_name', 'backfill', 'parity'];

const find = (mapping: readonly MappedObject[], name: string): MappedObject => {
  const found = mapping.find(({ object }) => object.name === name);
  if (found === undefined) throw new Error(`no object ${name}`);
  return found;
};

describe('the mapping without a database', () => {
  test('has all 47 objects, each with a target, and no gap but the parts to come', () => {
    const mapping = mapObjects([], null);
    expect(mapping).toHaveLength(47);
    for (const { object, targets, gaps } of mapping) {
      expect(targets.length, object.name).toBeGreaterThan(0);
      expect(LATER, object.name).toEqual(expect.arrayContaining([...gaps]));
      expect(targets.every((target) => target.live === null)).toBe(true);
    }
  });

  test('names the parts that deal with a dataset, and closes the gaps that they fill', () => {
    const uses: DatasetUse[] = [
      { kind: 'writer', part: 'one', datasets: ['cpu_metrics', 'service_status'] },
      { kind: 'writer', part: 'two', datasets: ['cpu_metrics'] },
      { kind: 'parity', part: 'three', datasets: ['cpu_metrics'] },
    ];
    const mapping = mapObjects(uses, null);
    expect(find(mapping, 'cpu_metrics').targets[0]?.uses).toMatchObject({
      writer: ['one', 'two'],
      reader: [],
      parity: ['three'],
    });
    expect(find(mapping, 'cpu_metrics').gaps).toEqual(['reader', 'query_name', 'backfill']);
    expect(find(mapping, 'service_statuses').gaps).not.toContain('writer');
    expect(find(mapping, 'memory_metrics').gaps).toEqual(LATER);
  });

  test('asks no writer of a view, whose rows are those of what it is over', () => {
    const { targets, gaps } = find(mapObjects([], null), 'device_metrics_summary');
    expect(targets[0]?.dataset.kind).toBe('view');
    expect(gaps).toEqual(['reader', 'query_name', 'backfill', 'parity']);
  });
});

describeEachEngine('the mapping of a database', (engine) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
  });
  afterAll(async () => db?.drop());
  const read = (exact = false) =>
    readMapping(db.database, {
      exact,
      maintenanceIntervalMs: 600_000,
      now: systemClock.now(),
      uses: [],
    });

  test('has all 47 objects and no gap but the parts to come', async () => {
    const mapping = await read();
    expect(mapping).toHaveLength(47);
    expect(new Set(mapping.flatMap(({ gaps }) => gaps))).toEqual(new Set(LATER));
    for (const { targets } of mapping) {
      expect(targets.every((target) => target.live !== null)).toBe(true);
    }
  });

  test('tells rows, ages, and the retention that is in force once maintenance has run', async () => {
    const now = systemClock.now();
    await db.database.execute(
      'test.rows',
      sql`insert into ${db.database.relation('checkers')} (checker_id, agent_id, poller_id, checker_kind)
          values ('a', 'agent', 'poller', 'snmp'), ('b', 'agent', 'poller', 'snmp')`,
    );
    await db.database.execute(
      'test.rows',
      sql`insert into ${db.database.relation('event_identities')} (row_key, id, source, event_timestamp)
          values ('\\x00', 'a', 's', now() - interval '1 hour'), ('\\x01', 'b', 's', now())`,
    );
    const options = { database: db.database, clock: systemClock, log: silentLogger };
    for (const { name } of MAINTENANCE_JOBS) await runJob(options, name);
    const mapping = await read(true);
    const [checkers] = find(mapping, 'checkers').targets;
    expect(checkers).toMatchObject({ role: 'main', declaredSeconds: null });
    expect(checkers?.live).toMatchObject({ rows: 2, rowsExact: true, effectiveSeconds: null });
    expect(checkers?.live?.bytes).toBeGreaterThan(0);
    const identities = find(mapping, 'events').targets[1];
    expect(identities).toMatchObject({ role: 'beside', declaredSeconds: 3 * 86_400 });
    expect(identities?.live?.newest).toBeGreaterThanOrEqual(now - 60e6);
    expect(identities?.live?.oldest).toBeLessThanOrEqual(now - 3_000e6);
    const [cpu] = find(mapping, 'cpu_metrics').targets;
    expect(cpu?.declaredSeconds).toBe(3 * 86_400);
    expect(cpu?.live?.effectiveSeconds).toBeGreaterThanOrEqual(3 * 86_400);
    expect(cpu?.rollups).toContain('cpu_metrics_hourly');
  });

  test('tells what the engine does for a history, and nothing for a table or a view', async () => {
    const mapping = await read();
    const features = (name: string) => find(mapping, name).targets[0]?.live?.features;
    const kept = {
      postgres: 'partitions',
      'timescale-apache': 'hypertable',
      timescale: 'hypertable',
    };
    expect(features('cpu_metrics')).toContain(kept[engine]);
    expect(features('pollers')).toEqual([]);
    expect(features('device_metrics_summary')).toEqual([]);
    expect(find(mapping, 'device_metrics_summary').targets[0]?.live).toMatchObject({
      rows: null,
      bytes: null,
    });
  });

  test('names an object whose relation is gone, and still tells of the others', async () => {
    const broken = await createTestDatabase(engine);
    try {
      await broken.database.script('test.drop', 'drop table radar.checkers cascade');
      const mapping = await readMapping(broken.database, {
        exact: true,
        maintenanceIntervalMs: 600_000,
        now: systemClock.now(),
        uses: [],
      });
      const gone = mapping.filter(({ gaps }) => gaps.includes('relation'));
      expect(gone.map(({ object }) => object.name)).toEqual(['checkers']);
      expect(gone[0]?.targets[0]).toMatchObject({ asked: true, live: null });
      expect(find(mapping, 'agents').targets[0]?.live).toMatchObject({ rows: 0 });
    } finally {
      await broken.drop();
    }
  });
});
