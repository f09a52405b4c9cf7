--! How far each rollup is. Before complete_to it holds every raw row that was stored; from open_from
-- on raw rows have to be asked (NULL: nothing is open, the rollup holds everything).
create or replace view :schema.rollup_status as
select progress.rollup,
       progress.source,
       progress.bucket_seconds,
       progress.continuous,
       open.open_from,
       least(
         open.open_from,
         date_bin(pg_catalog.make_interval(secs => progress.bucket_seconds), now(),
                  timestamptz '1970-01-01 00:00+00')
       ) as complete_to,
       (select count(*)
          from :schema.rollup_pending as pending
         where pending.rollup = progress.rollup) as pending_buckets,
       progress.refreshed_at,
       progress.refreshed_buckets,
       progress.skipped_buckets
  from :schema.rollup_progress as progress
 cross join lateral (
   select case
            when not progress.continuous then least(
              (select min(pending.bucket)
                 from :schema.rollup_pending as pending
                where pending.rollup = progress.rollup),
              date_bin(
                pg_catalog.make_interval(secs => progress.bucket_seconds),
                (select min(touched.bucket)
                   from :schema.rollup_touched as touched
                  where touched.source = progress.source),
                timestamptz '1970-01-01 00:00+00')
            )
          end as open_from
 ) as open;
