import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATASETS, type Dataset, timeOf } from '../../src/catalogue/index.ts';
import { systemClock } from '../../src/core/index.ts';
import { dropExpiredChunks } from '../../src/database/chunks/index.ts';
import { applySchema, printSchema, schemaStatus, sql } from '../../src/database/index.ts';
import { measureSizes } from '../../src/database/storage/size.ts';
import { silentLogger } from '../../src/observe/index.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { expectGolden } from '../support/golden.ts';
import { dumpSchema } from '../support/schema-dump.ts';

describeEachEngine('the schema', (engine) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
  });
  afterAll(async () => db?.drop());

  test('is what the golden file of its layout says', async () => {
    await expectGolden(`schema/${db.database.engine.layout}.txt`, await dumpSchema(db.database));
  });

  test('printed as SQL and run by an administrator gives the same schema, found current', async () => {
    const byHand = await createTestDatabase(engine, { migrated: false });
    try {
      const { layout } = db.database.engine;
      const text = await printSchema({ layout, schema: 'radar', programVersion: 'test' });
      await byHand.database.script('test.psql', text);
      expect(await dumpSchema(byHand.database)).toBe(await dumpSchema(db.database));
      expect((await schemaStatus(byHand.database)).state).toBe('current');
    } finally {
      await byHand.drop();
    }
  });

  test.skipIf(engine === 'postgres')(
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

  describe.each(DATASETS)('dataset $name', (dataset) => {
    test('has the columns, types, nullability and defaults of the catalogue', async () => {
      const declared = Object.entries(dataset.columns).map(([name, column]) => ({
        name,
        type: column.type,
        nullable: column.nullable,
        default: 'default' in column ? column.default : null,
      }));
      expect(await liveColumns(db, dataset)).toEqual(declared);
    });

    test('compares its text keys by code unit', async () => {
      const rows = await db.database.query<{ name: string; collation: string }>(
        'test.collations',
        sql`select attname as name, collname as collation
              from pg_attribute join pg_collation on pg_collation.oid = attcollation
             where attrelid = ${`radar.${dataset.name}`}::regclass and attname = any(${[...dataset.key]})`,
      );
      expect(rows.filter((row) => row.collation !== 'C')).toEqual([]);
    });

    test('has its key, in which NULLs are equal, and its indexes', async () => {
      const indexes = await liveIndexes(db, dataset);
      expect(indexes.find((index) => index.unique)).toEqual({
        name: `${dataset.name}_key`,
        columns: dataset.key,
        unique: true,
        nullsDistinct: dataset.kind === 'table',
      });
      expect(
        indexes.filter((index) => !index.unique).map(({ name, columns }) => ({ name, columns })),
      ).toEqual([...dataset.indexes].sort((a, b) => (a.name < b.name ? -1 : 1)));
    });

    test('is sliced by the time column of the catalogue', async () => {
      expect(await liveTimeColumn(db, dataset)).toBe(timeOf(dataset)?.column);
    });
  });
});

function liveColumns(db: TestDatabase, dataset: Dataset) {
  return db.database.query(
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

function liveIndexes(db: TestDatabase, dataset: Dataset): Promise<LiveIndex[]> {
  return db.database.query<LiveIndex>(
    'test.indexes',
    sql`select relname as name, indisunique as unique, not indnullsnotdistinct as "nullsDistinct",
               array(select replace(pg_get_indexdef(indexrelid, position, false), '"', '') ||
                            case indoption[position - 1] when 1 then ' desc nulls last' when 3 then ' desc' else '' end
                       from generate_series(1, indnkeyatts::integer) as position) as columns
          from pg_index join pg_class on pg_class.oid = indexrelid
         where indrelid = ${`radar.${dataset.name}`}::regclass
         order by relname`,
  );
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
