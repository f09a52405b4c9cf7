import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATASETS, type Dataset, type Index, timeOf } from '../../src/catalogue/index.ts';
import { systemClock } from '../../src/core/index.ts';
import { dropExpiredChunks } from '../../src/database/chunks/index.ts';
import {
  applySchema,
  planSchema,
  printSchema,
  schemaStatus,
  sql,
  verifySchema,
} from '../../src/database/index.ts';
import { measureSizes } from '../../src/database/storage/size.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { createTestDatabase, describeEachServer, type TestDatabase } from '../support/database.ts';
import { expectGolden } from '../support/golden.ts';
import { applyAsBefore } from '../support/migrations.ts';
import { dumpSchema } from '../support/schema-dump.ts';

const OPTIONS = { log: silentLogger, programVersion: 'test' };

const relations = DATASETS.filter((dataset) => dataset.kind !== 'view');
const views = DATASETS.filter((dataset) => dataset.kind === 'view');

describeEachServer('the schema', (engine) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
  });
  afterAll(async () => db?.drop());

  test('is what the golden file of its layout says', async () => {
    await expectGolden(`schema/${db.database.engine.layout}.txt`, await dumpSchema(db.database));
  });

  test('is found without drift', async () => {
    const verification = await verifySchema(db.database);
    expect(verification.drifts).toEqual([]);
    expect(verification.clean).toBe(true);
    expect(verification.answered).toHaveLength(9);
    // Nothing but what this database does not have: the roles, and the extension for searches.
    for (const { reason } of verification.skipped) {
      expect(reason).toMatch(/pg_trgm is not in this database|role radar_\w+ does not exist/);
    }
  });

  test('printed as SQL and run by an administrator gives the same schema, found current', async () => {
    const byHand = await createTestDatabase(engine, { migrated: false });
    try {
      const { layout } = db.database.engine;
      const text = await printSchema({ layout, schema: 'radar', programVersion: 'test' });
      await runLikePsql(byHand.url, text);
      expect(await dumpSchema(byHand.database)).toBe(await dumpSchema(db.database));
      const status = await schemaStatus(byHand.database);
      expect(status).toMatchObject({ state: 'current', programmables: { state: 'current' } });
      expect((await planSchema(byHand.database)).steps).toEqual([]);
      expect((await applySchema(byHand.database, OPTIONS)).applied).toEqual([]);
      expect((await verifySchema(byHand.database)).drifts).toEqual([]);
    } finally {
      await byHand.drop();
    }
  });

  test.skipIf(!engine.startsWith('timescale'))(
    'is the same when TimescaleDB is in a schema of its own',
    async () => {
      const moved = await createTestDatabase(engine, { migrated: false });
      try {
        const run = async (text: string) => {
          const pool = await moved.connect({ maxConnections: 1 }); // the extension wants a new session
          await pool.script('test.move', text);
          return pool;
        };
        await run('drop extension timescaledb');
        await run('create schema elsewhere');
        await run('create extension timescaledb with schema elsewhere');
        const pool = await moved.connect();
        expect(pool.engine.extensionSchema).toBe('elsewhere');
        await applySchema(pool, { log: silentLogger, programVersion: 'test' });
        expect(await dumpSchema(pool)).toBe(await dumpSchema(db.database));
        await dropExpiredChunks(pool, systemClock.now());
        expect((await measureSizes(pool)).get('cpu_metrics')?.chunks).toBe(0);
      } finally {
        await moved.drop();
      }
    },
  );

  test('grown from the first migration, as an older program left it, is the same schema', async () => {
    const old = await createTestDatabase(engine, { migrated: false });
    try {
      await applyAsBefore(old, 1);
      await old.database.script(
        'test.row',
        "insert into radar.unified_devices (device_id, field_origins, source_details) values ('default:10.0.0.1', '{}', '{}')",
      );
      expect(await schemaStatus(old.database)).toMatchObject({ state: 'behind', version: 1 });
      const { applied } = await applySchema(old.database, OPTIONS);
      expect(applied).not.toContain(1);
      expect(await dumpSchema(old.database)).toBe(await dumpSchema(db.database));
      expect((await verifySchema(old.database)).drifts).toEqual([]);
      const rows = await old.database.query(
        'test.row',
        sql`select device_id from radar.unified_devices`,
      );
      expect(rows).toHaveLength(1);
    } finally {
      await old.drop();
    }
  });

  test('takes no value from a sequence for which roles would need rights of their own', async () => {
    const rows = await db.database.query(
      'test.sequences',
      // That of an identity column serves whoever may insert.
      sql`select relname from pg_class where relkind = 'S'
             and relnamespace in ('radar'::regnamespace, 'radar_grafana'::regnamespace)
             and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'i')`,
    );
    expect(rows).toEqual([]);
  });

  test('says of every relation and column what it means', async () => {
    const rows = await db.database.query(
      'test.comments',
      sql`select relname, attname
            from pg_class join pg_attribute on attrelid = pg_class.oid
           where relnamespace in ('radar'::regnamespace, 'radar_grafana'::regnamespace)
             and relname = any(${DATASETS.map((dataset) => dataset.name)})
             and relkind in ('r', 'p', 'v') and attnum >= 0 and not attisdropped
             and col_description(attrelid, attnum) is null`,
    );
    expect(rows).toEqual([]);
    const [unit] = await db.database.query(
      'test.comment',
      sql`select col_description('radar.memory_metrics'::regclass, 5) as text`,
    );
    expect(unit).toEqual({ text: expect.stringMatching(/\(unit: By\)$/) });
  });

  describe.each(relations)('dataset $name', (dataset) => {
    test('has the columns, types, nullability and defaults of the catalogue', async () => {
      const declared = Object.entries(dataset.columns).map(([name, column]) => ({
        name,
        type: column.type,
        nullable: column.nullable,
        default: column.default ?? column.fallback ?? null,
      }));
      expect(await liveColumns(db, dataset)).toEqual(declared);
    });

    test('compares its text keys by code unit', async () => {
      const rows = await db.database.query<{ name: string; collation: string }>(
        'test.collations',
        sql`select attname as name, collname as collation
              from pg_attribute join pg_collation on pg_collation.oid = attcollation
              join pg_type on pg_type.oid = atttypid
             where attrelid = ${`radar.${dataset.name}`}::regclass
               and typname = 'text' and attname = any(${[...dataset.key]})`,
      );
      expect(rows.filter((row) => row.collation !== 'C')).toEqual([]);
    });

    test('has its key, in which NULLs are equal, and its indexes', async () => {
      const indexes = await liveIndexes(db, dataset);
      const key = indexes.find((index) => index.name === `${dataset.name}_key`);
      expect(key).toMatchObject({ columns: dataset.key, unique: true });
      const mayBeNull = dataset.key.some((name) => dataset.columns[name]?.nullable);
      if (mayBeNull) expect(key?.nullsDistinct).toBe(false);
      const others = indexes.filter((index) => index !== key);
      const declared = dataset.indexes.filter((index) => index.method !== 'trigram');
      expect(others.map(({ name, columns, unique }) => ({ name, columns, unique }))).toEqual(
        declared.map(declaredIndex).sort((a, b) => (a.name < b.name ? -1 : 1)),
      );
    });

    test('is sliced by the time column of the catalogue', async () => {
      expect(await liveTimeColumn(db, dataset)).toBe(timeOf(dataset)?.column);
    });
  });

  test.each(views)('view $name has the columns and types of the catalogue', async (dataset) => {
    const live = await liveColumns(db, dataset);
    expect(live.map(({ name, type }) => ({ name, type }))).toEqual(
      Object.entries(dataset.columns).map(([name, { type }]) => ({ name, type })),
    );
  });
});

/** Runs a script as an administrator would, whose own search_path begins somewhere else. */
async function runLikePsql(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('create schema elsewhere; set search_path = elsewhere, public');
    await client.query(text);
    const { rows } = await client.query(
      "select relname from pg_class where relnamespace = 'elsewhere'::regnamespace",
    );
    expect(rows).toEqual([]);
  } finally {
    await client.end();
  }
}

/** As {@link liveIndexes} tells an index. */
function declaredIndex({ name, columns, unique }: Index) {
  return {
    name,
    columns: columns.map(bare),
    unique: unique === true,
  };
}

/** An expression without the line breaks and outer parentheses that the server prints. */
function bare(column: string): string {
  const inner = /^\((.*)\)$/.exec(column.replace(/\s+/g, ' '))?.[1];
  return inner === undefined ? column : bare(inner.trim());
}

function liveColumns(db: TestDatabase, dataset: Dataset) {
  return db.database.query<{ name: string; type: string }>(
    'test.columns',
    sql`select attname as name, format_type(atttypid, atttypmod) as type,
               not attnotnull as nullable, pg_get_expr(adbin, adrelid) as default
          from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
         where attrelid = ${`radar.${dataset.name}`}::regclass and attnum > 0 and not attisdropped
         order by attnum`,
  );
}

interface LiveIndex {
  readonly name: string;
  readonly unique: boolean;
  readonly nullsDistinct: boolean;
  readonly columns: readonly string[];
}

async function liveIndexes(db: TestDatabase, dataset: Dataset): Promise<LiveIndex[]> {
  const rows = await db.database.query<LiveIndex>(
    'test.indexes',
    sql`select relname as name, indisunique as unique, not indnullsnotdistinct as "nullsDistinct",
               array(select replace(pg_get_indexdef(indexrelid, position, false), '"', '') ||
                            case indoption[position - 1] when 1 then ' desc nulls last' when 3 then ' desc' else '' end
                       from generate_series(1, indnkeyatts::integer) as position) as columns
          from pg_index join pg_class on pg_class.oid = indexrelid
         where indrelid = ${`radar.${dataset.name}`}::regclass
         order by relname collate "C"`,
  );
  return rows.map((row) => ({ ...row, columns: row.columns.map(bare) }));
}

async function liveTimeColumn(db: TestDatabase, dataset: Dataset): Promise<string | undefined> {
  const statement =
    db.database.engine.layout === 'partitions'
      ? sql`select attname as name from pg_partitioned_table join pg_attribute
                on attrelid = partrelid and attnum = partattrs[0]
             where partrelid = ${`radar.${dataset.name}`}::regclass`
      : sql`select column_name as name from timescaledb_information.dimensions
             where hypertable_schema = 'radar' and hypertable_name = ${dataset.name}`;
  const [row] = await db.database.query<{ name: string }>('test.time_column', statement);
  return row?.name;
}
