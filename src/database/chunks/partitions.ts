import type { Dataset, TimeSlicing } from '../../catalogue/index.ts';
import { codeOf, formatInstant, type Instant } from '../../core/index.ts';
import {
  type Database,
  identifier,
  quoteIdentifier,
  type Session,
  SQLSTATE,
  sql,
} from '../connection/index.ts';
import { chunkName, type Slice, sliceOfName, slicesBetween } from './grid.ts';

/** How long a change of partitions waits for readers and writers before it gives way. */
const LOCK_TIMEOUT = '5s';

/** A partition of plain PostgreSQL. */
export interface Partition {
  readonly name: string;
  /** Its bounds as the server has them; of a loose one, those that its name tells. */
  readonly slice: Slice;
  /** `pending`: a detach began and did not end. `loose`: made but not attached, or detached. */
  readonly state: 'attached' | 'pending' | 'loose';
}

/** The partitions of a dataset, oldest first. */
export async function listPartitions(
  database: Database,
  dataset: Dataset,
  time: TimeSlicing,
): Promise<Partition[]> {
  const rows = await database.query<PartitionRow>(
    'chunks.list',
    sql`select relation.relname as name,
               parent.inhparent is not null as attached,
               coalesce(parent.inhdetachpending, false) as pending,
               bounds.texts[1]::timestamptz as from,
               bounds.texts[2]::timestamptz as to
          from pg_class as relation
          join pg_namespace as namespace on namespace.oid = relation.relnamespace
          left join pg_inherits as parent on parent.inhrelid = relation.oid
          cross join lateral (
            select regexp_match(pg_get_expr(relation.relpartbound, relation.oid),
                                'FROM \\(''([^'']+)''\\) TO \\(''([^'']+)''\\)') as texts
          ) as bounds
         where namespace.nspname = ${database.chunkSchema}
           and relation.relkind = 'r'
           and starts_with(relation.relname, ${`${dataset.name}_`})`,
  );
  return rows
    .flatMap((row) => {
      const named = sliceOfName(dataset, time, row.name);
      if (named === undefined) return [];
      const slice = row.from === null || row.to === null ? named : { from: row.from, to: row.to };
      const state = row.pending ? 'pending' : row.attached ? 'attached' : 'loose';
      return [{ name: row.name, slice, state } satisfies Partition];
    })
    .sort((a, b) => a.slice.from - b.slice.from);
}

interface PartitionRow {
  readonly name: string;
  readonly attached: boolean;
  readonly pending: boolean;
  readonly from: Instant | null;
  readonly to: Instant | null;
}

/** Makes the partitions that [from, to] needs and that are missing. Answers how many. */
export async function createPartitions(
  database: Database,
  dataset: Dataset,
  time: TimeSlicing,
  range: { readonly from: Instant; readonly to: Instant },
): Promise<number> {
  const present = await listPartitions(database, dataset, time);
  const attached = present.filter((one) => one.state === 'attached').map((one) => one.slice);
  let created = 0;
  for (const slice of slicesBetween(time, range.from, range.to)) {
    if (attached.some((one) => one.from <= slice.from && slice.to <= one.to)) continue;
    if (await createPartition(database, dataset, slice)) created++;
  }
  return created;
}

/**
 * Made beside the parent and attached afterwards: attaching takes a lock that lets readers and
 * writers of the parent go on, which `create table … partition of` would not.
 */
async function createPartition(
  database: Database,
  dataset: Dataset,
  slice: Slice,
): Promise<boolean> {
  const name = chunkName(dataset, slice);
  return database.transaction('chunks.create', async (session) => {
    await session.script('chunks.lock_timeout', `set local lock_timeout = '${LOCK_TIMEOUT}'`);
    await session.query(
      'chunks.lock',
      sql`select pg_advisory_xact_lock(hashtextextended(${`${database.chunkSchema}.${name}`}, 0))`,
    );
    const state = await stateOf(session, database, name);
    if (state === 'attached') return false;
    // An interrupted detach of a chunk that is wanted again, after the clock stepped back, say.
    if (state === 'pending')
      await session.script('chunks.detach', finalizeSql(database, dataset, name));
    await session.execute(
      'chunks.create',
      sql`create table if not exists ${identifier(database.chunkSchema)}.${identifier(name)} (like ${database.relation(dataset.name)} including defaults including constraints including storage)`,
    );
    const { parent, chunk } = qualifiedNames(database, dataset, name);
    // Bounds are no parameters in PostgreSQL; both texts are instants that we formatted.
    await session.script(
      'chunks.attach',
      `alter table ${parent} attach partition ${chunk}
         for values from ('${formatInstant(slice.from)}') to ('${formatInstant(slice.to)}')`,
    );
    return true;
  });
}

async function stateOf(
  session: Session,
  database: Database,
  name: string,
): Promise<'attached' | 'pending' | 'loose'> {
  const [row] = await session.query<{ pending: boolean }>(
    'chunks.state',
    sql`select inhdetachpending as pending
          from pg_inherits join pg_class on pg_class.oid = inhrelid
          join pg_namespace on pg_namespace.oid = relnamespace
         where nspname = ${database.chunkSchema} and relname = ${name}`,
  );
  if (row === undefined) return 'loose';
  return row.pending ? 'pending' : 'attached';
}

function finalizeSql(database: Database, dataset: Dataset, name: string): string {
  const { parent, chunk } = qualifiedNames(database, dataset, name);
  return `alter table ${parent} detach partition ${chunk} finalize`;
}

function qualifiedNames(database: Database, dataset: Dataset, name: string) {
  return {
    parent: `${quoteIdentifier(database.options.schema)}.${quoteIdentifier(dataset.name)}`,
    chunk: `${quoteIdentifier(database.chunkSchema)}.${quoteIdentifier(name)}`,
  };
}

/** Two processes that drop at once, one of which wrongly thinks that it leads, must not collide. */
async function lockDrops(session: Session, database: Database, dataset: Dataset): Promise<boolean> {
  const [row] = await session.query<{ locked: boolean }>(
    'chunks.lock_drops',
    sql`select pg_try_advisory_lock(
          hashtextextended(${`radarstore drops ${database.chunkSchema}.${dataset.name}`}, 0)) as locked`,
  );
  return row?.locked === true;
}

/**
 * Drops every partition that ends at or before `cutoff`. Answers the names that went. One that is
 * in use waits for the next run, and so do those after it: the server detaches only one partition
 * of a table at a time. While another process drops, this one leaves it to that.
 */
export async function dropPartitions(
  database: Database,
  dataset: Dataset,
  time: TimeSlicing,
  cutoff: Instant,
): Promise<string[]> {
  const due = async () => {
    const present = await listPartitions(database, dataset, time);
    const expired = present.filter((one) => one.slice.to <= cutoff);
    const pending = present.filter((one) => one.state === 'pending');
    return { expired, pending, nothing: expired.length === 0 && pending.length === 0 };
  };
  if ((await due()).nothing) return [];
  return database.session('chunks.drop', async (session) => {
    if (!(await lockDrops(session, database, dataset))) return [];
    const { expired, pending } = await due();
    await session.script('chunks.lock_timeout', `set lock_timeout = '${LOCK_TIMEOUT}'`);
    const dropped: string[] = [];
    try {
      for (const { name } of pending) {
        await session.script('chunks.detach', finalizeSql(database, dataset, name));
      }
      for (const partition of expired) {
        const { parent, chunk } = qualifiedNames(database, dataset, partition.name);
        if (partition.state === 'attached') {
          await session.script(
            'chunks.detach',
            `alter table ${parent} detach partition ${chunk} concurrently`,
          );
        }
        await session.script('chunks.drop', `drop table ${chunk}`);
        dropped.push(partition.name);
      }
    } catch (fault) {
      if (codeOf(fault) !== SQLSTATE.lockNotAvailable) throw fault;
    }
    return dropped;
  });
}
