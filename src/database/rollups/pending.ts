import type { Rollup } from '../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../core/index.ts';
import { identifier, sql, trusted } from '../connection/index.ts';
import { bucketOf, timeColumnOf } from './aggregate.ts';
import { lockTouched, type Place } from './progress.ts';
import { guarded } from './transaction.ts';

/** A bucket of a rollup that has to be computed. */
export interface PendingBucket {
  readonly rollup: string;
  readonly bucket: Instant;
}

/**
 * Turns what writers recorded into pending buckets of every rollup. A record is taken exactly when
 * its rows are visible, and each statement after this one sees at least those rows. Records of
 * transactions under way stay for the next time, whatever their age.
 */
export async function collectTouched(place: Place): Promise<void> {
  const { database, session, guard } = place;
  await guarded(session, guard, async () => {
    await lockTouched(place);
    await session.execute(
      'rollups.collect',
      sql`with taken as (
            delete from ${database.relation('rollup_touched')} returning source, bucket, touched_at
          )
          insert into ${database.relation('rollup_pending')} (rollup, bucket, since)
          select progress.rollup,
                 date_bin(make_interval(secs => progress.bucket_seconds), taken.bucket,
                          timestamptz '1970-01-01 00:00+00'),
                 min(taken.touched_at)
            from taken
            join ${database.relation('rollup_progress')} as progress
              on progress.source = taken.source and not progress.continuous
           group by 1, 2
           order by 1, 2
          on conflict do nothing`,
    );
  });
}

/** Pending buckets of these rollups that ended at or before an instant, oldest first. */
export function pendingBuckets(
  { database, session }: Place,
  rollups: readonly Rollup[],
  { endedBy, limit }: { readonly endedBy: Instant; readonly limit: number },
): Promise<PendingBucket[]> {
  return session.query<PendingBucket>(
    'rollups.pending',
    sql`select pending.rollup, pending.bucket
          from ${database.relation('rollup_pending')} as pending
          join ${database.relation('rollup_progress')} as progress using (rollup)
         where pending.rollup = any(${rollups.map((rollup) => rollup.name)})
           and pending.bucket + make_interval(secs => progress.bucket_seconds)
               <= ${formatInstant(endedBy)}::timestamptz
         order by pending.bucket, pending.rollup
         limit ${Number.isFinite(limit) ? limit : null}::bigint`,
  );
}

/**
 * Makes those buckets pending in which there are more raw rows before `before` than the rollup has
 * counted: rows that were stored without a record, by hand or by a program from before rollups.
 */
export async function findUncounted(
  { database, session, guard }: Place,
  rollup: Rollup,
  before: Instant,
): Promise<number> {
  const end = sql`${formatInstant(before)}::timestamptz`;
  return guarded(session, guard, () =>
    session.execute(
      'rollups.uncounted',
      sql`insert into ${database.relation('rollup_pending')} (rollup, bucket, since)
          select ${rollup.name}, raw.bucket, now()
            from (select ${trusted(bucketOf(rollup))} as bucket, count(*) as samples
                    from ${database.relation(rollup.source)}
                   where ${identifier(timeColumnOf(rollup))} < ${end}
                   group by 1) as raw
            left join (select bucket, sum(sample_count) as samples
                         from ${database.relation(rollup.name)}
                        where bucket < ${end}
                        group by 1) as counted using (bucket)
           where raw.samples > coalesce(counted.samples, 0)
          on conflict do nothing`,
    ),
  );
}
