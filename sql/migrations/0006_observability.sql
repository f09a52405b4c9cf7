--! Events, logs, OpenTelemetry metrics and spans.
--
-- Log records and data points have no identity: two lines of one service in one microsecond are
-- two. So their row_key is a hash of the whole record. Spans have ids of their own.

-- The hash covers source and id. An event that comes again may carry another time, which this key
-- cannot notice: event_identities remembers the first.
create table :schema.events (
  event_timestamp timestamptz not null,
  specversion text,
  id text,
  source text,
  type text,
  datacontenttype text,
  subject text,
  remote_addr text,
  host text,
  level integer,
  severity text,
  short_message text,
  version text,
  raw_data text,
  row_key bytea not null,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range (event_timestamp)
--! end
;

-- Without time in the key, which a history cannot have; pruned like the history.
create table :schema.event_identities (
  row_key bytea not null,
  source text,
  id text,
  event_timestamp timestamptz not null,
  constraint event_identities_key primary key (row_key)
);

create table :schema.logs (
  "timestamp" timestamptz not null,
  trace_id text collate "C",
  span_id text collate "C",
  severity_text text,
  severity_number integer,
  body text,
  service_name text,
  service_version text,
  service_instance text,
  scope_name text,
  scope_version text,
  attributes jsonb,
  resource_attributes jsonb,
  severity_class text not null,
  observed_timestamp timestamptz,
  time_unix_nano bigint,
  observed_time_unix_nano bigint,
  trace_flags integer,
  event_name text,
  body_json jsonb,
  scope_attributes jsonb,
  source text,
  dropped_attributes_count bigint,
  row_key bytea not null,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

-- Points of one metric differ in any attribute, so that naming columns would lose some of them.
create table :schema.otel_metrics (
  "timestamp" timestamptz not null,
  trace_id text collate "C",
  span_id text collate "C",
  service_name text,
  span_name text,
  span_kind text,
  duration_ms double precision,
  duration_seconds double precision,
  metric_type text,
  http_method text,
  http_route text,
  http_status_code text,
  grpc_service text,
  grpc_method text,
  grpc_status_code text,
  is_slow boolean,
  component text,
  level text,
  value double precision,
  value_integer bigint,
  unit text,
  description text,
  temporality text,
  is_monotonic boolean,
  start_time_unix_nano bigint,
  time_unix_nano bigint,
  count bigint,
  sum double precision,
  min double precision,
  max double precision,
  bucket_counts bigint[],
  explicit_bounds double precision[],
  exponential_histogram jsonb,
  quantile_values jsonb,
  exemplars jsonb,
  attributes jsonb,
  resource_attributes jsonb,
  scope_name text,
  scope_version text,
  scope_attributes jsonb,
  flags bigint,
  row_key bytea not null,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

-- Led by the trace, as it is read whole. A span that is sent again once it has ended replaces the
-- unfinished one: the later end wins. Unsigned 64-bit nanoseconds fit bigint until 2262.
create table :schema.otel_traces (
  "timestamp" timestamptz not null,
  trace_id text collate "C" not null,
  span_id text collate "C" not null,
  parent_span_id text collate "C",
  name text,
  kind integer,
  start_time_unix_nano bigint,
  end_time_unix_nano bigint,
  service_name text,
  service_version text,
  service_instance text,
  scope_name text,
  scope_version text,
  status_code integer,
  status_message text,
  attributes jsonb,
  resource_attributes jsonb,
  events jsonb,
  links jsonb,
  trace_state text,
  flags bigint,
  dropped_attributes_count bigint,
  dropped_events_count bigint,
  dropped_links_count bigint,
  scope_attributes jsonb,
  resource_schema_url text,
  scope_schema_url text,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

-- One row per trace however often it is recomputed, so a table and not a history.
create table :schema.otel_trace_summaries (
  "timestamp" timestamptz not null,
  trace_id text collate "C" not null,
  root_span_id text collate "C",
  root_span_name text,
  root_service_name text,
  root_span_kind integer,
  start_time_unix_nano bigint not null,
  end_time_unix_nano bigint not null,
  duration_ms double precision,
  status_code integer,
  service_set text[] not null default '{}'::text[],
  span_count bigint not null,
  error_count bigint not null,
  status_message text,
  refreshed_at timestamptz not null default now(),
  constraint otel_trace_summaries_key primary key (trace_id)
);

--! if hypertables
select :extension.create_hypertable(':schema.events', 'event_timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.logs', 'timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.otel_metrics', 'timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.otel_traces', 'timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
--! end

create unique index events_key on :schema.events (event_timestamp, row_key) nulls not distinct;
create unique index logs_key on :schema.logs ("timestamp", row_key) nulls not distinct;
create unique index otel_metrics_key on :schema.otel_metrics ("timestamp", row_key) nulls not distinct;
create unique index otel_traces_key on :schema.otel_traces (trace_id, span_id, "timestamp") nulls not distinct;

create index idx_events_id on :schema.events (id);
create index idx_events_subject on :schema.events (subject, event_timestamp desc);
create index idx_events_host on :schema.events (host, event_timestamp desc);
create index idx_event_identities_time on :schema.event_identities (event_timestamp desc);
create index idx_logs_service_time on :schema.logs (service_name, "timestamp" desc);
create index idx_logs_trace_id on :schema.logs (trace_id) where (trace_id IS NOT NULL);
create index idx_logs_severe_time on :schema.logs ("timestamp" desc) where (severity_class = ANY (ARRAY['fatal'::text, 'error'::text]));
create index idx_otel_metrics_service_time on :schema.otel_metrics (service_name, "timestamp" desc);
create index idx_otel_metrics_name_time on :schema.otel_metrics (span_name, "timestamp" desc);
create index idx_otel_metrics_trace_id on :schema.otel_metrics (trace_id) where (trace_id IS NOT NULL);
create index idx_otel_traces_time on :schema.otel_traces ("timestamp" desc);
create index idx_otel_traces_service_time on :schema.otel_traces (service_name, "timestamp" desc);
create index idx_otel_trace_summaries_time on :schema.otel_trace_summaries ("timestamp" desc);
create index idx_otel_trace_summaries_service_time on :schema.otel_trace_summaries (root_service_name, "timestamp" desc);
create index idx_otel_trace_summaries_duration on :schema.otel_trace_summaries (duration_ms desc);
