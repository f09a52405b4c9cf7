import type { Dataset, TimeSlicing } from '../../catalogue/index.ts';
import { codeOf, type Instant } from '../../core/index.ts';
import { type Database, identifier, type Session, SQLSTATE, sql } from '../connection/index.ts';
import type { Guard } from '../rollups/index.ts';
import { chunkName, openSlices, overlap } from './grid.ts';
import {
  attachSql,
  finalizeSql,
  labelSql,
  listPartitions,
  type Partition,
  parentName,
  partitionName,
} from './partition.ts';

/** How long a change of partitions waits for readers and writers before it gives way. */
const LOCK_TIMEOUT = '5s';

export interface Range {
  readonly from: Instant;
  readonly to: Instant;
}

export interface CreateOptions {
  readonly time: TimeSlicing;
  readonly range: Range;
  readonly guard?: Guard | undefined;
}

/**
 * Makes the partitions that [from, to] needs and that are missing. Answers how many. Those that are
 * there keep their width, whatever the grid is now: what lies between them is filled.
 */
export async function createPartitions(
  database: Database,
  dataset: Dataset,
  options: CreateOptions,
): Promise<number> {
  if (nextMissing(database, dataset, await listPartitions(database, dataset), options) === null) {
    return 0;
  }
  let created = 0;
  while (await createNext(database, dataset, options)) created++;
  return created;
}

/** What is to be attached next: one that exists apart from its table, or a new one. */
function nextMissing(
  database: Database,
  dataset: Dataset,
  present: readonly Partition[],
  { time, range }: CreateOptions,
): Partition | null {
  const attached = present.filter((one) => one.state === 'attached').map((one) => one.slice);
  const apart = present.find(
    ({ state, slice }) =>
      state !== 'attached' &&
      slice.from <= range.to &&
      slice.to > range.from &&
      !attached.some((one) => overlap(one, slice)),
  );
  if (apart !== undefined) return apart;
  const [slice] = openSlices(
    time,
    range,
    present.map((one) => one.slice),
  );
  if (slice === undefined) return null;
  const name = chunkName(dataset, slice);
  return { schema: database.chunkSchema, name, slice, state: 'loose' };
}

/**
 * Made beside the parent and attached afterwards: attaching takes a lock that lets readers and
 * writers of the parent go on, which `create table … partition of` would not.
 */
function createNext(
  database: Database,
  dataset: Dataset,
  options: CreateOptions,
): Promise<boolean> {
  return database.transaction('chunks.create', async (session) => {
    await session.script('chunks.lock_timeout', `set local lock_timeout = '${LOCK_TIMEOUT}'`);
    await options.guard?.(session);
    await lockSlices(session, database, dataset);
    const present = await listPartitions(database, dataset, session);
    const next = nextMissing(database, dataset, present, options);
    if (next === null) return false;
    const parent = parentName(database, dataset);
    // An interrupted detach of a chunk that is wanted again, after the clock stepped back, say.
    if (next.state === 'pending') await session.script('chunks.detach', finalizeSql(parent, next));
    await session.execute(
      'chunks.create',
      sql`create table if not exists ${identifier(next.schema)}.${identifier(next.name)} (like ${database.relation(dataset.name)} including defaults including constraints including storage)`,
    );
    await session.script('chunks.attach', `${labelSql(next)}; ${attachSql(parent, next)}`);
    return true;
  });
}

/** Two processes must not cut the same time into different slices. */
async function lockSlices(session: Session, database: Database, dataset: Dataset): Promise<void> {
  await session.query(
    'chunks.lock',
    sql`select pg_advisory_xact_lock(
          hashtextextended(${`radarstore chunks ${database.chunkSchema}.${dataset.name}`}, 0))`,
  );
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

export interface DropOptions {
  readonly cutoff: Instant;
  readonly guard?: Guard | undefined;
}

/**
 * Drops every partition that ends at or before `cutoff`. Answers the names that went. One that is
 * in use waits for the next run, and so do those after it: the server detaches only one partition
 * of a table at a time. While another process drops, this one leaves it to that.
 */
export async function dropPartitions(
  database: Database,
  dataset: Dataset,
  { cutoff, guard }: DropOptions,
): Promise<string[]> {
  const due = async () => {
    const present = await listPartitions(database, dataset);
    const expired = present.filter((one) => one.slice.to <= cutoff);
    const pending = present.filter((one) => one.state === 'pending');
    return { expired, pending, nothing: expired.length === 0 && pending.length === 0 };
  };
  if ((await due()).nothing) return [];
  return database.session('chunks.drop', async (session) => {
    if (!(await lockDrops(session, database, dataset))) return [];
    const { expired, pending } = await due();
    const parent = parentName(database, dataset);
    await session.script('chunks.lock_timeout', `set lock_timeout = '${LOCK_TIMEOUT}'`);
    const dropped: string[] = [];
    try {
      for (const one of pending) await session.script('chunks.detach', finalizeSql(parent, one));
      for (const one of expired) {
        await dropPartition(session, { parent, partition: one, guard });
        dropped.push(one.name);
      }
    } catch (fault) {
      if (codeOf(fault) !== SQLSTATE.lockNotAvailable) throw fault;
    }
    return dropped;
  });
}

interface Drop {
  readonly parent: string;
  readonly partition: Partition;
  readonly guard: Guard | undefined;
}

/** Detaching cannot be in a transaction, so the guard has one of its own before it. */
async function dropPartition(session: Session, { parent, partition, guard }: Drop): Promise<void> {
  const name = partitionName(partition);
  if (partition.state === 'attached') {
    await guard?.(session);
    await session.script(
      'chunks.detach',
      `alter table ${parent} detach partition ${name} concurrently`,
    );
  }
  await session.script('chunks.begin', 'begin');
  try {
    await guard?.(session);
    await session.script('chunks.drop', `drop table ${name}; commit`);
  } catch (fault) {
    await session.script('chunks.rollback', 'rollback').catch(() => {});
    throw fault;
  }
}
