drop table if exists "radar"."device_metrics_summary_cpu";

create materialized view "radar"."device_metrics_summary_cpu"
  with (timescaledb.continuous, timescaledb.materialized_only = false) as
select "public".time_bucket(interval '300 seconds', "timestamp") as "bucket",
       "device_id" as "device_id",
       coalesce(poller_id, '') as "poller_id",
       coalesce(agent_id, '') as "agent_id",
       coalesce(partition, 'default') as "partition",
       count(*) as "sample_count",
       count("usage_percent") as "usage_percent_count",
       sum("usage_percent") as "usage_percent_sum",
       min("usage_percent") as "usage_percent_min",
       max("usage_percent") as "usage_percent_max"
  from "radar"."cpu_metrics"
 group by "public".time_bucket(interval '300 seconds', "timestamp"), "device_id", coalesce(poller_id, ''), coalesce(agent_id, ''), coalesce(partition, 'default')
  with no data;

select "public".set_chunk_time_interval('"radar"."device_metrics_summary_cpu"', interval '43200 seconds');

insert into "radar".rollup_progress (rollup, source, bucket_seconds, continuous)
values ('device_metrics_summary_cpu', 'cpu_metrics', 300, true)
on conflict (rollup) do update set continuous = true;

delete from "radar".rollup_pending where rollup = 'device_metrics_summary_cpu';

select "public".add_continuous_aggregate_policy('"radar"."device_metrics_summary_cpu"',
  start_offset => interval '259200 seconds', end_offset => interval '600 seconds',
  schedule_interval => interval '300 seconds');

select "public".add_retention_policy('"radar"."device_metrics_summary_cpu"', drop_after => interval '259200 seconds',
  schedule_interval => interval '3600 seconds');

drop materialized view "radar"."device_metrics_summary_cpu";

delete from "radar".rollup_progress where rollup = 'device_metrics_summary_cpu';

drop table if exists "radar"."device_metrics_summary_disk";

create materialized view "radar"."device_metrics_summary_disk"
  with (timescaledb.continuous, timescaledb.materialized_only = false) as
select "public".time_bucket(interval '300 seconds', "timestamp") as "bucket",
       "device_id" as "device_id",
       coalesce(poller_id, '') as "poller_id",
       coalesce(agent_id, '') as "agent_id",
       coalesce(partition, 'default') as "partition",
       "mount_point" as "mount_point",
       count(*) as "sample_count",
       (max(array[extract(epoch from "timestamp" - timestamptz '1970-01-01 00:00+00'), "total_bytes"]) filter (where "total_bytes" is not null))[2]::bigint as "total_bytes_last",
       (max(array[extract(epoch from "timestamp" - timestamptz '1970-01-01 00:00+00'), "used_bytes"]) filter (where "used_bytes" is not null))[2]::bigint as "used_bytes_last"
  from "radar"."disk_metrics"
 group by "public".time_bucket(interval '300 seconds', "timestamp"), "device_id", coalesce(poller_id, ''), coalesce(agent_id, ''), coalesce(partition, 'default'), "mount_point"
  with no data;

select "public".set_chunk_time_interval('"radar"."device_metrics_summary_disk"', interval '43200 seconds');

insert into "radar".rollup_progress (rollup, source, bucket_seconds, continuous)
values ('device_metrics_summary_disk', 'disk_metrics', 300, true)
on conflict (rollup) do update set continuous = true;

delete from "radar".rollup_pending where rollup = 'device_metrics_summary_disk';

select "public".add_continuous_aggregate_policy('"radar"."device_metrics_summary_disk"',
  start_offset => interval '259200 seconds', end_offset => interval '600 seconds',
  schedule_interval => interval '300 seconds');

select "public".add_retention_policy('"radar"."device_metrics_summary_disk"', drop_after => interval '259200 seconds',
  schedule_interval => interval '3600 seconds');

drop materialized view "radar"."device_metrics_summary_disk";

delete from "radar".rollup_progress where rollup = 'device_metrics_summary_disk';

drop table if exists "radar"."device_metrics_summary_memory";

create materialized view "radar"."device_metrics_summary_memory"
  with (timescaledb.continuous, timescaledb.materialized_only = false) as
select "public".time_bucket(interval '300 seconds', "timestamp") as "bucket",
       "device_id" as "device_id",
       coalesce(poller_id, '') as "poller_id",
       coalesce(agent_id, '') as "agent_id",
       coalesce(partition, 'default') as "partition",
       count(*) as "sample_count",
       (max(array[extract(epoch from "timestamp" - timestamptz '1970-01-01 00:00+00'), "total_bytes"]) filter (where "total_bytes" is not null))[2]::bigint as "total_bytes_last",
       (max(array[extract(epoch from "timestamp" - timestamptz '1970-01-01 00:00+00'), "used_bytes"]) filter (where "used_bytes" is not null))[2]::bigint as "used_bytes_last"
  from "radar"."memory_metrics"
 group by "public".time_bucket(interval '300 seconds', "timestamp"), "device_id", coalesce(poller_id, ''), coalesce(agent_id, ''), coalesce(partition, 'default')
  with no data;

select "public".set_chunk_time_interval('"radar"."device_metrics_summary_memory"', interval '43200 seconds');

insert into "radar".rollup_progress (rollup, source, bucket_seconds, continuous)
values ('device_metrics_summary_memory', 'memory_metrics', 300, true)
on conflict (rollup) do update set continuous = true;

delete from "radar".rollup_pending where rollup = 'device_metrics_summary_memory';

select "public".add_continuous_aggregate_policy('"radar"."device_metrics_summary_memory"',
  start_offset => interval '259200 seconds', end_offset => interval '600 seconds',
  schedule_interval => interval '300 seconds');

select "public".add_retention_policy('"radar"."device_metrics_summary_memory"', drop_after => interval '259200 seconds',
  schedule_interval => interval '3600 seconds');

drop materialized view "radar"."device_metrics_summary_memory";

delete from "radar".rollup_progress where rollup = 'device_metrics_summary_memory';
