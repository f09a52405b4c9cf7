import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  CATALOGUE,
  type Column,
  DATASETS,
  type Dataset,
  timeOf,
  writableColumns,
} from '../../src/catalogue/index.ts';
import { formatInstant, type Instant, systemClock } from '../../src/core/index.ts';
import {
  applySchema,
  ensureChunks,
  identifier,
  planSchema,
  refreshRollups,
  schemaStatus,
  sql,
  verifySchema,
} from '../../src/database/index.ts';
import { startWriter } from '../../src/ingest/index.ts';
import { createMetrics, silentLogger } from '../../src/observe/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { applyAsBefore } from '../support/migrations.ts';
import { dumpSchema } from '../support/schema-dump.ts';
import { until } from '../support/until.ts';

const OPTIONS = { log: silentLogger, programVersion: 'test' };
const SECOND = 1_000_000;

/** The last migration of programs whose histories had NULL in their keys. */
const BEFORE = 13;
/** Whether a step is one of the migration after that. */
const isOfTheChange = (title: string) => title.includes(`${BEFORE + 1}_`);
/** Every history whose key may lack a value, with the columns that may. */
const HISTORIES = DATASETS.flatMap((dataset) => {
  const absent = dataset.key.filter((name) => dataset.columns[name]?.blank === true);
  const time = timeOf(dataset)?.column;
  return time === undefined || absent.length === 0
    ? []
    : [{ dataset, name: dataset.name, time, absent }];
});

/** What two rows hold where their key lacks a value, seconds after the first was stored. */
type Pair = readonly [readonly [string | null, number], readonly [string | null, number]];

const PAIRS: readonly { readonly pair: Pair; readonly stays: readonly [string, number][] }[] = [
  // One row once their keys are equal: the one that was stored first.
  {
    pair: [
      [null, 0],
      ['', 1],
    ],
    stays: [['', 0]],
  },
  {
    pair: [
      ['', 2],
      [null, 3],
    ],
    stays: [['', 2]],
  },
  {
    pair: [
      ['', 4],
      [null, 4],
    ],
    stays: [['', 4]],
  },
  // Two rows as before.
  {
    pair: [
      [null, 5],
      ['someone', 6],
    ],
    stays: [
      ['', 5],
      ['someone', 6],
    ],
  },
  {
    pair: [
      ['', 7],
      ['someone', 8],
    ],
    stays: [
      ['', 7],
      ['someone', 8],
    ],
  },
];

describeEachEngine('histories whose keys held NULL', (engine) => {
  let db: TestDatabase;
  let start: Instant;
  beforeEach(async () => {
    db = await createTestDatabase(engine, { migrated: false });
    await applyAsBefore(db, BEFORE);
    start = Math.floor(systemClock.now() / SECOND) * SECOND - 3_600 * SECOND;
  });
  afterEach(async () => {
    await db?.drop();
  });
  const at = (second: number) => start + second * SECOND;

  /** Stores rows as an older program did: what they do not give is made up, or NULL. */
  const storeAsBefore = async (dataset: Dataset, rows: readonly object[]) => {
    await ensureChunks(db.database, dataset, { from: at(0), to: at(60) });
    const needed = writableColumns(dataset).filter(
      ([, { nullable, blank }]) => !nullable && blank !== true,
    );
    const made = Object.fromEntries(needed.map(([name, column]) => [name, madeUp(column)]));
    const whole = rows.map((row) => ({ created_at: 'now', ...made, ...row }));
    const relation = db.database.relation(dataset.name);
    await db.database.execute(
      'test.store',
      sql`insert into ${relation} select filled.*
            from jsonb_array_elements(${JSON.stringify(whole)}::jsonb) as given,
                 jsonb_populate_record(null::${relation}, given) as filled`,
    );
  };

  test("have '' afterwards, and of two rows that become one the first stays", async () => {
    for (const { dataset, time, absent } of HISTORIES) {
      const rows = PAIRS.flatMap(({ pair }, place) =>
        pair.map(([value, second]) => ({
          ...Object.fromEntries(absent.map((name) => [name, value])),
          [time]: formatInstant(at(place)),
          created_at: formatInstant(at(second)),
        })),
      );
      await storeAsBefore(dataset, rows);
    }
    expect((await applySchema(db.database, OPTIONS)).applied).toContain(BEFORE + 1);
    const expected = PAIRS.flatMap(({ stays }, place) =>
      stays.map(([value, second]) => ({ at: at(place), value, stored: at(second) })),
    );
    for (const { name, time, absent } of HISTORIES) {
      for (const column of absent) {
        const rows = await db.database.query(
          'test.read',
          sql`select ${identifier(time)} as at, ${identifier(column)} as value, created_at as stored
                from ${db.database.relation(name)} order by 1, 3`,
        );
        expect(rows, `${name}.${column}`).toEqual(expected);
      }
    }
    expect((await verifySchema(db.database)).drifts).toEqual([]);
  });

  test('become one row too where two columns of the key lack their values', async () => {
    const told = [
      [null, null],
      ['', null],
      [null, ''],
      ['', ''],
    ].map(([agent_id, service_type], second) => ({
      agent_id,
      service_type,
      timestamp: formatInstant(at(0)),
      created_at: formatInstant(at(9 - second)),
    }));
    const other = { ...told[0], service_type: 'icmp' };
    await storeAsBefore(CATALOGUE.service_status, [...told, other]);
    await applySchema(db.database, OPTIONS);
    const rows = await db.database.query(
      'test.read',
      sql`select agent_id, service_type, created_at as stored from radar.service_status order by 2`,
    );
    expect(rows).toEqual([
      { agent_id: '', service_type: '', stored: at(6) },
      { agent_id: '', service_type: 'icmp', stored: at(9) },
    ]);
  });

  test('take rows of before for the same when they are sent again', async () => {
    const row = { device_id: 'a', core_id: 3, timestamp: formatInstant(at(0)) };
    await storeAsBefore(CATALOGUE.cpu_metrics, [row]);
    await applySchema(db.database, OPTIONS);
    const again = { ...row, timestamp: at(0) };
    const writer = startWriter({
      database: db.database,
      clock: systemClock,
      metrics: createMetrics('test'),
      log: silentLogger,
    });
    try {
      const rows = [again, { ...again, poller_id: null }, { ...again, poller_id: '' }];
      const outcome = await writer.write({ rows: { cpu_metrics: rows } });
      expect(outcome.cpu_metrics).toMatchObject({ stored: 0, duplicate: 3, refused: [] });
    } finally {
      await writer.stop(0);
    }
  });

  test("have rollups in which '' and NULL are one group, also in buckets of before", async () => {
    await storeAsBefore(CATALOGUE.timeseries_metrics, [
      { timestamp: formatInstant(at(0)), device_id: '', value: 3 },
    ]);
    const rollup = async () => {
      expect((await refreshRollups(db.database, { now: at(7_200) })).failed).toEqual([]);
      return db.database.query(
        'test.rollup',
        sql`select device_id, sample_count, value_sum from radar.timeseries_metrics_hourly`,
      );
    };
    const expected = [{ device_id: null, sample_count: 1, value_sum: 3 }];
    expect(await rollup()).toEqual(expected);
    await db.database.script(
      'test.older_rollup',
      "update radar.timeseries_metrics_hourly set device_id = ''",
    );
    await applySchema(db.database, OPTIONS);
    expect(await rollup()).toEqual(expected);
  });

  test('are the same schema also when every step ran twice', async () => {
    const { steps } = await planSchema(db.database);
    for (const { title, sql: step } of steps) {
      await db.database.script('test.step', step);
      if (isOfTheChange(title)) await db.database.script('test.step', step);
    }
    const made = await createTestDatabase(engine);
    try {
      expect(await dumpSchema(db.database)).toBe(await dumpSchema(made.database));
    } finally {
      await made.drop();
    }
  });

  test('are finished by the next start where the first was cut off between two of them', async () => {
    await storeAsBefore(CATALOGUE.disk_metrics, [{ timestamp: formatInstant(at(0)) }]);
    const holder = await db.connect({ maxConnections: 1 });
    await holder.script('test.hold', 'begin; lock table radar.disk_metrics in access share mode');
    const attempt = applySchema(db.database, OPTIONS);
    attempt.catch(() => {}); // looked at below
    await until('the migration waits for the reader, and is cancelled', async () => {
      const [row] = await db.database.query<{ cancelled: boolean }>(
        'test.cancel',
        sql`select bool_or(pg_cancel_backend(pid)) as cancelled from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock'
               and query like '%disk_metrics%' and pid <> pg_backend_pid()`,
      );
      return row?.cancelled === true;
    });
    await expect(attempt).rejects.toMatchObject({ code: 'SCHEMA_MIGRATION_FAILED' });
    expect((await schemaStatus(db.database)).state).toBe('interrupted');
    await holder.script('test.hold', 'rollback');
    expect((await applySchema(db.database, OPTIONS)).applied[0]).toBe(BEFORE + 1);
    expect((await verifySchema(db.database)).drifts).toEqual([]);
  });
});

/** A value of a column, as JSON that the server reads. */
function madeUp({ type }: Column): string | number | boolean {
  switch (type) {
    case 'timestamp with time zone':
      return 'now';
    case 'bytea':
      return `\\x${'0d'.repeat(16)}`;
    case 'boolean':
      return false;
    case 'text':
      return 'told';
    default:
      return 1;
  }
}
