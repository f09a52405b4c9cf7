import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Column,
  DATASETS,
  type Dataset,
  mayDiffer,
  ROLLUPS,
  timeOf,
} from '../../src/catalogue/index.ts';
import { codeOf, systemClock } from '../../src/core/index.ts';
import {
  applySchema,
  type Database,
  ensureChunks,
  SQLSTATE,
  sql,
  verifySchema,
} from '../../src/database/index.ts';
import { silentLogger } from '../../src/observe/index.ts';
import {
  readRollup,
  readRollupQuestion,
  readSummary,
  readSummaryQuestion,
} from '../../src/query/index.ts';
import { type BootstrappedDatabase, bootstrapDatabase } from '../support/bootstrap.ts';
import { createTestDatabase, describeEachServer, type TestDatabase } from '../support/database.ts';

const OPTIONS = { log: silentLogger, programVersion: 'test' };
const ROLES = ['owner', 'writer', 'reader'] as const;
const RIGHTS = ['insert', 'select', 'update', 'delete'] as const;
type Role = (typeof ROLES)[number];
type Right = (typeof RIGHTS)[number];

/** Longest statement of the reader here, so that no test waits. */
const READER_TIMEOUT = '150ms';

const isSecret = (dataset: Dataset) => dataset.rights?.secret === true;
const relations = DATASETS.filter((dataset) => dataset.kind !== 'view');
const shown = DATASETS.filter((dataset) => !isSecret(dataset));
const secrets = DATASETS.filter(isSecret);

/** What design and catalogue say, apart from the code that grants. */
function mayDo(role: Role, right: Right, dataset: Dataset): boolean {
  if (role === 'owner') return true;
  if (role === 'reader') return right === 'select' && !isSecret(dataset);
  if (dataset.rights !== undefined) return dataset.rights.writer.includes(right);
  if (dataset.kind === 'table' || right === 'select' || right === 'insert') return true;
  return right === 'update' && mayDiffer(dataset);
}

describeEachServer('rights', (engine) => {
  let db: TestDatabase;
  let boot: BootstrappedDatabase;
  const pools = new Map<Role, Database>();
  const as = (role: Role) => pools.get(role) as Database;

  beforeAll(async () => {
    db = await createTestDatabase(engine, { migrated: false });
    boot = await bootstrapDatabase(db, { readerTimeout: READER_TIMEOUT });
    for (const role of ROLES) pools.set(role, await boot.connect(role, { maxConnections: 2 }));
    await applySchema(as('owner'), OPTIONS);
    const now = Date.now() * 1_000;
    // Partitions that are made after the rights were given.
    for (const dataset of relations)
      await ensureChunks(as('owner'), dataset, { from: now, to: now });
  });
  afterAll(async () => {
    for (const pool of pools.values()) await pool.close();
    await boot?.drop();
    await db?.drop();
  });

  test('of an owner who is no superuser and may not create schemas are enough to apply the schema', async () => {
    const [owner] = await as('owner').query(
      'test.owner',
      sql`select rolsuper as super, has_database_privilege(current_database(), 'create') as creates
            from pg_roles where rolname = current_user`,
    );
    expect(owner).toEqual({ super: false, creates: false });
    const { drifts, skipped } = await verifySchema(as('owner'));
    // The bootstrap brought pg_trgm, for which indexes are made by the reconciler.
    expect(drifts.filter((drift) => !drift.expected.includes('gin_trgm_ops'))).toEqual([]);
    expect(skipped).toEqual([]);
  });

  describe.each(relations)('on $name', (dataset) => {
    // The writer first: on hypertables it is its row for which the chunk is made.
    test.each(['writer', 'owner', 'reader'] as const)(
      'of the %s are those of the catalogue',
      async (role) => {
        for (const right of RIGHTS) {
          const allowed = mayDo(role, right, dataset);
          expect(await attempt(role, right, dataset), `${role} ${right}`).toBe(allowed);
        }
      },
    );
  });

  test.each(shown)('let the reader see $name, and its view for Grafana', async ({ name }) => {
    for (const schema of ['radar', 'radar_grafana']) {
      await as('reader').script('test.read', `select * from ${schema}.${name} limit 1`);
    }
  });

  test.each(secrets)('keep $name from the reader, and from Grafana at all', async ({ name }) => {
    await expect(
      as('reader').script('test.read', `select * from radar.${name} limit 1`),
    ).rejects.toMatchObject({ code: SQLSTATE.insufficientPrivilege });
    await expect(
      as('owner').script('test.read', `select * from radar_grafana.${name} limit 1`),
    ).rejects.toMatchObject({ code: SQLSTATE.undefinedTable });
  });

  test('let nobody but the owner write what the program records about itself', async () => {
    for (const role of ['writer', 'reader'] as const) {
      for (const table of ['schema_migrations', 'schema_programmables', 'maintenance_jobs']) {
        await as(role).script('test.read', `select * from radar.${table}`);
        await expect(write(role, `delete from radar.${table}`)).rejects.toMatchObject({
          code: SQLSTATE.insufficientPrivilege,
        });
      }
    }
  });

  test('let writer and reader call the functions of the schema', async () => {
    for (const role of ['writer', 'reader'] as const) {
      await as(role).script('test.call', "select radar.histogram_quantile('{}'::jsonb, 0.5)");
    }
  });

  test('let the reader read every rollup, with what it has yet to take in', async () => {
    // A session of its own, whose statements may take longer.
    await as('reader').session('test.rollups', async (session) => {
      const database = { ...as('reader'), query: session.query };
      for (const rollup of ROLLUPS) {
        const question = readRollupQuestion(rollup, { by: 'none', step: '1h' }, systemClock);
        const { series } = await readRollup(database, question);
        expect(series.length, rollup.name).toBeLessThanOrEqual(1);
      }
      await readSummary(database, readSummaryQuestion({}, systemClock));
    });
  });

  test('let nobody but the owner make tables in our schemas', async () => {
    for (const role of ['writer', 'reader'] as const) {
      for (const schema of ['radar', 'radar_grafana']) {
        await expect(write(role, `create table ${schema}.mine ()`)).rejects.toMatchObject({
          code: SQLSTATE.insufficientPrivilege,
        });
      }
    }
  });

  test('end a long statement of the reader, and let it change nothing, whatever its program sets', async () => {
    const client = new Client({ connectionString: boot.url('reader') });
    await client.connect();
    try {
      await expect(client.query('select pg_sleep(30)')).rejects.toMatchObject({
        code: SQLSTATE.queryCanceled,
      });
      const { rows } = await client.query('show default_transaction_read_only');
      expect(rows).toEqual([{ default_transaction_read_only: 'on' }]);
      const found = await client.query('select * from cpu_metrics limit 1');
      expect(found.rows.length).toBeLessThanOrEqual(1);
    } finally {
      await client.end();
    }
  });

  /** Runs a statement in a transaction that may write, whatever the role's default is. */
  function write(role: Role, text: string): Promise<void> {
    return as(role).transaction('test.write', async (session) => {
      await session.script('test.write', 'set transaction read write');
      await session.script('test.write', text);
    });
  }

  /** Whether the role may; any other fault than that it may not is one of the test. */
  async function attempt(role: Role, right: Right, dataset: Dataset): Promise<boolean> {
    try {
      await write(role, statement(right, dataset));
      return true;
    } catch (fault) {
      if (codeOf(fault) !== SQLSTATE.insufficientPrivilege) throw fault;
      return false;
    }
  }
});

function statement(right: Right, dataset: Dataset): string {
  const table = `radar.${dataset.name}`;
  const [first = ''] = Object.keys(dataset.columns);
  switch (right) {
    case 'select':
      return `select * from ${table}`;
    case 'insert': {
      const needed = Object.entries(dataset.columns).filter(
        ([name, column]) => !column.nullable || name === timeOf(dataset)?.column,
      );
      const written = needed.filter(([, column]) => column.default === undefined);
      return `insert into ${table} (${written.map(([name]) => `"${name}"`).join(', ')})
              values (${written.map(([, column]) => sample(column)).join(', ')})`;
    }
    case 'update':
      return `update ${table} set "${first}" = "${first}"`;
    case 'delete':
      return `delete from ${table}`;
  }
}

/** A value that no other attempt has, so that keys do not interfere. */
function sample({ type }: Column): string {
  switch (type) {
    case 'timestamp with time zone':
      return 'clock_timestamp()';
    case 'uuid':
      return 'gen_random_uuid()';
    case 'bytea':
      return 'uuid_send(gen_random_uuid())';
    case 'text':
      return 'gen_random_uuid()::text';
    case 'boolean':
      return 'true';
    case 'jsonb':
      return "'{}'";
    default:
      return type.endsWith('[]') ? "'{}'" : '1';
  }
}
