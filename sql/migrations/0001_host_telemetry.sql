--! Host telemetry, the device inventory that it feeds, and the record of maintenance.
--
-- Keys: history is unique by device and time first, so that the key's index also serves reads.
-- Identifiers compare by code unit (collate "C"): cheaper, and the same on every server.
-- NULL counts as a value in keys: a row without a poller is still the same row the second time.

create table :schema.cpu_metrics (
  "timestamp" timestamptz not null,
  poller_id text collate "C",
  agent_id text collate "C",
  host_id text collate "C",
  core_id integer not null,
  usage_percent double precision,
  frequency_hz double precision,
  label text,
  cluster text,
  device_id text collate "C" not null,
  partition text collate "C",
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

create table :schema.cpu_cluster_metrics (
  "timestamp" timestamptz not null,
  poller_id text collate "C",
  agent_id text collate "C",
  host_id text collate "C",
  cluster text collate "C" not null,
  frequency_hz double precision,
  device_id text collate "C" not null,
  partition text collate "C",
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

create table :schema.memory_metrics (
  "timestamp" timestamptz not null,
  poller_id text collate "C",
  agent_id text collate "C",
  host_id text collate "C",
  total_bytes bigint,
  used_bytes bigint,
  available_bytes bigint,
  usage_percent double precision,
  device_id text collate "C" not null,
  partition text collate "C",
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

create table :schema.disk_metrics (
  "timestamp" timestamptz not null,
  poller_id text collate "C",
  agent_id text collate "C",
  host_id text collate "C",
  mount_point text collate "C" not null,
  device_name text,
  total_bytes bigint,
  used_bytes bigint,
  available_bytes bigint,
  usage_percent double precision,
  device_id text collate "C" not null,
  partition text collate "C",
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

-- pid is unsigned 32 bits at the source, which integer cannot hold.
create table :schema.process_metrics (
  "timestamp" timestamptz not null,
  poller_id text collate "C",
  agent_id text collate "C",
  host_id text collate "C",
  pid bigint not null,
  name text,
  cpu_usage real,
  memory_usage bigint,
  status text,
  start_time text,
  device_id text collate "C" not null,
  partition text collate "C",
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

create table :schema.discovered_interfaces (
  "timestamp" timestamptz not null,
  agent_id text collate "C",
  poller_id text collate "C",
  device_ip text collate "C",
  device_id text collate "C" not null,
  if_index integer not null,
  if_name text,
  if_descr text,
  if_alias text,
  if_speed bigint,
  if_phys_address text,
  ip_addresses text[],
  if_admin_status integer,
  if_oper_status integer,
  metadata jsonb,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

-- row_key is a hash of the whole observation: the same one twice is one row, and two agents that
-- see a device at one instant are two.
create table :schema.device_updates (
  observed_at timestamptz not null,
  agent_id text collate "C" not null,
  poller_id text collate "C" not null,
  partition text collate "C" not null,
  device_id text collate "C" not null,
  discovery_source text collate "C" not null,
  ip text collate "C",
  mac text,
  hostname text,
  available boolean,
  metadata jsonb,
  row_key bytea not null,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range (observed_at)
--! end
;

create table :schema.service_status (
  "timestamp" timestamptz not null,
  poller_id text collate "C" not null,
  agent_id text collate "C",
  service_name text collate "C" not null,
  service_type text collate "C",
  available boolean not null,
  message text,
  details text,
  partition text collate "C",
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

--! if hypertables
-- No default indexes: those below are the whole set, the same on every engine.
select :extension.create_hypertable(':schema.cpu_metrics', 'timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.cpu_cluster_metrics', 'timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.memory_metrics', 'timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.disk_metrics', 'timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.process_metrics', 'timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.discovered_interfaces', 'timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.device_updates', 'observed_at', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.service_status', 'timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
--! end

create unique index cpu_metrics_key on :schema.cpu_metrics (device_id, "timestamp", core_id, poller_id) nulls not distinct;
create unique index cpu_cluster_metrics_key on :schema.cpu_cluster_metrics (device_id, "timestamp", cluster, poller_id) nulls not distinct;
create unique index memory_metrics_key on :schema.memory_metrics (device_id, "timestamp", poller_id) nulls not distinct;
create unique index disk_metrics_key on :schema.disk_metrics (device_id, "timestamp", mount_point, poller_id) nulls not distinct;
create unique index process_metrics_key on :schema.process_metrics (device_id, "timestamp", pid, poller_id) nulls not distinct;
create unique index discovered_interfaces_key on :schema.discovered_interfaces (device_id, "timestamp", if_index, poller_id) nulls not distinct;
create unique index device_updates_key on :schema.device_updates (device_id, observed_at, row_key) nulls not distinct;
create unique index service_status_key on :schema.service_status (poller_id, service_name, "timestamp", agent_id, service_type) nulls not distinct;

-- By time first: the newest and oldest row, and a time range over all devices or of one poller.
create index idx_cpu_metrics_time on :schema.cpu_metrics ("timestamp" desc, poller_id);
create index idx_cpu_cluster_metrics_time on :schema.cpu_cluster_metrics ("timestamp" desc, poller_id);
create index idx_memory_metrics_time on :schema.memory_metrics ("timestamp" desc, poller_id);
create index idx_disk_metrics_time on :schema.disk_metrics ("timestamp" desc, poller_id);
create index idx_process_metrics_time on :schema.process_metrics ("timestamp" desc, poller_id);
create index idx_discovered_interfaces_time on :schema.discovered_interfaces ("timestamp" desc);
create index idx_device_updates_time on :schema.device_updates (observed_at desc);
create index idx_service_status_time on :schema.service_status ("timestamp" desc);

-- One row per device. field_origins and source_details explain each value and keep the fold of
-- observations independent of the order in which they arrive.
create table :schema.unified_devices (
  device_id text collate "C" not null,
  ip text collate "C",
  poller_id text collate "C",
  agent_id text collate "C",
  hostname text,
  mac text,
  discovery_sources text[],
  is_available boolean,
  first_seen timestamptz,
  last_seen timestamptz,
  metadata jsonb,
  device_type text not null default 'network_device',
  service_type text,
  service_status text,
  last_heartbeat timestamptz,
  os_info text,
  version_info text,
  field_origins jsonb not null,
  source_details jsonb not null,
  updated_at timestamptz not null default now(),
  constraint unified_devices_key primary key (device_id)
);

create index idx_unified_devices_ip on :schema.unified_devices (ip);
create index idx_unified_devices_last_seen on :schema.unified_devices (last_seen desc nulls last, device_id);

-- What maintenance did, so that silence of a job can be seen.
create table :schema.maintenance_jobs (
  job text collate "C" not null,
  last_started_at timestamptz,
  last_finished_at timestamptz,
  last_duration_ms bigint,
  last_error text,
  last_detail jsonb,
  runs bigint not null default 0,
  failures bigint not null default 0,
  constraint maintenance_jobs_key primary key (job)
);
