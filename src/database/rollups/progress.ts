import { ROLLUPS, type Rollup } from '../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';
import { type Database, identifier, type Session, sql, trusted } from '../connection/index.ts';
import { bucketOf, timeColumnOf } from './aggregate.ts';
import { type Guard, guarded } from './transaction.ts';

/** Where rollups are maintained: a session of its own, under the leader's guard. */
export interface Place {
  readonly database: Database;
  readonly session: Session;
  readonly guard: Guard | undefined;
}

interface Progress {
  readonly rollup: string;
  readonly continuous: boolean;
}

/**
 * The rollups that the refresh maintains here. One that is new, or whose table took the place of a
 * continuous aggregate, is entered first, with every bucket that has raw rows as pending.
 */
export async function maintainedRollups(place: Place): Promise<Rollup[]> {
  const relations = await readRelations(place);
  const entered = new Map((await readProgress(place)).map((one) => [one.rollup, one]));
  const maintained: Rollup[] = [];
  for (const rollup of ROLLUPS) {
    const kind = relations.get(rollup.name);
    if (kind === undefined) continue;
    const continuous = kind === 'v';
    if (entered.get(rollup.name)?.continuous !== continuous) {
      await enter(place, rollup, continuous);
    }
    if (!continuous) maintained.push(rollup);
  }
  return maintained;
}

/** Kinds of the relations of rollups: tables, or `v` for a continuous aggregate. */
async function readRelations({ database, session }: Place): Promise<Map<string, string>> {
  const rows = await session.query<{ name: string; kind: string }>(
    'rollups.relations',
    sql`select relname as name, relkind as kind
          from pg_class join pg_namespace on pg_namespace.oid = relnamespace
         where nspname = ${database.options.schema}
           and relname = any(${ROLLUPS.map((rollup) => rollup.name)})`,
  );
  return new Map(rows.map((row) => [row.name, row.kind]));
}

function readProgress({ database, session }: Place): Promise<Progress[]> {
  return session.query<Progress>(
    'rollups.progress',
    sql`select rollup, continuous from ${database.relation('rollup_progress')}`,
  );
}

async function enter(place: Place, rollup: Rollup, continuous: boolean): Promise<void> {
  const { database, session, guard } = place;
  await guarded(session, guard, async () => {
    await lockTouched(place);
    await session.execute(
      'rollups.enter',
      sql`insert into ${database.relation('rollup_progress')} as progress
                 (rollup, source, bucket_seconds, continuous)
          values (${rollup.name}, ${rollup.source}, ${rollup.bucketSeconds}, ${continuous})
          on conflict (rollup) do update
             set source = excluded.source, bucket_seconds = excluded.bucket_seconds,
                 continuous = excluded.continuous`,
    );
    if (continuous) await forgetPending(place, rollup);
    else await addCovered(place, rollup);
  });
}

/** A continuous aggregate sees by itself what it has to compute. */
async function forgetPending({ database, session }: Place, { name }: Rollup): Promise<void> {
  await session.execute(
    'rollups.forget',
    sql`delete from ${database.relation('rollup_pending')} where rollup = ${name}`,
  );
}

/**
 * Makes every bucket that has raw rows pending, so that the next refresh computes it anew; buckets
 * whose raw rows are gone stay as they are.
 */
export async function rebuildRollup(
  database: Database,
  rollup: Rollup,
  guard?: Guard,
): Promise<number> {
  return database.session('rollups.rebuild', (session) =>
    guarded(session, guard, () => addCovered({ database, session, guard }, rollup)),
  );
}

/** One step down the time index per bucket, not a scan of the raw rows. */
async function addCovered({ database, session }: Place, rollup: Rollup): Promise<number> {
  const time = identifier(timeColumnOf(rollup));
  const source = database.relation(rollup.source);
  const bucket = trusted(bucketOf(rollup, `min(${time.sql})`));
  const width = trusted(`interval '${rollup.bucketSeconds} seconds'`);
  return session.execute(
    'rollups.covered',
    sql`insert into ${database.relation('rollup_pending')} (rollup, bucket, since)
        with recursive covered (bucket) as (
          (select ${bucket} from ${source} where ${time} > '-infinity' and ${time} < 'infinity')
          union all
          select (select ${bucket} from ${source}
                   where ${time} >= covered.bucket + ${width} and ${time} < 'infinity')
            from covered where covered.bucket is not null
        )
        select ${rollup.name}, bucket, now() from covered where bucket is not null
        on conflict do nothing`,
  );
}

/**
 * Held while what was touched is handed to the rollups, and while a rollup is entered: otherwise a
 * row could be seen by neither.
 */
export async function lockTouched({ database, session }: Place): Promise<void> {
  await session.query(
    'rollups.lock',
    sql`select pg_advisory_xact_lock(
          hashtextextended(${`radarstore rollups ${database.options.schema}`}, 0))`,
  );
}

/** What a run did to one rollup. */
export interface Counts {
  readonly refreshed: number;
  readonly skipped: number;
}

/** Notes what a run did. */
export async function recordProgress(
  { database, session, guard }: Place,
  now: Instant,
  counts: ReadonlyMap<string, Counts>,
): Promise<void> {
  if (counts.size === 0) return;
  const list = [...counts];
  await guarded(session, guard, () =>
    session.execute(
      'rollups.record',
      sql`update ${database.relation('rollup_progress')} as progress
             set refreshed_at = ${formatInstant(now)}::timestamptz,
                 refreshed_buckets = progress.refreshed_buckets + run.refreshed,
                 skipped_buckets = progress.skipped_buckets + run.skipped
            from unnest(${list.map(([name]) => name)}::text[],
                        ${list.map(([, one]) => one.refreshed)}::bigint[],
                        ${list.map(([, one]) => one.skipped)}::bigint[]) as run (rollup, refreshed, skipped)
           where progress.rollup = run.rollup`,
    ),
  );
}
