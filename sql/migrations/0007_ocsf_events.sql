--! OCSF: events of devices, network, users, systems, and statistics of observables.
--
-- event_id is the id by the producer, or made from a hash of its source, so that a repetition is
-- one row. It comes second: these tables are read by time.

create table :schema.ocsf_device_inventory (
  "time" timestamptz not null,
  activity_id integer not null,
  category_uid integer not null default 5,
  class_uid integer not null default 5001,
  severity_id integer not null default 1,
  device_uid text collate "C" not null,
  device_name text,
  device_ip text[] not null default '{}'::text[],
  device_mac text[] not null default '{}'::text[],
  device_type_id integer not null default 0,
  device_os_name text,
  device_os_version text,
  device_location text,
  device_domain text,
  agent_id text collate "C",
  poller_id text collate "C",
  discovery_source text collate "C",
  confidence_level integer,
  raw_data text,
  enrichments jsonb not null default '{}'::jsonb,
  metadata jsonb not null default '{}'::jsonb,
  observables_ip text[] not null default '{}'::text[],
  observables_mac text[] not null default '{}'::text[],
  observables_hostname text[] not null default '{}'::text[],
  observables_domain text[] not null default '{}'::text[],
  observables_resource_uid text[] not null default '{}'::text[],
  event_id uuid not null,
  type_uid bigint not null,
  change_kind text,
  payload jsonb,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("time")
--! end
;

create table :schema.ocsf_network_activity (
  "time" timestamptz not null,
  start_time timestamptz,
  end_time timestamptz,
  activity_id integer not null,
  category_uid integer not null default 4,
  class_uid integer not null default 4001,
  severity_id integer not null default 1,
  connection_uid text collate "C",
  protocol_num integer,
  protocol_ver integer,
  src_endpoint_ip text collate "C",
  src_endpoint_port integer,
  src_endpoint_mac text,
  src_endpoint_hostname text,
  src_endpoint_domain text,
  dst_endpoint_ip text collate "C",
  dst_endpoint_port integer,
  dst_endpoint_mac text,
  dst_endpoint_hostname text,
  dst_endpoint_domain text,
  traffic_bytes_in bigint,
  traffic_bytes_out bigint,
  traffic_packets_in bigint,
  traffic_packets_out bigint,
  agent_id text collate "C",
  poller_id text collate "C",
  sampler_address text,
  input_snmp bigint,
  output_snmp bigint,
  flow_direction_id integer not null default 0,
  raw_data text,
  metadata jsonb not null default '{}'::jsonb,
  observables_ip text[] not null default '{}'::text[],
  observables_port text[] not null default '{}'::text[],
  observables_hostname text[] not null default '{}'::text[],
  observables_mac text[] not null default '{}'::text[],
  event_id uuid not null,
  type_uid bigint not null,
  status_id integer,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("time")
--! end
;

create table :schema.ocsf_user_inventory (
  "time" timestamptz not null,
  activity_id integer not null,
  category_uid integer not null default 5,
  class_uid integer not null default 5003,
  severity_id integer not null default 1,
  user_uid text collate "C" not null,
  user_name text,
  user_email text,
  user_full_name text,
  user_domain text,
  user_type_id integer,
  user_credential_uid text collate "C",
  account_name text,
  account_type_id integer,
  account_uid text collate "C",
  agent_id text collate "C",
  poller_id text collate "C",
  discovery_source text collate "C",
  confidence_level integer,
  raw_data text,
  metadata jsonb not null default '{}'::jsonb,
  observables_username text[] not null default '{}'::text[],
  observables_email text[] not null default '{}'::text[],
  observables_hostname text[] not null default '{}'::text[],
  observables_domain text[] not null default '{}'::text[],
  observables_resource_uid text[] not null default '{}'::text[],
  event_id uuid not null,
  type_uid bigint not null,
  change_kind text,
  payload jsonb,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("time")
--! end
;

create table :schema.ocsf_system_activity (
  "time" timestamptz not null,
  activity_id integer not null,
  activity_name text,
  category_uid integer not null,
  class_uid integer not null,
  severity_id integer not null,
  message text,
  status text,
  status_code text,
  actor_process_name text,
  actor_process_pid bigint,
  actor_user_name text,
  actor_user_uid text collate "C",
  endpoint_hostname text,
  endpoint_ip text collate "C",
  endpoint_mac text,
  endpoint_domain text,
  endpoint_os_name text,
  agent_id text collate "C",
  poller_id text collate "C",
  log_level text,
  service_name text,
  component text,
  raw_data text,
  metadata jsonb not null default '{}'::jsonb,
  observables_ip text[] not null default '{}'::text[],
  observables_hostname text[] not null default '{}'::text[],
  observables_username text[] not null default '{}'::text[],
  observables_process text[] not null default '{}'::text[],
  event_id uuid not null,
  type_uid bigint not null,
  status_id integer,
  payload jsonb,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("time")
--! end
;

-- One row per value and hour, recomputed while late events may still come.
create table :schema.ocsf_observable_statistics (
  observable_type text collate "C" not null,
  observable_value text collate "C" not null,
  time_window_start timestamptz not null,
  time_window_end timestamptz not null,
  entity_count integer not null,
  entity_classes text[] not null default '{}'::text[],
  discovery_sources text[] not null default '{}'::text[],
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  occurrence_count integer not null,
  avg_confidence_score real,
  max_confidence_score real,
  data_quality_score real,
  max_threat_score real,
  threat_categories text[] not null default '{}'::text[],
  is_flagged boolean not null default false,
  countries text[] not null default '{}'::text[],
  regions text[] not null default '{}'::text[],
  asn_orgs text[] not null default '{}'::text[],
  metadata jsonb not null default '{}'::jsonb,
  updated_at timestamptz not null default now()
)
--! if partitions
partition by range (time_window_start)
--! end
;

-- Query texts and addresses of people: not for the reader role.
create table :schema.ocsf_search_performance (
  query_id text collate "C",
  query_hash text not null,
  query_text text,
  query_type text,
  entity_classes text[] not null default '{}'::text[],
  observable_types text[] not null default '{}'::text[],
  "time" timestamptz not null,
  execution_time_ms integer not null,
  result_count integer,
  cache_hit boolean not null default false,
  optimization_applied text[] not null default '{}'::text[],
  index_usage text[] not null default '{}'::text[],
  estimated_cost real,
  user_id text collate "C",
  session_id text collate "C",
  client_ip text collate "C",
  metadata jsonb not null default '{}'::jsonb,
  event_id uuid not null,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("time")
--! end
;

--! if hypertables
select :extension.create_hypertable(':schema.ocsf_device_inventory', 'time', chunk_time_interval => interval '120 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.ocsf_network_activity', 'time', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.ocsf_user_inventory', 'time', chunk_time_interval => interval '360 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.ocsf_system_activity', 'time', chunk_time_interval => interval '24 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.ocsf_observable_statistics', 'time_window_start', chunk_time_interval => interval '360 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.ocsf_search_performance', 'time', chunk_time_interval => interval '24 hours', create_default_indexes => false);
--! end

create unique index ocsf_device_inventory_key on :schema.ocsf_device_inventory ("time", event_id) nulls not distinct;
create unique index ocsf_network_activity_key on :schema.ocsf_network_activity ("time", event_id) nulls not distinct;
create unique index ocsf_user_inventory_key on :schema.ocsf_user_inventory ("time", event_id) nulls not distinct;
create unique index ocsf_system_activity_key on :schema.ocsf_system_activity ("time", event_id) nulls not distinct;
create unique index ocsf_observable_statistics_key on :schema.ocsf_observable_statistics (observable_type, observable_value, time_window_start) nulls not distinct;
create unique index ocsf_search_performance_key on :schema.ocsf_search_performance ("time", event_id) nulls not distinct;

create index idx_ocsf_device_inventory_device_time on :schema.ocsf_device_inventory (device_uid, "time" desc);
create index idx_ocsf_device_inventory_obs_ip on :schema.ocsf_device_inventory using gin (observables_ip);
create index idx_ocsf_device_inventory_obs_mac on :schema.ocsf_device_inventory using gin (observables_mac);
create index idx_ocsf_network_activity_src_time on :schema.ocsf_network_activity (src_endpoint_ip, "time" desc);
create index idx_ocsf_network_activity_dst_time on :schema.ocsf_network_activity (dst_endpoint_ip, "time" desc);
create index idx_ocsf_network_activity_conn on :schema.ocsf_network_activity (connection_uid) where (connection_uid IS NOT NULL);
create index idx_ocsf_user_inventory_user_time on :schema.ocsf_user_inventory (user_uid, "time" desc);
create index idx_ocsf_user_inventory_obs_username on :schema.ocsf_user_inventory using gin (observables_username);
create index idx_ocsf_system_activity_host_time on :schema.ocsf_system_activity (endpoint_hostname, "time" desc);
create index idx_ocsf_system_activity_service_time on :schema.ocsf_system_activity (service_name, "time" desc);
create index idx_ocsf_observable_statistics_time on :schema.ocsf_observable_statistics (time_window_start desc);
create index idx_ocsf_search_performance_hash_time on :schema.ocsf_search_performance (query_hash, "time" desc);
