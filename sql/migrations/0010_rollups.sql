--! Rollups: one row per bucket and group, which maintenance computes from the histories.
--
-- The key is the group, then the bucket, so that the course of one series is one range of the
-- index; NULL counts as a group. Sums and counts can be merged, averages cannot, so the former are
-- kept.

create table :schema.cpu_metrics_hourly (
  bucket timestamptz not null,
  device_id text collate "C" not null,
  core_id integer not null,
  partition text collate "C",
  sample_count bigint not null,
  usage_percent_count bigint not null,
  usage_percent_sum double precision,
  usage_percent_min double precision,
  usage_percent_max double precision,
  usage_percent_first double precision,
  usage_percent_last double precision,
  frequency_hz_count bigint not null,
  frequency_hz_sum double precision,
  frequency_hz_min double precision,
  frequency_hz_max double precision,
  frequency_hz_first double precision,
  frequency_hz_last double precision
)
--! if partitions
partition by range (bucket)
--! end
;

create table :schema.memory_metrics_hourly (
  bucket timestamptz not null,
  device_id text collate "C" not null,
  partition text collate "C",
  sample_count bigint not null,
  used_bytes_count bigint not null,
  used_bytes_sum numeric,
  used_bytes_min bigint,
  used_bytes_max bigint,
  used_bytes_first bigint,
  used_bytes_last bigint,
  total_bytes_count bigint not null,
  total_bytes_sum numeric,
  total_bytes_min bigint,
  total_bytes_max bigint,
  total_bytes_first bigint,
  total_bytes_last bigint,
  usage_percent_count bigint not null,
  usage_percent_sum double precision,
  usage_percent_min double precision,
  usage_percent_max double precision,
  usage_percent_first double precision,
  usage_percent_last double precision
)
--! if partitions
partition by range (bucket)
--! end
;

create table :schema.disk_metrics_hourly (
  bucket timestamptz not null,
  device_id text collate "C" not null,
  mount_point text collate "C" not null,
  partition text collate "C",
  sample_count bigint not null,
  used_bytes_count bigint not null,
  used_bytes_sum numeric,
  used_bytes_min bigint,
  used_bytes_max bigint,
  used_bytes_first bigint,
  used_bytes_last bigint,
  total_bytes_count bigint not null,
  total_bytes_sum numeric,
  total_bytes_min bigint,
  total_bytes_max bigint,
  total_bytes_first bigint,
  total_bytes_last bigint,
  usage_percent_count bigint not null,
  usage_percent_sum double precision,
  usage_percent_min double precision,
  usage_percent_max double precision,
  usage_percent_first double precision,
  usage_percent_last double precision
)
--! if partitions
partition by range (bucket)
--! end
;

create table :schema.process_metrics_hourly (
  bucket timestamptz not null,
  device_id text collate "C" not null,
  name text collate "C",
  partition text collate "C",
  sample_count bigint not null,
  cpu_usage_count bigint not null,
  cpu_usage_sum double precision,
  cpu_usage_min double precision,
  cpu_usage_max double precision,
  cpu_usage_first double precision,
  cpu_usage_last double precision,
  memory_usage_count bigint not null,
  memory_usage_sum numeric,
  memory_usage_min bigint,
  memory_usage_max bigint,
  memory_usage_first bigint,
  memory_usage_last bigint
)
--! if partitions
partition by range (bucket)
--! end
;

create table :schema.timeseries_metrics_hourly (
  bucket timestamptz not null,
  device_id text collate "C",
  metric_type text collate "C" not null,
  metric_name text collate "C" not null,
  if_index integer,
  unit text collate "C",
  partition text collate "C",
  sample_count bigint not null,
  value_count bigint not null,
  value_sum double precision,
  value_min double precision,
  value_max double precision,
  value_first double precision,
  value_last double precision,
  value_histogram jsonb
)
--! if partitions
partition by range (bucket)
--! end
;

create table :schema.netflow_metrics_hourly (
  bucket timestamptz not null,
  sampler_address text collate "C",
  input_snmp bigint,
  output_snmp bigint,
  protocol integer,
  partition text collate "C",
  sample_count bigint not null,
  octets_count bigint not null,
  octets_sum numeric,
  octets_max bigint,
  packets_count bigint not null,
  packets_sum numeric,
  packets_max bigint
)
--! if partitions
partition by range (bucket)
--! end
;

create table :schema.rperf_metrics_hourly (
  bucket timestamptz not null,
  device_id text collate "C",
  service_name text collate "C" not null,
  target text collate "C",
  partition text collate "C",
  sample_count bigint not null,
  failed_count bigint not null,
  bits_per_second_count bigint not null,
  bits_per_second_sum double precision,
  bits_per_second_min double precision,
  bits_per_second_max double precision,
  bits_per_second_first double precision,
  bits_per_second_last double precision,
  loss_percent_count bigint not null,
  loss_percent_sum double precision,
  loss_percent_min double precision,
  loss_percent_max double precision,
  loss_percent_first double precision,
  loss_percent_last double precision,
  jitter_ms_count bigint not null,
  jitter_ms_sum double precision,
  jitter_ms_min double precision,
  jitter_ms_max double precision,
  jitter_ms_first double precision,
  jitter_ms_last double precision,
  jitter_ms_histogram jsonb,
  response_time_ms_count bigint not null,
  response_time_ms_sum double precision,
  response_time_ms_min double precision,
  response_time_ms_max double precision,
  response_time_ms_first double precision,
  response_time_ms_last double precision,
  response_time_ms_histogram jsonb
)
--! if partitions
partition by range (bucket)
--! end
;

create table :schema.otel_metrics_hourly (
  bucket timestamptz not null,
  service_name text collate "C",
  metric_type text collate "C",
  span_name text collate "C",
  unit text collate "C",
  sample_count bigint not null,
  slow_count bigint not null,
  error_count bigint not null,
  http_4xx_count bigint not null,
  http_5xx_count bigint not null,
  grpc_error_count bigint not null,
  value_count bigint not null,
  value_sum double precision,
  value_min double precision,
  value_max double precision,
  value_first double precision,
  value_last double precision,
  duration_ms_count bigint not null,
  duration_ms_sum double precision,
  duration_ms_min double precision,
  duration_ms_max double precision,
  duration_ms_first double precision,
  duration_ms_last double precision,
  duration_ms_histogram jsonb
)
--! if partitions
partition by range (bucket)
--! end
;

create table :schema.logs_severity_hourly (
  bucket timestamptz not null,
  service_name text collate "C",
  severity text collate "C" not null,
  sample_count bigint not null
)
--! if partitions
partition by range (bucket)
--! end
;

create table :schema.otel_traces_hourly (
  bucket timestamptz not null,
  service_name text collate "C",
  name text collate "C",
  kind integer,
  sample_count bigint not null,
  root_count bigint not null,
  error_count bigint not null,
  duration_ms_count bigint not null,
  duration_ms_sum double precision,
  duration_ms_min double precision,
  duration_ms_max double precision,
  duration_ms_first double precision,
  duration_ms_last double precision,
  duration_ms_histogram jsonb
)
--! if partitions
partition by range (bucket)
--! end
;

-- Five minutes, kept three days: the parts that the view device_metrics_summary joins.
create table :schema.device_metrics_summary_cpu (
  bucket timestamptz not null,
  device_id text collate "C" not null,
  poller_id text collate "C" not null,
  agent_id text collate "C" not null,
  partition text collate "C" not null,
  sample_count bigint not null,
  usage_percent_count bigint not null,
  usage_percent_sum double precision,
  usage_percent_min double precision,
  usage_percent_max double precision
)
--! if partitions
partition by range (bucket)
--! end
;

create table :schema.device_metrics_summary_disk (
  bucket timestamptz not null,
  device_id text collate "C" not null,
  poller_id text collate "C" not null,
  agent_id text collate "C" not null,
  partition text collate "C" not null,
  mount_point text collate "C" not null,
  sample_count bigint not null,
  total_bytes_last bigint,
  used_bytes_last bigint
)
--! if partitions
partition by range (bucket)
--! end
;

create table :schema.device_metrics_summary_memory (
  bucket timestamptz not null,
  device_id text collate "C" not null,
  poller_id text collate "C" not null,
  agent_id text collate "C" not null,
  partition text collate "C" not null,
  sample_count bigint not null,
  total_bytes_last bigint,
  used_bytes_last bigint
)
--! if partitions
partition by range (bucket)
--! end
;

--! if hypertables
select :extension.create_hypertable(':schema.cpu_metrics_hourly', 'bucket', chunk_time_interval => interval '720 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.memory_metrics_hourly', 'bucket', chunk_time_interval => interval '720 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.disk_metrics_hourly', 'bucket', chunk_time_interval => interval '720 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.process_metrics_hourly', 'bucket', chunk_time_interval => interval '720 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.timeseries_metrics_hourly', 'bucket', chunk_time_interval => interval '720 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.netflow_metrics_hourly', 'bucket', chunk_time_interval => interval '720 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.rperf_metrics_hourly', 'bucket', chunk_time_interval => interval '720 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.otel_metrics_hourly', 'bucket', chunk_time_interval => interval '720 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.logs_severity_hourly', 'bucket', chunk_time_interval => interval '720 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.otel_traces_hourly', 'bucket', chunk_time_interval => interval '720 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.device_metrics_summary_cpu', 'bucket', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.device_metrics_summary_disk', 'bucket', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.device_metrics_summary_memory', 'bucket', chunk_time_interval => interval '12 hours', create_default_indexes => false);
--! end

create unique index cpu_metrics_hourly_key on :schema.cpu_metrics_hourly (device_id, core_id, partition, bucket) nulls not distinct;
create unique index memory_metrics_hourly_key on :schema.memory_metrics_hourly (device_id, partition, bucket) nulls not distinct;
create unique index disk_metrics_hourly_key on :schema.disk_metrics_hourly (device_id, mount_point, partition, bucket) nulls not distinct;
create unique index process_metrics_hourly_key on :schema.process_metrics_hourly (device_id, name, partition, bucket) nulls not distinct;
create unique index timeseries_metrics_hourly_key on :schema.timeseries_metrics_hourly (device_id, metric_type, metric_name, if_index, unit, partition, bucket) nulls not distinct;
create unique index netflow_metrics_hourly_key on :schema.netflow_metrics_hourly (sampler_address, input_snmp, output_snmp, protocol, partition, bucket) nulls not distinct;
create unique index rperf_metrics_hourly_key on :schema.rperf_metrics_hourly (device_id, service_name, target, partition, bucket) nulls not distinct;
create unique index otel_metrics_hourly_key on :schema.otel_metrics_hourly (service_name, metric_type, span_name, unit, bucket) nulls not distinct;
create unique index logs_severity_hourly_key on :schema.logs_severity_hourly (service_name, severity, bucket) nulls not distinct;
create unique index otel_traces_hourly_key on :schema.otel_traces_hourly (service_name, name, kind, bucket) nulls not distinct;
create unique index device_metrics_summary_cpu_key on :schema.device_metrics_summary_cpu (device_id, poller_id, agent_id, partition, bucket) nulls not distinct;
create unique index device_metrics_summary_disk_key on :schema.device_metrics_summary_disk (device_id, poller_id, agent_id, partition, mount_point, bucket) nulls not distinct;
create unique index device_metrics_summary_memory_key on :schema.device_metrics_summary_memory (device_id, poller_id, agent_id, partition, bucket) nulls not distinct;

create index idx_cpu_metrics_hourly_bucket on :schema.cpu_metrics_hourly (bucket desc);
create index idx_memory_metrics_hourly_bucket on :schema.memory_metrics_hourly (bucket desc);
create index idx_disk_metrics_hourly_bucket on :schema.disk_metrics_hourly (bucket desc);
create index idx_process_metrics_hourly_bucket on :schema.process_metrics_hourly (bucket desc);
create index idx_timeseries_metrics_hourly_bucket on :schema.timeseries_metrics_hourly (bucket desc);
create index idx_netflow_metrics_hourly_bucket on :schema.netflow_metrics_hourly (bucket desc);
create index idx_rperf_metrics_hourly_bucket on :schema.rperf_metrics_hourly (bucket desc);
create index idx_otel_metrics_hourly_bucket on :schema.otel_metrics_hourly (bucket desc);
create index idx_logs_severity_hourly_bucket on :schema.logs_severity_hourly (bucket desc);
create index idx_otel_traces_hourly_bucket on :schema.otel_traces_hourly (bucket desc);
create index idx_device_metrics_summary_cpu_bucket on :schema.device_metrics_summary_cpu (bucket desc);
create index idx_device_metrics_summary_disk_bucket on :schema.device_metrics_summary_disk (bucket desc);
create index idx_device_metrics_summary_memory_bucket on :schema.device_metrics_summary_memory (bucket desc);

-- What a chart of a device shows, read from the index alone.
create index idx_cpu_metrics_hourly_device on :schema.cpu_metrics_hourly (device_id, core_id, bucket, usage_percent_count, usage_percent_sum, usage_percent_min, usage_percent_max);
