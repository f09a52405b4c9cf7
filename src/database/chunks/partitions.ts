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
  const rows = await database.query<{ name: string; attached: boolean; pending: boolean }>(
    'chunks.list',
    sql`select relation.relname as name,
               parent.inhparent is not null as attached,
               coalesce(parent.inhdetachpending, false) as pending
          from pg_class as relation
          join pg_namespace as namespace on namespace.oid = relation.relnamespace
          left join pg_inherits as parent on parent.inhrelid = relation.oid
         where namespace.nspname = ${database.chunkSchema}
           and relation.relkind = 'r'
           and starts_with(relation.relname, ${`${dataset.name}_`})`,
  );
  return rows
    .flatMap((row) => {
      const slice = sliceOfName(dataset, time, row.name);
      if (slice === undefined) return [];
      const state = row.pending ? 'pending' : row.attached ? 'attached' : 'loose';
      return [{ name: row.name, slice, state } satisfies Partition];
    })
    .sort((a, b) => a.slice.from - b.slice.from);
}

/** Makes the partitions that [from, to] needs and that are missing. Answers how many. */
export async function createPartitions(
  database: Database,
  dataset: Dataset,
  time: TimeSlicing,
  range: { readonly from: Instant; readonly to: Instant },
): Promise<number> {
  const present = await listPartitions(database, dataset, time);
  const attached = new Set(
    present.filter((one) => one.state === 'attached').map((one) => one.name),
  );
  let created = 0;
  for (const slice of slicesBetween(time, range.from, range.to)) {
    if (attached.has(chunkName(dataset, slice))) continue;
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
  const chunk = sql`${identifier(database.chunkSchema)}.${identifier(name)}`;
  return database.transaction('chunks.create', async (session) => {
    await session.script('chunks.lock_timeout', `set local lock_timeout = '${LOCK_TIMEOUT}'`);
    await session.query(
      'chunks.lock',
      sql`select pg_advisory_xact_lock(hashtextextended(${`${database.chunkSchema}.${name}`}, 0))`,
    );
    if (await isAttached(session, database, name)) return false;
    await session.execute(
      'chunks.create',
      sql`create table if not exists ${chunk} (like ${database.relation(dataset.name)} including defaults including constraints including storage)`,
    );
    // Bounds are no parameters in PostgreSQL; both texts are instants that we formatted.
    await session.script(
      'chunks.attach',
      `alter table ${quoteIdentifier(database.options.schema)}.${quoteIdentifier(dataset.name)}
         attach partition ${quoteIdentifier(database.chunkSchema)}.${quoteIdentifier(name)}
         for values from ('${formatInstant(slice.from)}') to ('${formatInstant(slice.to)}')`,
    );
    return true;
  });
}

async function isAttached(session: Session, database: Database, name: string): Promise<boolean> {
  const [row] = await session.query<{ attached: boolean }>(
    'chunks.is_attached',
    sql`select exists (select from pg_inherits join pg_class on pg_class.oid = inhrelid
                         join pg_namespace on pg_namespace.oid = relnamespace
                        where nspname = ${database.chunkSchema} and relname = ${name}
                          and not inhdetachpending) as attached`,
  );
  return row?.attached === true;
}

/** Drops every partition that ends at or before `cutoff`. Answers the names that went. */
export async function dropPartitions(
  database: Database,
  dataset: Dataset,
  time: TimeSlicing,
  cutoff: Instant,
): Promise<string[]> {
  const expired = (await listPartitions(database, dataset, time)).filter(
    (one) => one.slice.to <= cutoff,
  );
  if (expired.length === 0) return [];
  return database.session('chunks.drop', async (session) => {
    await session.script('chunks.lock_timeout', `set lock_timeout = '${LOCK_TIMEOUT}'`);
    const dropped: string[] = [];
    for (const partition of expired) {
      if (await dropPartition(session, database, dataset, partition)) dropped.push(partition.name);
    }
    return dropped;
  });
}

/** Detaches without blocking readers, then drops. A busy partition waits for the next run. */
async function dropPartition(
  session: Session,
  database: Database,
  dataset: Dataset,
  partition: Partition,
): Promise<boolean> {
  const parent = `${quoteIdentifier(database.options.schema)}.${quoteIdentifier(dataset.name)}`;
  const chunk = `${quoteIdentifier(database.chunkSchema)}.${quoteIdentifier(partition.name)}`;
  try {
    if (partition.state !== 'loose') {
      const how = partition.state === 'pending' ? 'finalize' : 'concurrently';
      await session.script(
        'chunks.detach',
        `alter table ${parent} detach partition ${chunk} ${how}`,
      );
    }
    await session.script('chunks.drop', `drop table ${chunk}`);
    return true;
  } catch (fault) {
    if (codeOf(fault) === SQLSTATE.lockNotAvailable) return false;
    throw fault;
  }
}
