--! CPU, disk and memory of each device per five minutes. Every part counts its own samples before
-- they meet, so none multiplies another, and a device without one of them has a row all the same.
-- Grouping what the parts give, one under the other, is their full outer join on the five columns
-- of the identity, and unlike a join it lets a condition on the time reach each part.
--
-- What a part has not taken in yet is computed from the raw rows, so the view is always up to date.
create or replace view :schema.device_metrics_summary as
with open as materialized (
  select rollup, coalesce(open_from, 'infinity'::timestamptz) as open_from
    from :schema.rollup_status
),
open_cpu as materialized (
  select coalesce((select open_from from open where rollup = 'device_metrics_summary_cpu'),
                  '-infinity'::timestamptz) as open_from
),
open_disk as materialized (
  select coalesce((select open_from from open where rollup = 'device_metrics_summary_disk'),
                  '-infinity'::timestamptz) as open_from
),
open_memory as materialized (
  select coalesce((select open_from from open where rollup = 'device_metrics_summary_memory'),
                  '-infinity'::timestamptz) as open_from
),
cpu as (
  select bucket, device_id, poller_id, agent_id, partition,
         sample_count, usage_percent_count, usage_percent_sum
    from :schema.device_metrics_summary_cpu
   where bucket < (select open_from from open_cpu)
   union all
  select date_bin(interval '5 minutes', "timestamp", timestamptz '1970-01-01 00:00+00'),
         :schema.rollup_group(device_id),
         :schema.rollup_group(coalesce(poller_id, '')),
         :schema.rollup_group(coalesce(agent_id, '')),
         :schema.rollup_group(coalesce(partition, 'default')),
         count(*), count(usage_percent), sum(usage_percent)
    from :schema.cpu_metrics
   where "timestamp" >= (select open_from from open_cpu)
   group by date_bin(interval '5 minutes', "timestamp", timestamptz '1970-01-01 00:00+00'), device_id,
            coalesce(poller_id, ''), coalesce(agent_id, ''), coalesce(partition, 'default')
),
disk as (
  select bucket, device_id, poller_id, agent_id, partition,
         sample_count, total_bytes_last, used_bytes_last
    from :schema.device_metrics_summary_disk
   where bucket < (select open_from from open_disk)
   union all
  select date_bin(interval '5 minutes', "timestamp", timestamptz '1970-01-01 00:00+00'),
         :schema.rollup_group(device_id),
         :schema.rollup_group(coalesce(poller_id, '')),
         :schema.rollup_group(coalesce(agent_id, '')),
         :schema.rollup_group(coalesce(partition, 'default')),
         count(*),
         (max(array[extract(epoch from "timestamp"), total_bytes])
            filter (where total_bytes is not null))[2]::bigint,
         (max(array[extract(epoch from "timestamp"), used_bytes])
            filter (where used_bytes is not null))[2]::bigint
    from :schema.disk_metrics
   where "timestamp" >= (select open_from from open_disk)
   group by date_bin(interval '5 minutes', "timestamp", timestamptz '1970-01-01 00:00+00'), device_id,
            coalesce(poller_id, ''), coalesce(agent_id, ''), coalesce(partition, 'default'), mount_point
),
memory as (
  select bucket, device_id, poller_id, agent_id, partition,
         sample_count, total_bytes_last, used_bytes_last
    from :schema.device_metrics_summary_memory
   where bucket < (select open_from from open_memory)
   union all
  select date_bin(interval '5 minutes', "timestamp", timestamptz '1970-01-01 00:00+00'),
         :schema.rollup_group(device_id),
         :schema.rollup_group(coalesce(poller_id, '')),
         :schema.rollup_group(coalesce(agent_id, '')),
         :schema.rollup_group(coalesce(partition, 'default')),
         count(*),
         (max(array[extract(epoch from "timestamp"), total_bytes])
            filter (where total_bytes is not null))[2]::bigint,
         (max(array[extract(epoch from "timestamp"), used_bytes])
            filter (where used_bytes is not null))[2]::bigint
    from :schema.memory_metrics
   where "timestamp" >= (select open_from from open_memory)
   group by date_bin(interval '5 minutes', "timestamp", timestamptz '1970-01-01 00:00+00'), device_id,
            coalesce(poller_id, ''), coalesce(agent_id, ''), coalesce(partition, 'default')
),
parts as (
  select bucket, device_id, poller_id, agent_id, partition,
         sample_count as cpu_samples, usage_percent_sum as cpu_sum, usage_percent_count as cpu_count,
         null::bigint as disk_samples, null::bigint as disk_total, null::bigint as disk_used,
         null::bigint as memory_samples, null::bigint as memory_total, null::bigint as memory_used
    from cpu
   union all
  select bucket, device_id, poller_id, agent_id, partition,
         null, null, null,
         sample_count, total_bytes_last, used_bytes_last,
         null, null, null
    from disk
   union all
  select bucket, device_id, poller_id, agent_id, partition,
         null, null, null,
         null, null, null,
         sample_count, total_bytes_last, used_bytes_last
    from memory
)
select bucket as window_time,
       device_id,
       poller_id,
       agent_id,
       partition,
       sum(cpu_sum) / nullif(sum(cpu_count), 0)::double precision as avg_cpu_usage,
       -- Mounts that report absurd sizes must not fail the whole view.
       case when sum(disk_total) > 9223372036854775807 then 9223372036854775807
            else sum(disk_total)::bigint end as total_disk_bytes,
       case when sum(disk_used) > 9223372036854775807 then 9223372036854775807
            else sum(disk_used)::bigint end as used_disk_bytes,
       max(memory_total) as total_memory_bytes,
       max(memory_used) as used_memory_bytes,
       coalesce(sum(cpu_samples), 0)::bigint as metric_count,
       coalesce(sum(disk_samples), 0)::bigint as disk_sample_count,
       coalesce(sum(memory_samples), 0)::bigint as memory_sample_count
  from parts
 group by bucket, device_id, poller_id, agent_id, partition;
